import type { Cut } from '../../cut.ts';
import type { UnitSpan } from '../../document/manifest.ts';
import { sha256 } from '../../hash.ts';
import { decisionId, entryId, envelopeId, historyId } from '../../ledger/ids.ts';
import type { RowValues } from '../../ledger/insert.ts';
import { PLAN_FORMAT, type Statement } from '../../plan/plan.ts';
import type { LiveUnit, Snapshot } from '../../plan/snapshot.ts';
import { sharedValues as canonicalValues, createStatement } from '../cut-canonical/statements.ts';
import type { CutFacts, CutSources } from '../document.ts';
import type { UnitStatements } from '../kind.ts';
import { inserts } from './templates.ts';

/**
 * What the ids of its ledger rows derive from: the manifest, and the snapshot, which holds the versions that were there.
 * So a document that is cut, reverted and cut again has another one each time.
 */
const subjectOf = ({ manifestDigest, snapshotSha256 }: CutFacts): string =>
  sha256(`cut.reissue\n${manifestDigest}\n${snapshotSha256}\n`);

export function sharedValues(cut: Cut, source: CutFacts): Readonly<Record<string, string>> {
  const ledger = subjectOf(source);
  return {
    ...canonicalValues(cut, source),
    ledger,
    entry_id: entryId(ledger),
    history_id: historyId(entryId(ledger), 1),
    envelope_id: envelopeId(ledger),
    review_decision_id: decisionId(ledger, 'cut'),
    manifest_digest: source.manifestDigest,
    units: String(source.units),
    reason: `Cut again as ${cut.name}.`,
    // A plan names no build: the record of the cut does.
    tool_revision: PLAN_FORMAT,
  };
}

const one = (name: keyof typeof inserts, cut: Cut, values: RowValues): readonly Statement[] => [
  inserts[name].statement(name, cut.prefix, values),
];

/** Who decides is not known when a plan is made: the record names the approvals once there are some. */
const DECIDES = 'SG_1';

export function leadOf({ cut, snapshot }: CutSources): readonly (readonly Statement[])[] {
  return [
    one('entry', cut, {
      kind: 'first_cut',
      status: 'cut_applied',
      payload: JSON.stringify({ cut: cut.name, prefix: cut.prefix }),
    }),
    one('history', cut, {
      entry_version_before: '0',
      entry_version_after: '1',
      change_kind: 'cut',
      change_diff: JSON.stringify({ from: null, to: 'cut_applied' }),
      rationale: 'Cut again, as new versions of units that were retired.',
    }),
    one('envelope', cut, {
      operation_kind: 'first_cut',
      status: 'accepted',
      source_doc_ref: snapshot.registry?.source_document_ref ?? '',
      reviewer: DECIDES,
    }),
    one('decision', cut, { verdict: 'approve', governance_event_kind: 'cut', reviewer: DECIDES }),
  ];
}

export const isRetired = ({ lifecycle_status }: LiveUnit): boolean => lifecycle_status === 'retired';

/** A unit that is there comes back with its next version; one that is not is created. */
export function unitStatements({ units }: Pick<Snapshot, 'units'>): UnitStatements {
  const there = new Map(units.map((unit) => [unit.address, unit]));
  return (unit, body, order) => {
    const live = there.get(unit.address);
    const hash = sha256(body);
    const block = (template: string): Statement => [template, unit.address, blockValues(unit, hash, order)];
    if (live?.version === undefined) return [createStatement(unit, body), block('created')];
    const seq = isRetired(live) ? live.version.seq + 1 : live.version.seq;
    const values = [
      unit.address,
      unit.title,
      body,
      unit.section_type,
      unit.key,
      unit.span_sha256,
      unit.level,
      live.id,
      String(seq),
      hash,
      unit.parent ?? null,
      unit.order === undefined ? null : String(unit.order),
    ];
    return [block('reissued'), ['reissue', unit.address, values]];
  };
}

const blockValues = (unit: UnitSpan, hash: string, order: number): readonly string[] => [
  unit.key,
  String(unit.lines[0]),
  String(unit.lines[1]),
  unit.span_sha256,
  String(order),
  unit.address,
  unit.unit_kind,
  unit.section_type,
  unit.title,
  hash,
];
