/** The steps of a tracked request, made as their commands make them. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { abandon } from '../../src/core/kinds/backlog/abandon.ts';
import { trackedCut } from '../../src/core/kinds/backlog/cut.ts';
import { depend } from '../../src/core/kinds/backlog/depend.ts';
import { request } from '../../src/core/kinds/backlog/request.ts';
import { review } from '../../src/core/kinds/backlog/review.ts';
import { sweep } from '../../src/core/kinds/backlog/sweep.ts';
import type { RequestKind } from '../../src/core/kinds/kind.ts';
import { entryId } from '../../src/core/ledger/ids.ts';
import { type Problem, Stop } from '../../src/core/problem.ts';
import type { ApplyPorts, ApplyRequest, ApplyResult } from '../../src/flows/apply/request.ts';
import { approve } from '../../src/flows/approve.ts';
import { stepFolder } from '../../src/flows/backlog/folder.ts';
import { LEDGER } from '../database/ledger.ts';
import {
  APPROVER,
  type PlannedCut,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  syntheticDocument,
  TOOL,
  type Workplace,
} from './cutter.ts';
import { derive, laneKeys, WRITE_VERIFY } from './governed.ts';

export const STEPS = { request, sweep, review, cut: trackedCut, depend, abandon };

export const entryOf = (cut: PlannedCut): string => entryId(cut.sha256);

interface StepOptions {
  readonly given?: Readonly<Record<string, string>>;
  /** Whose key approves; absent = the approver's. */
  readonly approver?: string;
  readonly keyFile?: string;
  readonly request?: Partial<ApplyRequest>;
  readonly ports?: Partial<ApplyPorts>;
}

/** Plans, has it approved where it needs that, and applies. */
export async function step(
  work: Workplace,
  cut: PlannedCut,
  kind: RequestKind,
  { given = {}, approver = APPROVER, keyFile = join(work.folder, 'key'), ...more }: StepOptions = {},
): Promise<ApplyResult> {
  const { wire, databases } = work;
  const folder = await stepFolder({ kind, parent: cut.file, given, run: 'test' }, { files: wire.files, databases });
  const decide = async (planFile: string): Promise<string> => {
    const made = await approve(
      {
        planFile,
        approver,
        keyFile,
        policy: await wire.policy(),
        signers: await wire.signerFiles(),
        toolBuild: TOOL.build,
      },
      { files: wire.files, output: wire.output, signers: await wire.signers(), clock: wire.clock },
    );
    return made.file;
  };
  return derive(
    work,
    cut,
    { kind, folder, given, ...(kind === request ? {} : { lane: 'DOT-991' as const }) },
    { ...(kind.covered === 'own' ? { decide } : {}), ...more.request } as Partial<ApplyRequest>,
    more.ports,
  );
}

export const verdict = (said: 'approve' | 'defer' | 'reject', more: Readonly<Record<string, string>> = {}) => ({
  given: { verdict: said, by: APPROVER, ...(said === 'approve' ? {} : { reason: 'not yet' }), ...more },
});

/** A cut that is planned and approved, in a workplace with the keys of both lanes. */
export interface Place {
  readonly work: ServerWorkplace;
  readonly cut: PlannedCut;
}

/** With `there`: in the same database, under a prefix of its own. */
export async function place(units: number, there?: ServerWorkplace): Promise<Place> {
  const work = there ?? (await serverWorkplace());
  if (there === undefined) await laneKeys(work);
  placed += 1;
  const { cutFile } = syntheticDocument(units, there === undefined ? 'BIG-DOC' : `DOC-${placed}`);
  await registerCut(work.databases, cutFile);
  const cut = await work.plan(cutFile);
  await work.approve(cut);
  return { work, cut };
}
let placed = 0;

/** Problems, readable in an assertion. */
export const say = (result: { problems: readonly { code: string; message: string }[] }): string =>
  result.problems.map(({ code, message }) => `${code}: ${message}`).join('\n');

/** Makes a step, expects it to be applied, and then that making it again changes nothing. */
export async function made(
  at: Place,
  kind: (typeof STEPS)[keyof typeof STEPS],
  options: Parameters<typeof step>[3] = {},
): Promise<void> {
  const result = await step(at.work, at.cut, kind, options);
  expect(result.outcome, say(result)).toBe('applied');
  const before = await everything(at.work);
  const again = await step(at.work, at.cut, kind, options);
  expect(again.outcome, say(again)).toBe('already_applied');
  expect(await everything(at.work)).toEqual(before);
}

/** Every row of the ledger, of its chain and of the content, as text: by table. */
export async function everything(work: Pick<ServerWorkplace, 'database'>): Promise<Record<string, unknown>> {
  const tables = [
    ...LEDGER.map((table) => `cutter_governance.${table}`),
    'cutter_governance.ledger_chain',
    'public.information_unit',
    'public.unit_version',
  ];
  // One question, for a connection costs more than the answer.
  const rows = tables.map(
    (table) => `SELECT '${table}' AS name,
      (SELECT jsonb_agg(to_jsonb(t)::text ORDER BY to_jsonb(t)::text) FROM ${table} t)::text AS rows`,
  );
  const found = await work.database.query(rows.join(' UNION ALL '));
  return Object.fromEntries(found.map(({ name, rows }) => [name, JSON.parse(rows ?? '[]')]));
}

export const status = async ({ work, cut }: Place): Promise<string | null | undefined> =>
  (
    await work.database.query(
      `SELECT status FROM cutter_governance.decision_backlog_entry WHERE entry_id = '${entryOf(cut)}'`,
    )
  )[0]?.status;

export async function verified(at: Place): Promise<void> {
  const result = await derive(at.work, at.cut, WRITE_VERIFY);
  expect(result.outcome, say(result)).toBe('applied');
}

/** Expects that it is refused with this code, and that not a row of any table has changed. Gives the problems. */
export async function refused(
  at: Pick<Place, 'work'>,
  make: () => Promise<Pick<ApplyResult, 'outcome' | 'problems'>>,
  code: string,
): Promise<readonly Problem[]> {
  const before = await everything(at.work);
  const found = await make().catch((error: unknown) => {
    if (!(error instanceof Stop)) throw error;
    return { outcome: 'refused' as const, problems: error.problems };
  });
  expect(found.outcome).toBe('refused');
  expect(
    found.problems.map((one) => one.code),
    say(found),
  ).toContain(code);
  expect(await everything(at.work)).toEqual(before);
  return found.problems;
}
