import type { PlanPins } from '../plan/plan.ts';
import type { Problem } from '../problem.ts';
import type { Gate } from './gate.ts';

/** G2: every pinned input still has its pinned value. */
export const pinsGate: Gate = {
  id: 'G2',
  title: 'pins',
  closedBy: 'operator',
  offline: ({ plan, folder, rebuilt }) => {
    const problems: Problem[] = [];
    const compare = (name: keyof PlanPins, found: string | number | undefined): void => {
      const wanted = plan.pins[name];
      if (wanted !== found) problems.push(differs(name, String(wanted), String(found ?? 'not there')));
    };
    if (folder !== undefined) {
      compare('cut_sha256', folder.cut_sha256);
      compare('snapshot_sha256', folder.snapshot_sha256);
    }
    if ('header' in rebuilt) {
      const { pins } = rebuilt.header;
      compare('manifest_sha256', pins.manifest_sha256);
      compare('manifest_bytes', pins.manifest_bytes);
      compare('manifest_digest', pins.manifest_digest);
      compare('region_sha256', pins.region_sha256);
      compare('candidate_count', pins.candidate_count);
      compare('document_version', pins.document_version);
    }
    return problems;
  },
};

const differs = (name: string, wanted: string, found: string): Problem => ({
  code: 'gate.pins',
  message: `The pin ${name} does not hold.`,
  place: { file: 'plan.json', pointer: `/pins/${name}` },
  hint: "Restore the plan's folder as it was approved, or plan again and have the new plan approved.",
  detail: [`plan:  ${wanted}`, `found: ${found}`],
});
