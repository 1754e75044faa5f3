import { isPrefix } from '../../core/document/address.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Databases, Row, Session } from '../../ports.ts';
import { demandMark } from './mark.ts';
import { owning } from './owning.ts';

export interface DocumentVersion {
  readonly source_document_ref: string;
  /** Document prefix: [A-Z0-9-], 3 to 32, no '-' at an end. */
  readonly address_docprefix: string;
  readonly document_version_id: string;
  /** SHA-256 of the region, 64 hexadecimal digits. */
  readonly content_checksum: string;
}

/** What was new; false means that it was registered just so before. */
export interface Registration {
  readonly document: boolean;
  readonly version: boolean;
}

const ADD_DOCUMENT = `
INSERT INTO cutter_governance.source_document_registry (source_document_ref, address_docprefix)
VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING source_document_ref`;

const DOCUMENTS_QUERY = `
SELECT source_document_ref, address_docprefix FROM cutter_governance.source_document_registry
WHERE source_document_ref = $1 OR address_docprefix = $2 ORDER BY source_document_ref COLLATE "C"`;

const ADD_VERSION = `
INSERT INTO cutter_governance.source_document_version_registry (document_version_id, source_document_ref, content_checksum)
VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING document_version_id`;

const VERSIONS_QUERY = `
SELECT document_version_id, source_document_ref, content_checksum FROM cutter_governance.source_document_version_registry
WHERE document_version_id = $1 OR (source_document_ref = $2 AND content_checksum = $3)
ORDER BY document_version_id COLLATE "C"`;

/**
 * Registers a version of a document, and the document where it is new. Registering the same again changes nothing.
 * Throws Stop: `shape.wrong_value`, `sandbox.not_marked`, `sandbox.registered_otherwise`, `sandbox.failed`.
 */
export async function sandboxRegister(
  databases: Databases,
  version: DocumentVersion,
  run: string,
): Promise<Registration> {
  const wrong = valueProblems(version);
  if (wrong.length > 0) throw new Stop(wrong);
  return owning(databases, `sandbox/${run}`, async (session) => {
    await demandMark(session);
    return register(session, version);
  });
}

async function register(session: Session, wanted: DocumentVersion): Promise<Registration> {
  const { source_document_ref: ref, address_docprefix: prefix } = wanted;
  const { document_version_id: id, content_checksum: checksum } = wanted;
  const document = await session.rows(ADD_DOCUMENT, [ref, prefix]);
  const documents = others(await session.rows(DOCUMENTS_QUERY, [ref, prefix]), {
    source_document_ref: ref,
    address_docprefix: prefix,
  });
  if (documents.length > 0) throw new Stop(documents);
  const version = await session.rows(ADD_VERSION, [id, ref, checksum]);
  const versions = others(await session.rows(VERSIONS_QUERY, [id, ref, checksum]), {
    document_version_id: id,
    source_document_ref: ref,
    content_checksum: checksum,
  });
  if (versions.length > 0) throw new Stop(versions);
  return { document: document.length > 0, version: version.length > 0 };
}

/** Registered rows that share a key with the wanted one and differ from it. */
function others(found: readonly Row[], wanted: Row): Problem[] {
  return found
    .filter((row) => Object.keys(wanted).some((column) => row[column] !== wanted[column]))
    .map((row) => ({
      code: 'sandbox.registered_otherwise',
      message: `Already registered: ${written(row)}; asked for: ${written(wanted)}.`,
      hint: 'A registration is not changed: use the registered values, or a prefix, reference and version of your own.',
    }));
}

const written = (row: Row): string =>
  Object.entries(row)
    .map(([column, value]) => `${column} ${value}`)
    .join(', ');

function valueProblems(version: DocumentVersion): Problem[] {
  const problems: Problem[] = [];
  const wrong = (field: keyof DocumentVersion, rule: string): void => {
    problems.push({
      code: 'shape.wrong_value',
      message: `${field} is ${JSON.stringify(version[field])}; it must be ${rule}.`,
      place: { pointer: `/${field}` },
      hint: `Give a ${field} that is ${rule}.`,
    });
  };
  if (version.source_document_ref.trim() === '') wrong('source_document_ref', 'a name');
  if (!isPrefix(version.address_docprefix)) {
    wrong('address_docprefix', "3 to 32 of the signs A-Z, 0-9 and '-', with no '-' at an end");
  }
  if (version.document_version_id.trim() === '') wrong('document_version_id', 'a name');
  if (!/^[0-9a-f]{64}$/.test(version.content_checksum)) {
    wrong('content_checksum', 'a SHA-256 in 64 lower-case hexadecimal digits');
  }
  return problems;
}
