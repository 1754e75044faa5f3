/** What a run must have left: one server, the right lanes, exact counts, no other words. */
import type { VerbRow } from '../../core/audit/verbs.ts';
import { LANES } from '../../core/ledger/lanes.ts';
import type { MatrixRow } from '../../core/run/matrix.ts';
import type { Answered } from './answered.ts';
import type { OpenedPack } from './open.ts';

export function laneReasons({ plans }: OpenedPack): Answered {
  const wrong: string[] = [];
  const written = plans.filter(({ receipt }) => receipt !== undefined);
  for (const { path, opened, receipt } of written) {
    const { lane, target } = opened.header;
    const { role } = LANES[lane];
    if (target.principal !== role) wrong.push(`${path} is of the lane ${lane} and was planned for ${target.principal}`);
    if (receipt?.receipt.principal !== role) wrong.push(`${path} was applied as ${receipt?.receipt.principal}`);
    const verifies = opened.kind.name === 'write_verify';
    if (verifies !== (lane === 'DOT-992')) wrong.push(`${path} (${opened.kind.name}) is of the wrong lane, ${lane}`);
  }
  const looked = written.map(({ path, opened }) => `${path} ${opened.header.lane}`).join(', ');
  return { wrong, looked, open: written.length === 0 };
}

export const matrixReasons = (matrix: readonly MatrixRow[]): Answered => ({
  wrong: matrix
    .filter(({ exact }) => !exact)
    .map(({ table, before, planned, after }) => `${table}: expected ${before + planned} rows, found ${after}`),
  looked: `${matrix.length} tables`,
  open: matrix.length === 0,
});

export const verbReasons = (verbs: readonly VerbRow[]): Answered => ({
  wrong: verbs.filter(({ allowed }) => !allowed).map(({ lane, verb, count }) => `${lane} said ${verb} ${count} times`),
  looked: `${verbs.reduce((sum, { count }) => sum + count, 0)} statements`,
  open: verbs.length === 0,
});

export function serverReasons({ run, plans, live }: OpenedPack): Answered {
  const named = [
    ['the run', run.facts.database, run.facts.system_identifier] as const,
    ...plans.flatMap(({ path, opened, receipt }) => [
      [path, opened.header.target.database, opened.header.target.system_identifier] as const,
      ...(receipt === undefined
        ? []
        : [
            [
              `the receipt of ${path}`,
              receipt.receipt.target.database,
              receipt.receipt.target.system_identifier,
            ] as const,
          ]),
    ]),
  ];
  const { database, system_identifier } = live.target;
  const open = run.facts.system_identifier === undefined;
  const wrong = named
    .filter(([, name, server]) => name !== database || server !== system_identifier)
    .map(([what, name, server]) => `${what} names ${name} on ${server}, the pack ${database} on ${system_identifier}`);
  return { wrong: open ? [] : wrong, looked: `${database} on ${system_identifier}, named ${named.length} times`, open };
}

const LONGEST_DEBT_MS = 24 * 3_600_000;

export function debtReasons({ plans }: OpenedPack): Answered {
  const [cut, record] = ['', 'record'].map((start) =>
    plans.find(
      ({ folder, receipt }) => receipt !== undefined && (start === '' ? folder === '' : folder.startsWith(start)),
    ),
  );
  if (plans.some(({ carried }) => carried)) return { wrong: [], looked: 'in one transaction with the cut' };
  if (cut?.receipt === undefined) return { wrong: [], looked: 'nothing is cut', open: true };
  if (record?.receipt === undefined) return { wrong: [], looked: 'the cut is not recorded yet', open: true };
  const ms = Date.parse(record.receipt.receipt.finished_at) - Date.parse(cut.receipt.receipt.finished_at);
  const said = `${(ms / 1000).toFixed(1)} s after the cut`;
  return { wrong: ms <= LONGEST_DEBT_MS ? [] : [`it was recorded ${said}`], looked: said };
}
