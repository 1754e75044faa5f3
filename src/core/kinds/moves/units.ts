/**
 * Units that a plan moves along their lifecycle (enactment, compensation): the units of one manifest of the ledger, each
 * with the version that it is anchored to. A call of fn_iu_enact or fn_iu_retire moves one of them.
 */
import type { Statement } from '../../plan/plan.ts';
import { RowCollector, type RowsDigest, rowText } from '../../plan/rows.ts';
import type { SurveyRow } from '../../plan/survey.ts';
import { textOf } from '../../sql/survey.ts';
import type { RegisteredTemplate } from '../kind.ts';

/** A unit as it stands, under the names of the columns below. */
export const STANDING = [
  ['unit_id', 'u.id::text'],
  ['lifecycle', 'u.lifecycle_status'],
  ['updated_by', 'u.updated_by'],
  ['deleted', '(u.deleted_at IS NOT NULL)::text'],
  ['anchored', '(u.content_anchor_ref IS NOT DISTINCT FROM v.id::text)::text'],
  ['version_id', 'v.id::text'],
  ['version_seq', 'v.version_seq::text'],
  ['version_lifecycle', 'v.lifecycle_status'],
  ['content_hash', 'v.content_hash'],
  ['body_sha256', `encode(sha256(convert_to(v.body, 'UTF8')), 'hex')`],
] as const;

/** The version that a unit is anchored to. */
export const ANCHORED = 'LEFT JOIN public.unit_version v ON v.id = u.version_anchor_ref AND v.unit_id = u.id';

/** Rows `key`, `text` of the units of a manifest; `envelope` is an SQL expression. */
export const standingRows = (envelope: string): string =>
  `SELECT u.canonical_address AS key, ${textOf(['u.canonical_address', ...STANDING.map(([, column]) => column)])} AS text
FROM cutter_governance.manifest_unit_block b JOIN public.information_unit u ON u.canonical_address = b.proposed_canonical_address ${ANCHORED}
WHERE b.envelope_id = ${envelope} AND b.block_role = 'result'`;

const textOfRow = (address: string, row: SurveyRow): string =>
  rowText([address, ...STANDING.map(([name]) => row[name] ?? null)]);

/** The digest of units as they stood when they were asked for. */
export function standingDigest(units: readonly SurveyRow[]): RowsDigest {
  const collector = new RowCollector();
  for (const unit of units) collector.add(unit.address ?? '', textOfRow(unit.address ?? '', unit));
  return collector.result();
}

/** Nothing is wrong with it, so that the function will move it: its text is that of its hash, and it has one status. */
export const isSound = (unit: SurveyRow): boolean =>
  unit.deleted === 'false' &&
  unit.anchored === 'true' &&
  unit.version_id !== null &&
  unit.version_lifecycle === unit.lifecycle &&
  unit.content_hash === unit.body_sha256;

const MOVED = ['unit_id', 'version_id', 'version_seq', 'content_hash'] as const;

/**
 * A call that moves the unit of one address, and counts only if it answers that it did so with this version of this
 * text: whoever edited the draft since, by whatever road, ends the transaction.
 */
export function moveUnitTemplate(call: string, to: string, args: readonly string[]): RegisteredTemplate {
  const n = args.length;
  const where = MOVED.map((name, at) => `a ->> '${name}' = $${n + 1 + at}::text`).join(' AND ');
  const sql = `WITH c AS MATERIALIZED (SELECT ${call} AS a) SELECT a ->> 'version_id' FROM c WHERE a ->> 'status' = '${to}' AND ${where}`;
  return {
    sql,
    parameters: [...args, ...MOVED.map((name) => `unit.${name}` as const)] as RegisteredTemplate['parameters'],
    tag: 'SELECT 1',
    writes: { call: call.slice(0, call.indexOf('(')), verb: 'call' },
  };
}

export const moveUnitStatement = (template: string, unit: SurveyRow): Statement => [
  template,
  unit.address ?? '',
  [unit.address ?? null, ...MOVED.map((name) => unit[name] ?? null)],
];

/** The row that a move leaves behind. Its values are the address, then those of MOVED. */
export const movedText =
  (to: string, actor: string | undefined) =>
  ([, address, [, unitId, versionId, versionSeq, contentHash]]: Statement): string =>
    textOfRow(address, {
      unit_id: unitId ?? null,
      lifecycle: to,
      updated_by: actor ?? null,
      deleted: 'false',
      anchored: 'true',
      version_id: versionId ?? null,
      version_seq: versionSeq ?? null,
      version_lifecycle: to,
      content_hash: contentHash ?? null,
      body_sha256: contentHash ?? null,
    });

/** What N moves write. */
export const MOVES = (count: number) =>
  ({
    inserted: { 'public.iu_lifecycle_log': count },
    updated: { 'public.information_unit': count, 'public.unit_version': count },
  }) as const;

/** At most this many units are named. */
const NAMED = 20;

export const named = (units: readonly SurveyRow[], say: (unit: SurveyRow) => string): readonly string[] => [
  ...units.slice(0, NAMED).map((unit) => `${unit.address}: ${say(unit)}`),
  ...(units.length > NAMED ? [`and ${units.length - NAMED} more`] : []),
];
