/**
 * The chain of the ledger computed again from raw column values, by the rule that schemas/sql/62-ledger-chain.sql states
 * and by nothing else: the server only hands out the values.
 */
import type { TestDatabase } from '../support/database.ts';
import { hex, LEDGER } from './ledger.ts';

export interface Link {
  readonly seq: string;
  readonly table_name: string;
  readonly row_key: string;
  readonly row_sha256: string;
  readonly prev_sha256: string;
  readonly link_sha256: string;
}

export interface Head {
  readonly seq: string;
  readonly link_sha256: string;
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  decision_backlog_entry: ['entry_id'],
  decision_backlog_history: ['history_id'],
  decision_backlog_dependency: ['dependency_id'],
  decision_backlog_sweep_log: ['sweep_id'],
  manifest_envelope: ['envelope_id'],
  manifest_unit_block: ['envelope_id', 'unit_local_id'],
  review_decision: ['review_decision_id'],
  dot_pair_signature: ['signature_id'],
  cut_change_set: ['change_set_id'],
  cut_change_set_affected_row: ['affected_row_id'],
  verify_result: ['verify_result_id'],
  canonical_address_alias: ['alias_id'],
};

const value = (type: string, text: string | null): string => {
  if (text === null) return 'null';
  if (type === 'uuid' || type === 'text') return JSON.stringify(text);
  if (type === 'boolean') return text === 't' ? 'true' : 'false';
  // 2026-11-21 12:00:00.12+00
  if (type === 'timestamp with time zone') return `"${text.replace(' ', 'T').replace(/\+00$/, '+00:00')}"`;
  return text;
};

/** row_sha256 of every row of the ledger, by `table row_key`. */
async function rowHashes(database: TestDatabase): Promise<Map<string, string>> {
  const hashes = new Map<string, string>();
  for (const table of LEDGER) {
    const columns = await database.query(
      `SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
       WHERE attrelid = 'cutter_governance.${table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    );
    for (const row of await database.query(`SELECT * FROM cutter_governance.${table}`)) {
      const fields = columns
        .filter(({ name }) => !(table === 'decision_backlog_entry' && name === 'status'))
        .map(({ name, type }) => `${JSON.stringify(name)}:${value(type ?? '', row[name ?? ''] ?? null)}`);
      const key = (KEYS[table] ?? []).map((name) => row[name]).join('/');
      hashes.set(`${table} ${key}`, hex(`{${fields.join(',')}}`));
    }
  }
  return hashes;
}

export const links = async (database: TestDatabase): Promise<Link[]> =>
  (await database.query('SELECT * FROM cutter_governance.ledger_chain ORDER BY seq')) as unknown as Link[];

export async function head(database: TestDatabase): Promise<Head | undefined> {
  const last = (await links(database)).at(-1);
  return last && { seq: last.seq, link_sha256: last.link_sha256 };
}

/** Everything that is wrong with the ledger, given a head that was kept outside the database. */
export async function findings(database: TestDatabase, kept?: Head): Promise<string[]> {
  const found: string[] = [];
  const rows = await rowHashes(database);
  const chain = await links(database);
  let before = '0'.repeat(64);
  chain.forEach((link, i) => {
    const name = `${link.table_name} ${link.row_key}`;
    if (link.seq !== String(i + 1)) found.push(`link ${link.seq} stands where ${i + 1} should`);
    if (link.prev_sha256 !== before) found.push(`link ${link.seq} does not follow the one before it`);
    const lines = ['cutter.ledger/1', link.seq, link.table_name, link.row_key, link.row_sha256, link.prev_sha256, ''];
    if (link.link_sha256 !== hex(lines.join('\n'))) found.push(`link ${link.seq} has another hash`);
    const row = rows.get(name);
    if (row === undefined) found.push(`missing: ${name}`);
    else if (row !== link.row_sha256) found.push(`changed: ${name}`);
    rows.delete(name);
    before = link.link_sha256;
  });
  for (const name of rows.keys()) found.push(`not chained: ${name}`);
  if (kept !== undefined && chain[Number(kept.seq) - 1]?.link_sha256 !== kept.link_sha256)
    found.push('not the chain of the kept head');
  const strayed = await database.query(
    `SELECT e.entry_id FROM cutter_governance.decision_backlog_entry e WHERE e.status IS DISTINCT FROM (
       SELECT h.change_diff ->> 'to' FROM cutter_governance.decision_backlog_history h
       WHERE h.entry_id = e.entry_id ORDER BY h.entry_version_after DESC LIMIT 1)`,
  );
  for (const row of strayed) found.push(`status without history: ${row.entry_id}`);
  return found;
}
