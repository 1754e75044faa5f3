-- Source registry: which documents may be cut, under which address prefix, in which versions.
--
-- Registering a document is the owner's act. A cut looks its document up by prefix and by the SHA-256 of the region it
-- cuts, and refuses what is not registered.

SET ROLE directus;

CREATE TABLE IF NOT EXISTS cutter_governance.source_document_registry (
  source_document_ref text PRIMARY KEY CHECK (source_document_ref <> ''),
  -- Capitals, digits and '-', 3 to 32 characters, no '-' at an end.
  address_docprefix   text COLLATE "C" NOT NULL UNIQUE CHECK (address_docprefix ~ '^[A-Z0-9][A-Z0-9-]{1,30}[A-Z0-9]$'),
  registered_at       timestamptz NOT NULL DEFAULT now(),
  registered_by       text NOT NULL DEFAULT session_user
);
COMMENT ON TABLE cutter_governance.source_document_registry IS 'Documents that may be cut, each with its address prefix';

CREATE TABLE IF NOT EXISTS cutter_governance.source_document_version_registry (
  document_version_id text PRIMARY KEY CHECK (document_version_id <> ''),
  source_document_ref text NOT NULL REFERENCES cutter_governance.source_document_registry (source_document_ref),
  -- SHA-256 of the region: the normalised text that is cut.
  content_checksum    text NOT NULL CHECK (content_checksum ~ '^[0-9a-f]{64}$'),
  registered_at       timestamptz NOT NULL DEFAULT now(),
  registered_by       text NOT NULL DEFAULT session_user,
  UNIQUE (source_document_ref, content_checksum)
);
COMMENT ON TABLE cutter_governance.source_document_version_registry IS 'Registered versions of documents, by the SHA-256 of the text that is cut';

RESET ROLE;
