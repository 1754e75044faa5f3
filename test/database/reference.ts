/** The reference database on the server of the run, and attempts at it as any role. */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import pg from 'pg';
import type { Catalogue } from '../../src/core/plan/catalogue.ts';
import { serverDatabases } from '../../src/edge/postgres/databases.ts';
import { readCatalogue } from '../../src/flows/catalogue.ts';
import { reading } from '../../src/flows/reading.ts';
import { type SqlFile, sandboxUp } from '../../src/flows/sandbox.ts';
import type { Databases } from '../../src/ports.ts';
import { copyOf, freshDatabase, type TestDatabase } from '../support/database.ts';

const folder = new URL('../../schemas/sql/', import.meta.url);

export const sqlFiles = (): SqlFile[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));

/** The SQL that an owner runs to change who writes content: `canonical` or `direct`. */
export const posture = (name: string): string => readFileSync(new URL(`postures/${name}.sql`, folder), 'utf8');

export function databasesOf(database: TestDatabase): Databases {
  return serverDatabases({
    host: database.host,
    port: database.port,
    database: database.database,
    sslmode: 'disable',
    users: {
      exec: { user: 'cutter_exec' },
      verify: { user: 'cutter_verify' },
      owner: { user: database.superuser },
    },
  });
}

/** What a write to the two tables of content depends on. */
export const contentCatalogue = (database: TestDatabase): Promise<Catalogue> =>
  reading(databasesOf(database), 'test', (session) =>
    readCatalogue(session, { tables: ['public.information_unit', 'public.unit_version'] }),
  );

export const referenceDatabase = (): Promise<TestDatabase> => copyOf('reference', provisioned);

async function provisioned(): Promise<TestDatabase> {
  const database = await freshDatabase();
  await sandboxUp(databasesOf(database), sqlFiles(), 'test');
  return database;
}

/** What the server said when it refused, or that it did not. */
export interface Attempt {
  readonly refused: boolean;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  readonly hint?: string | undefined;
  readonly table?: string | undefined;
  readonly column?: string | undefined;
  readonly constraint?: string | undefined;
  readonly warnings: readonly string[];
  /** Rows of the last statement before the end of the transaction. */
  readonly rows: readonly Record<string, unknown>[];
}

/** Runs the statements as the role in one transaction and ends it; nothing stays of a refused one. */
export async function attempt(
  database: TestDatabase,
  user: string,
  statements: readonly string[],
  end: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): Promise<Attempt> {
  const client = new pg.Client({ host: database.host, port: database.port, database: database.database, user });
  const warnings: string[] = [];
  client.on('notice', (notice) => warnings.push(notice.message ?? ''));
  await client.connect();
  let rows: readonly Record<string, unknown>[] = [];
  try {
    await client.query('BEGIN');
    for (const statement of statements) rows = (await client.query(statement)).rows ?? [];
    await client.query(end);
    return { refused: false, warnings, rows };
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    const { code, message, hint, table, column, constraint } = error;
    return { refused: true, code, message, hint, table, column, constraint, warnings, rows };
  } finally {
    await client.end();
  }
}

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return `'${text.replaceAll("'", "''")}'`;
};

export const insert = (table: string, row: Readonly<Record<string, unknown>>): string =>
  `INSERT INTO ${table} (${Object.keys(row).join(', ')}) VALUES (${Object.values(row).map(literal).join(', ')})`;

export interface Unit {
  readonly id: string;
  readonly version: string;
  readonly address: string;
  /** The three statements of a birth, in order. */
  readonly birth: readonly [insertUnit: string, insertVersion: string, setAnchors: string];
}

const profile = {
  title: 'Title',
  owner_lookup_ref: 'owner',
  primary_section_type_ref: 'article',
  publication_type_ref: 'law',
  publication_authority_ref: 'incomex_council',
};

let numbered = 0;

/** A unit as the direct writer makes it, at an address of its own; `columns` and `identity` replace what they name. */
export function unit(
  columns: Readonly<Record<string, unknown>> = {},
  identity: Readonly<Record<string, unknown>> = {},
  versionColumns: Readonly<Record<string, unknown>> = {},
): Unit {
  numbered += 1;
  const id = randomUUID();
  const version = randomUUID();
  const address = `TST/A-${numbered}`;
  const body = `Text of unit ${numbered}.`;
  return {
    id,
    version,
    address,
    birth: [
      insert('public.information_unit', {
        id,
        canonical_address: address,
        unit_kind: 'law_unit',
        lifecycle_status: 'draft',
        owner_ref: 'owner',
        conformance_status: 'conformant',
        identity_profile: { ...profile, ...identity },
        created_by: 'test',
        updated_by: 'test',
        doc_code: 'TST',
        section_type: 'article',
        section_code: `A-${numbered}`,
        ...columns,
      }),
      insert('public.unit_version', {
        id: version,
        unit_id: id,
        body,
        content_hash: createHash('sha256').update(body).digest('hex'),
        version_seq: 1,
        lifecycle_status: 'draft',
        content_profile: {},
        created_by: 'test',
        ...versionColumns,
      }),
      anchors(id, version),
    ],
  };
}

export const anchors = (id: string, version: string, content: string = version): string =>
  `UPDATE public.information_unit SET version_anchor_ref = '${version}', content_anchor_ref = '${content}' WHERE id = '${id}'`;

/** Bears the unit as the executor and expects no refusal. */
export async function born(database: TestDatabase, given: Unit = unit()): Promise<Unit> {
  const done = await attempt(database, 'cutter_exec', given.birth);
  if (done.refused) throw new Error(`The birth of ${given.address} was refused: ${done.message}`);
  return given;
}
