-- Content: the units (19 columns) and the versions of their text (16 columns).
--
-- A unit and its version refer to each other, so the unit's side is DEFERRABLE INITIALLY DEFERRED: a cut inserts the
-- unit, inserts the version, sets the anchors, and the foreign key is judged at COMMIT.
--
-- canonical_address is COLLATE "C" (bytes): its unique index is therefore also the index for look-ups under a prefix,
-- `canonical_address >= 'ICX-CONST/' AND canonical_address < 'ICX-CONST0'` ('0' is the byte after '/'), whatever the
-- collation of the database, and no second index has to be kept at every insert.

SET ROLE directus;

CREATE TABLE IF NOT EXISTS public.information_unit (
  id                      uuid PRIMARY KEY,
  canonical_address       text COLLATE "C" NOT NULL,
  unit_kind               text NOT NULL,
  lifecycle_status        text NOT NULL DEFAULT 'draft',
  content_anchor_ref      text,
  version_anchor_ref      uuid,
  owner_ref               text NOT NULL,
  parent_or_container_ref uuid,
  conformance_status      text NOT NULL,
  identity_profile        jsonb NOT NULL,
  created_at              timestamptz NOT NULL DEFAULT now(),
  updated_at              timestamptz NOT NULL DEFAULT now(),
  created_by              text NOT NULL,
  updated_by              text,
  deleted_at              timestamptz,
  sort_order              integer,
  doc_code                text,
  section_type            text,
  section_code            text,
  CONSTRAINT uq_iu_canonical_address UNIQUE (canonical_address),
  CONSTRAINT fk_iu_parent_or_container FOREIGN KEY (parent_or_container_ref) REFERENCES public.information_unit (id)
);
COMMENT ON TABLE public.information_unit IS 'Addressed information units; an address is an identity and is never used twice';
COMMENT ON COLUMN public.information_unit.content_anchor_ref IS 'Id of the anchored version as text; equals version_anchor_ref';

CREATE TABLE IF NOT EXISTS public.unit_version (
  id               uuid PRIMARY KEY,
  unit_id          uuid NOT NULL,
  body             text NOT NULL,
  content_hash     text NOT NULL,
  version_seq      integer NOT NULL,
  lifecycle_status text NOT NULL,
  content_profile  jsonb NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT now(),
  created_by       text NOT NULL,
  title            text,
  description      text,
  review_state     text,
  provenance       jsonb,
  editor           text,
  enacted_at       timestamptz,
  updated_at       timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT fk_uv_unit FOREIGN KEY (unit_id) REFERENCES public.information_unit (id)
);
COMMENT ON TABLE public.unit_version IS 'The texts of units; a text never changes, a new text is a new version';
COMMENT ON COLUMN public.unit_version.content_hash IS 'SHA-256 of body as UTF-8, 64 hexadecimal digits';

-- Not unique: two versions with one number are a state that the canonical writer reports, not one that hides.
CREATE INDEX IF NOT EXISTS ix_uv_unit_id ON public.unit_version (unit_id, version_seq);

DO $fk$
BEGIN
  IF NOT EXISTS (
    SELECT 1 FROM pg_catalog.pg_constraint
    WHERE conname = 'fk_iu_version_anchor' AND conrelid = 'public.information_unit'::pg_catalog.regclass
  ) THEN
    ALTER TABLE public.information_unit ADD CONSTRAINT fk_iu_version_anchor
      FOREIGN KEY (version_anchor_ref) REFERENCES public.unit_version (id) DEFERRABLE INITIALLY DEFERRED;
  END IF;
END
$fk$;

RESET ROLE;
