/** Everything that an audit pack is asked. Each question stands alone: one that fails hides no other. */
import type { AuditCheck, CheckVerdict } from '../../core/audit/evidence.ts';
import type { VerbRow } from '../../core/audit/verbs.ts';
import { Stop } from '../../core/problem.ts';
import type { MatrixRow } from '../../core/run/matrix.ts';
import type { Answered } from './answered.ts';
import type { PackLedger } from './ledger.ts';
import { ledgerCheck, readPackLedger, signatureReasons } from './ledger.ts';
import type { OpenedPack, PackPorts } from './open.ts';
import { approvalReasons, planReasons, receiptReasons } from './plan-checks.ts';
import { debtReasons, laneReasons, matrixReasons, serverReasons, verbReasons } from './run-checks.ts';
import { filesWithSecrets } from './secrets.ts';

export interface Seen {
  readonly matrix: readonly MatrixRow[];
  readonly verbs: readonly VerbRow[];
  readonly coverage: boolean;
}

export async function checksOf(
  pack: OpenedPack,
  seen: Seen,
  ports: PackPorts,
): Promise<{
  readonly checks: readonly AuditCheck[];
  readonly ledger: { readonly rows: number; readonly links: number; readonly head?: string };
}> {
  const recorded = pack.plans.some(({ folder, receipt }) => folder.startsWith('record') && receipt !== undefined);
  let ledger: PackLedger | undefined;
  const asking: readonly (readonly [id: string, name: string, ask: () => Promise<Answered> | Answered])[] = [
    [
      'record',
      'The record of the run is whole, and every transition in it may be made.',
      () => ({ wrong: [], looked: `${pack.run.transitions.length} transitions, the last to ${pack.run.state}` }),
    ],
    [
      'source',
      'Manifest and source belong together, and every byte is a unit, excluded, or no content.',
      () => ({
        wrong: seen.coverage ? [] : ['they do not'],
        looked: 'every span by its hash',
        open: pack.plans.length === 0,
      }),
    ],
    [
      'plans',
      'Each plan has its recorded hash and follows from its folder, byte for byte.',
      () => planReasons(pack, ports),
    ],
    [
      'receipts',
      'Each plan was applied once, every gate passed, and the rows are those planned.',
      () => receiptReasons(pack),
    ],
    [
      'approvals',
      'Each write was approved for this run, by whoever may, when it was made.',
      () => approvalReasons(pack, ports),
    ],
    [
      'ledger',
      'Every row of the ledger stands in its chain, and the chain leads to the signed head.',
      async () => {
        if (!recorded) return { wrong: [], looked: 'nothing is recorded', open: true };
        ledger = await readPackLedger(pack, ports);
        return ledgerCheck(ledger, pack, ports);
      },
    ],
    [
      'signatures',
      'Executor and verifier signed, each with the key of its lane.',
      () =>
        ledger === undefined
          ? { wrong: [], looked: 'nothing is recorded', open: true }
          : signatureReasons(ledger, pack),
    ],
    ['lanes', 'Each plan was applied by the role of its lane.', () => laneReasons(pack)],
    ['matrix', 'Every table holds exactly the rows that the plans account for.', () => matrixReasons(seen.matrix)],
    ['verbs', 'Nothing was said to the server but what its lane may say.', () => verbReasons(seen.verbs)],
    ['server', 'It was one database on one server, before and after.', () => serverReasons(pack)],
    ['debt', 'The cut was recorded within 24 hours.', () => debtReasons(pack)],
    [
      'live',
      'What the last plan wrote stood in the database when the pack was made.',
      () => ({
        wrong: (pack.live.verify?.facts ?? [])
          .filter(({ ok }) => !ok)
          .map(({ name, expected, found }) => `${name}: expected ${expected}, found ${found}`),
        looked: `${pack.live.verify?.facts.length ?? 0} facts at ${pack.live.at}`,
        open: pack.live.verify === undefined,
      }),
    ],
    [
      'secrets',
      'No file holds a private key.',
      async () => {
        const paths = await ports.folders.files(pack.folder);
        const found = await filesWithSecrets(pack.folder, paths, [], ports.files);
        return { wrong: found.map((path) => `${path} does`), looked: 'every file of the pack' };
      },
    ],
  ];
  const checks: AuditCheck[] = [];
  for (const [id, name, ask] of asking) checks.push({ id, name, ...(await answered(ask, pack.folder)) });
  return {
    checks,
    ledger: {
      rows: ledger?.rows.length ?? 0,
      links: ledger?.links.length ?? 0,
      ...(ledger?.links.at(-1) === undefined ? {} : { head: ledger.links.at(-1)?.link_sha256 ?? '' }),
    },
  };
}

async function answered(
  ask: () => Promise<Answered> | Answered,
  folder: string,
): Promise<{ readonly verdict: CheckVerdict; readonly found: readonly string[] }> {
  try {
    const { wrong, looked, open } = await ask();
    if (wrong.length > 0) return { verdict: 'FAIL', found: wrong };
    return { verdict: open === true ? 'open' : 'PASS', found: [looked] };
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    // Where the pack lies is no part of what it says.
    const found = error.problems.map(({ code, message }) => `${code}: ${message}`.replaceAll(`${folder}/`, ''));
    return { verdict: 'FAIL', found };
  }
}
