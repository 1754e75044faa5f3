/** A large plan is opened by making it again from its folder: it is the same plan, and no altered one passes so. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import { files } from '../../src/edge/files.ts';
import { type OpenedPlan, openPlan } from '../../src/flows/open-plan.ts';
import { openProven } from '../../src/flows/prove-plan.ts';
import { ALTERED_PLANS, type PlanParts } from '../support/altered-plans.ts';
import {
  EXAMPLE_CUT,
  type PlannedCut,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  silent,
  syntheticDocument,
} from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { partsOf, planOf, tryAltered } from '../support/plan-parts.ts';

/** More than a megabyte. */
const UNITS = 2_500;

let work: ServerWorkplace;
let plan: PlannedCut;
let parts: PlanParts;
beforeAll(async () => {
  work = await serverWorkplace();
  const { cutFile } = syntheticDocument(UNITS);
  await registerCut(work.databases, cutFile);
  plan = await work.plan(cutFile);
  parts = partsOf(plan.file);
});
afterAll(() => work.database.drop());

/** The plan, if it was opened by making it again. */
async function prove(file: string): Promise<OpenedPlan | undefined> {
  try {
    const opened = await openProven(files, file, silent);
    return opened.proven ? opened : undefined;
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}

/** The plan in a folder of its own, with one file changed. */
function changed(name: string, change: (bytes: Buffer) => Uint8Array | string): string {
  const folder = join(temporaryFolder(), 'plan');
  mkdirSync(folder);
  cpSync(plan.folder, folder, { recursive: true });
  writeFileSync(join(folder, name), change(readFileSync(join(folder, name))));
  return join(folder, 'plan.json');
}

it('is what a reading of the plan finds', async () => {
  const { end, header } = await openPlan(files, plan.file);
  expect(await prove(plan.file)).toMatchObject({ end, header, proven: true });
  expect(end).toMatchObject({ sha256: plan.sha256, units: UNITS, statements: 3 * UNITS });
});

it('a small plan is read', async () => {
  expect(await prove((await work.plan(EXAMPLE_CUT)).file)).toBeUndefined();
});

describe('not the same', () => {
  it.each([0, 0.001, 0.01, 0.2, 0.5, 0.8, 0.999, 1])('with one bit flipped at %d of the plan', async (part) => {
    const file = changed('plan.json', (bytes) => {
      const at = Math.round(part * (bytes.length - 1));
      bytes[at] = (bytes[at] as number) ^ 1;
      return bytes;
    });
    expect(await prove(file)).toBeUndefined();
  });

  it.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 1)],
    ['cut off in the middle', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['with something behind its end', (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('\n')])],
    ['with other line endings', (bytes: Buffer) => bytes.toString('utf8').replaceAll('\n', '\r\n')],
  ])('%s', async (_, change) => expect(await prove(changed('plan.json', change))).toBeUndefined());

  it.each(['cut.yaml', 'manifest.json', 'region.txt', 'snapshot.json'])('with another %s', async (name) => {
    const file = changed(name, (bytes) => {
      const at = bytes.indexOf(name === 'cut.yaml' ? 'big-doc' : name === 'snapshot.json' ? 'owner' : 'điều 1700');
      expect(at).toBeGreaterThan(0);
      bytes[at] = (bytes[at] as number) ^ 1;
      return bytes;
    });
    expect(await prove(file)).toBeUndefined();
  });

  // Policy and signers lie in no folder of a plan: gate trust judges those pins. And this document excludes nothing.
  const inFolder = ALTERED_PLANS.filter(([name]) => !/policy|signers|exclusion/.test(name));
  it.each(inFolder.filter((_, index) => index % 5 === 0))(
    'altered, with its digests made right: %s',
    async (_, alter) => {
      const text = planOf(alter(parts), parts);
      expect(text).not.toBe(planOf(parts, parts));
      expect(await prove(changed('plan.json', () => text))).toBeUndefined();
    },
  );
});

it('what is not the same is refused by the gate that says what differs, and no writer is opened', async () => {
  const [first] = ALTERED_PLANS.filter(([name]) => /body|text/.test(name));
  const alter = first?.[1] as (whole: PlanParts) => PlanParts;
  expect(await tryAltered(work, plan, alter(parts))).toMatchObject({
    outcome: 'refused',
    codes: expect.arrayContaining(['gate.writer']),
    writers: 0,
  });
});

it('is applied as any other', async () => {
  const { header, statements } = parts;
  expect(await tryAltered(work, plan, { header, statements })).toEqual({ outcome: 'applied', codes: [], writers: 1 });
});
