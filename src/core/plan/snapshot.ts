/**
 * The snapshot: what the database is and holds, as far as one document prefix is concerned; read as the verifier's
 * role, READ ONLY, REPEATABLE READ. Shape: schemas/snapshot.schema.json. Lists are sorted by their key (code units).
 */
export const SNAPSHOT_FORMAT = 'cutter.snapshot/1';

export interface Identity {
  readonly database: string;
  /** pg_control_system().system_identifier, decimal. */
  readonly system_identifier: string;
}

/** A unit that has ever had an address under the prefix, retired and soft-deleted ones included. */
export interface LiveUnit {
  readonly address: string;
  readonly id: string;
  readonly lifecycle_status: string;
  readonly unit_kind: string;
  readonly section_type: string;
  readonly title: string;
  readonly deleted: boolean;
  /** The anchored version, absent when the anchor is NULL or dangling. */
  readonly version?: {
    readonly id: string;
    readonly seq: number;
    readonly content_hash: string;
    /** SHA-256 of the text, only where content_hash is another. */
    readonly body_sha256?: string;
  };
  readonly versions: number;
  /** Of a retired unit: what it keeps for good when it comes back. */
  readonly retired?: {
    readonly owner: string;
    readonly conformance: string;
    readonly publication_type?: string;
    /** Address of the unit that it is part of. */
    readonly parent?: string;
    /** sort_order, decimal. */
    readonly order?: string;
  };
}

export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  readonly prefix: string;
  /** The kind of plan whose definitions it holds; absent = `cut.direct`. */
  readonly kind?: string;
  readonly target: Identity & {
    /** server_version_num, for people. */
    readonly server_version: string;
    readonly principal: string;
  };
  /** The registered document of this prefix, absent when the owner has registered none. */
  readonly registry?: {
    readonly source_document_ref: string;
    /** Registered versions: region checksum (SHA-256) to document_version_id. */
    readonly versions: Readonly<Record<string, string>>;
  };
  /** `executor: 'calls'`: the executor may call the functions of the canonical writer, and insert nothing itself. */
  readonly gateway: { readonly mode: 'off' | 'enforced'; readonly executor?: 'calls' };
  /** dot_config rows `vocab.*`: key to value. */
  readonly vocabulary: Readonly<Record<string, string>>;
  /** Rows of units and versions outside the prefix. */
  readonly outside: { readonly units: number; readonly versions: number; readonly digest: string };
  /** Catalogue objects a plan depends on: name to definition. The plan pins one hash of each. */
  readonly catalogue: Readonly<Record<string, string>>;
  readonly units: readonly LiveUnit[];
}

/** The same snapshot with every key and list in its one order, however it was put together: it has one text. */
export function ordered(snapshot: Snapshot): Snapshot {
  const { format, prefix, kind, target, registry, gateway, vocabulary, outside, catalogue, units } = snapshot;
  return {
    format,
    prefix,
    ...(kind === undefined ? {} : { kind }),
    target: {
      database: target.database,
      system_identifier: target.system_identifier,
      server_version: target.server_version,
      principal: target.principal,
    },
    ...(registry === undefined
      ? {}
      : { registry: { source_document_ref: registry.source_document_ref, versions: byKey(registry.versions) } }),
    gateway: { mode: gateway.mode, ...(gateway.executor === undefined ? {} : { executor: gateway.executor }) },
    vocabulary: byKey(vocabulary),
    outside: { units: outside.units, versions: outside.versions, digest: outside.digest },
    catalogue: byKey(catalogue),
    units: [...units].sort((a, b) => compare(a.address, b.address)).map(orderedUnit),
  };
}

const orderedUnit = ({ version, retired, ...unit }: LiveUnit): LiveUnit => ({
  address: unit.address,
  id: unit.id,
  lifecycle_status: unit.lifecycle_status,
  unit_kind: unit.unit_kind,
  section_type: unit.section_type,
  title: unit.title,
  deleted: unit.deleted,
  ...(version === undefined ? {} : { version: orderedVersion(version) }),
  versions: unit.versions,
  ...(retired === undefined
    ? {}
    : {
        retired: {
          owner: retired.owner,
          conformance: retired.conformance,
          ...(retired.publication_type === undefined ? {} : { publication_type: retired.publication_type }),
          ...(retired.parent === undefined ? {} : { parent: retired.parent }),
          ...(retired.order === undefined ? {} : { order: retired.order }),
        },
      }),
});

const orderedVersion = ({ id, seq, content_hash, body_sha256 }: NonNullable<LiveUnit['version']>) => ({
  id,
  seq,
  content_hash,
  ...(body_sha256 === undefined ? {} : { body_sha256 }),
});

const byKey = (record: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => compare(a, b)));

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
