/** The ledger of an audit pack: every row in its chain, the chain up to its signed head, and who signed. */
import { join } from 'node:path';
import { PACK } from '../../core/audit/pack.ts';
import { type Link, linkSha256, type RawRow, rowKey, rowSha256 } from '../../core/ledger/chain.ts';
import type { LaneId } from '../../core/ledger/lanes.ts';
import { type FoundSignature, sameKeys, signatureProblems } from '../../core/ledger/signature.ts';
import { LEDGER, type LedgerName } from '../../core/ledger/tables.ts';
import { Stop } from '../../core/problem.ts';
import { lineBlocks } from '../../formats/lines.ts';
import { readHead } from '../ledger/head-file.ts';
import type { Answered } from './answered.ts';
import type { OpenedPack, PackPorts } from './open.ts';

export interface PackRow {
  readonly table: LedgerName;
  readonly key: string;
  readonly sha256: string;
}

export interface PackLedger {
  readonly rows: readonly PackRow[];
  readonly links: readonly Link[];
  readonly signatures: readonly FoundSignature[];
  /** Names of tables that cutter does not know. */
  readonly foreign: readonly string[];
}

export async function readPackLedger({ folder }: OpenedPack, { files }: PackPorts): Promise<PackLedger> {
  const rows: PackRow[] = [];
  const links: Link[] = [];
  const signatures: FoundSignature[] = [];
  const foreign: string[] = [];
  for await (const value of entries(join(folder, PACK.rows), files)) {
    const { table, row } = value as { readonly table: LedgerName; readonly row: RawRow };
    if (!Object.hasOwn(LEDGER, table)) foreign.push(String(table));
    else rows.push({ table, key: rowKey(table, row), sha256: rowSha256(table, row) });
    if (table === 'dot_pair_signature') signatures.push(row as unknown as FoundSignature);
  }
  for await (const value of entries(join(folder, PACK.links), files)) links.push(value as Link);
  return { rows, links, signatures, foreign };
}

async function* entries(file: string, files: PackPorts['files']): AsyncGenerator<unknown> {
  for await (const block of lineBlocks(files.stream(file), { file })) {
    for (const line of block) yield parsed(line, file);
  }
}

function parsed(line: string, file: string): unknown {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Said below.
  }
  throw new Stop([
    {
      code: 'syntax.json',
      message: 'A line is no object of JSON.',
      place: { file },
      hint: 'Give the pack as `cutter audit` wrote it.',
    },
  ]);
}

export async function ledgerCheck(ledger: PackLedger, pack: OpenedPack, { files }: PackPorts): Promise<Answered> {
  const { rows, links, foreign } = ledger;
  const wrong = foreign.map((table) => `there is no table ${table}`);
  const byName = new Map<string, string>();
  for (const [index, link] of links.entries()) {
    const before = links[index - 1];
    if (link.link_sha256 !== linkSha256(link)) wrong.push(`link ${link.seq} is not what its hash says`);
    if (
      before !== undefined &&
      (link.prev_sha256 !== before.link_sha256 || Number(link.seq) !== Number(before.seq) + 1)
    )
      wrong.push(`link ${link.seq} does not follow from the one before it`);
    byName.set(`${link.table_name} ${link.row_key}`, link.row_sha256);
  }
  for (const { table, key, sha256 } of rows) {
    const linked = byName.get(`${table} ${key}`);
    if (linked === undefined) wrong.push(`${table} ${key} stands in no link`);
    else if (linked !== sha256) wrong.push(`${table} ${key} is not what its link says`);
  }
  if (rows.length === 0) wrong.push('it holds no row of the cut');
  if (pack.live.ledger !== undefined) return { wrong: [...wrong, ...pack.live.ledger], looked: '' };
  const head = await readHead(join(pack.folder, PACK.head), { lanes: pack.lanes, approvers: undefined }, files);
  const last = links.at(-1);
  if (String(head.seq) !== last?.seq || head.link_sha256 !== last.link_sha256)
    wrong.push('its head names another link');
  const { database, system_identifier } = pack.live.target;
  if (head.target.database !== database || head.target.system_identifier !== system_identifier)
    wrong.push('its head is of another database');
  return { wrong, looked: `${rows.length} rows, ${links.length} links, head ${head.link_sha256}` };
}

export function signatureReasons({ signatures }: PackLedger, { lanes }: OpenedPack): Answered {
  const wrong: string[] = sameKeys(lanes['DOT-991'], lanes['DOT-992']).map(({ message }) => message);
  for (const signature of signatures) {
    const lane: LaneId = signature.signer_dot_id === 'DOT-992' ? 'DOT-992' : 'DOT-991';
    const subject = signature.cross_reference_change_set_id ?? signature.cross_reference_verify_result_id ?? 'neither';
    const wanted = { lane, key: lanes[lane], subject, payload: signature.payload_envelope };
    wrong.push(...signatureProblems(signature, wanted).map(({ message }) => message));
  }
  for (const lane of ['DOT-991', 'DOT-992']) {
    if (!signatures.some(({ signer_dot_id }) => signer_dot_id === lane)) wrong.push(`${lane} did not sign`);
  }
  return {
    wrong,
    looked: signatures.map(({ signer_dot_id, signer_key_fingerprint: key }) => `${signer_dot_id} ${key}`).join(', '),
  };
}
