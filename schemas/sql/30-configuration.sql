-- Configuration: vocabulary and policy as data, written by the owner alone.
--
-- A word is in a vocabulary when the key `vocab.<vocabulary>.<word>` exists. Rows that are already there keep their
-- values, so running this again never resets a policy.

SET ROLE directus;

CREATE TABLE IF NOT EXISTS public.dot_config (
  key         text PRIMARY KEY,
  value       text NOT NULL,
  description text,
  updated_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE public.dot_config IS 'Vocabulary (vocab.*) and policy (iu_create.*, iu_enact.*) as data';

INSERT INTO public.dot_config (key, value, description)
SELECT 'vocab.' || vocabulary || '.' || word, word, description
FROM (VALUES
  ('unit_kind',             'law_unit',           'A unit of a normative document'),
  ('unit_kind',             'design_doc_section', 'A section of a design document'),
  ('section_type',          'appendix',           NULL),
  ('section_type',          'article',            NULL),
  ('section_type',          'changelog',          NULL),
  ('section_type',          'checklist',          NULL),
  ('section_type',          'definition',         NULL),
  ('section_type',          'governance_process', NULL),
  ('section_type',          'heading',            NULL),
  ('section_type',          'instruction_block',  NULL),
  ('section_type',          'paragraph',          NULL),
  ('section_type',          'principle',          NULL),
  ('section_type',          'process',            NULL),
  ('section_type',          'section',            NULL),
  ('section_type',          'technical_spec',     NULL),
  ('publication_type',      'law',                NULL),
  ('publication_type',      'design_doc',         NULL),
  ('publication_authority', 'incomex_council',    NULL)
) AS v(vocabulary, word, description)
ON CONFLICT (key) DO NOTHING;

INSERT INTO public.dot_config (key, value, description) VALUES
  ('iu_create.gateway.mode', 'off',
   'off: whoever holds the grant writes content; anything else: only the canonical writer does'),
  ('iu_create.gateway.allowed_marker_values',
   'fn_iu_create, fn_iu_enact, fn_iu_supersede, fn_iu_retire, fn_iu_reissue, fn_iu_apply_edit_draft',
   'Functions that app.canonical_writer may name, separated by commas'),
  ('iu_enact.allow_no_review_decision', 'false',
   'Whether a unit may be enacted without a review decision')
ON CONFLICT (key) DO NOTHING;

CREATE TABLE IF NOT EXISTS public.iu_lifecycle_vocab (
  status      text PRIMARY KEY,
  description text NOT NULL
);
COMMENT ON TABLE public.iu_lifecycle_vocab IS 'The lifecycle statuses of units and versions';

INSERT INTO public.iu_lifecycle_vocab (status, description) VALUES
  ('draft',      'Written, not in force; every unit is born so'),
  ('enacted',    'In force; the row is immutable'),
  ('superseded', 'Was in force, replaced by another unit'),
  ('retired',    'Withdrawn; the address stays taken')
ON CONFLICT (status) DO NOTHING;

RESET ROLE;
