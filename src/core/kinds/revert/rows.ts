/** The statements of a compensation: what the ledger says of it first, then one call for each draft. */
import { moveStatement } from '../../ledger/backlog.ts';
import type { RowValues } from '../../ledger/insert.ts';
import type { Statement } from '../../plan/plan.ts';
import type { PlanRequest } from '../../plan/request.ts';
import { moveUnitStatement } from '../moves/units.ts';
import { inserts } from './inserts.ts';
import { endsOpen, type RevertFacts } from './prepare.ts';

type Units = Generator<readonly Statement[], void, undefined>;

const json = (value: unknown): string => JSON.stringify(value);

/** Who decides is not known when a plan is made: the approval names the plan, so no row of it can name the approval. */
const DECIDES = 'SG_1';

export function* revertUnits(request: PlanRequest, facts: RevertFacts): Units {
  const { cut, parent, pins } = request;
  const { prefix } = cut;
  const { shared, units, prior, sourceRef, ownManifest } = facts;
  const one = (name: keyof typeof inserts, address: string, values: RowValues): readonly Statement[] => [
    inserts[name].statement(name, address, values),
  ];
  let entry = facts.entry;

  if (entry === undefined) {
    entry = { status: 'cut_applied', version: 1 };
    yield one('entry', prefix, {
      kind: 'first_cut',
      status: entry.status,
      payload: json({ cut: cut.name, prefix, plan_sha256: parent.sha256, run: parent.run ?? '' }),
    });
    yield one('history', prefix, {
      history_id: shared.new_history_id ?? null,
      entry_version_before: '0',
      entry_version_after: '1',
      change_kind: 'cut',
      change_diff: json({ from: null, to: entry.status }),
      rationale: 'The cut was never recorded.',
    });
  }
  if (ownManifest) {
    yield one('envelope', prefix, {
      operation_kind: 'first_cut',
      status: 'withdrawn',
      source_doc_ref: sourceRef,
      reviewer: DECIDES,
    });
    const spans = new Map(request.units.map(([address, ...span], at) => [address, [at + 1, ...span] as const]));
    for (const unit of units) {
      const address = unit.address ?? '';
      const [order = 0, span = '', first = 0, last = 0] = spans.get(address) ?? [];
      yield one('block', address, {
        unit_local_id: address.slice(prefix.length + 1),
        block_role: 'result',
        source_span: json({ lines: [first, last], sha256: span }),
        render_order: String(order),
        target_unit_id: unit.unit_id ?? null,
        proposed_canonical_address: address,
        proposed_authority: unit.authority ?? null,
        candidate_edges: '[]',
        payload_summary: json({ unit_kind: unit.unit_kind, section_type: unit.section_type, title: unit.title }),
        content_hash: unit.content_hash ?? null,
      });
    }
  }
  yield one('decision', prefix, {
    prior_review_decision_id: prior,
    verdict: 'revert',
    governance_event_kind: 'compensate',
    manifest_digest: pins.manifest_digest,
    plan_sha256: parent.sha256,
    candidate_count: String(units.length),
    reviewer: DECIDES,
  });
  if (endsOpen(entry.status)) {
    yield [moveStatement('move', prefix, entry.status, 'abandoned')];
    yield one('history', prefix, {
      history_id: shared.end_history_id ?? null,
      entry_version_before: String(entry.version),
      entry_version_after: String(entry.version + 1),
      change_kind: 'abandon',
      change_diff: json({ from: entry.status, to: 'abandoned' }),
      rationale: shared.reason ?? null,
    });
  }
  for (const unit of units) yield [moveUnitStatement('retire', unit)];
}
