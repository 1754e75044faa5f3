/** The decisions of a cut: what its operator says about lines and addresses that the profile cannot decide. */
import type { Cut, Decision } from '../../cut.ts';
import type { Findings } from '../findings.ts';

export interface Decisions {
  forLine(line: number): Decision | undefined;
  forAddress(address: string): Decision | undefined;
  /** Whether any decision names an address. */
  readonly byAddress: boolean;
  /** Reports the decisions that nothing asked for. Code: `mark.decision`. */
  reportUnused(problems: Findings): void;
}

export function decisionsOf({ decisions = [] }: Cut, cutName: string | undefined): Decisions {
  const used = new Set<Decision>();
  const lines = new Map<number, Decision>();
  const addresses = new Map<string, Decision>();
  for (const decision of decisions) {
    if (decision.line !== undefined) lines.set(decision.line, decision);
    else if (decision.address !== undefined) addresses.set(decision.address, decision);
  }
  const use = (decision: Decision | undefined): Decision | undefined => {
    if (decision !== undefined) used.add(decision);
    return decision;
  };
  return {
    forLine: (line) => use(lines.get(line)),
    forAddress: (address) => use(addresses.get(address)),
    byAddress: addresses.size > 0,
    reportUnused(problems) {
      for (const [index, decision] of decisions.entries()) {
        if (used.has(decision)) continue;
        const pointer = `/decisions/${index}`;
        const what = decision.line === undefined ? `the address ${decision.address}` : `line ${decision.line}`;
        problems.addAt(
          cutName === undefined ? { pointer } : { file: cutName, pointer },
          'mark.decision',
          `No heading stands at ${what}, so there is nothing to decide.`,
          'Correct the line or the address, or remove the decision.',
        );
      }
    },
  };
}
