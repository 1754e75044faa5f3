/** The first read of a plan: to its end, every byte checked. */
import type { Kind } from '../core/kinds/kind.ts';
import type { PlanHeader, Statement } from '../core/plan/plan.ts';
import { type PlanEnd, readPlan } from '../formats/plan.ts';
import type { Files } from '../ports.ts';
import type { Progress } from './progress.ts';

export interface OpenedPlan {
  readonly file: string;
  readonly header: PlanHeader;
  readonly kind: Kind;
  readonly end: PlanEnd;
  /** The statements of each unit, where the file is small: who needs them then reads it only once. */
  readonly units?: readonly (readonly Statement[])[];
  /** It was made again from its folder, and is the same; absent = nobody has tried. */
  readonly proven?: true;
}

/** Bytes of a file whose statements are kept. */
const SMALL = 1 << 20;

/** What stands before the statements of a plan. */
export interface PlanHead {
  readonly header: PlanHeader;
  readonly kind: Kind;
}

/**
 * Reads a plan once, to its end. Throws Stop for everything that is wrong with its bytes. `otherwise` is asked about a
 * large one, whose head holds, and may find what the rest is in another way.
 */
export async function openPlan(
  files: Files,
  file: string,
  progress?: Progress,
  otherwise?: (head: PlanHead) => Promise<OpenedPlan | undefined>,
): Promise<OpenedPlan> {
  let small = false;
  const chunks = files.stream(file, (_, size) => {
    small = size <= SMALL;
  });
  const reader = readPlan(chunks, file);
  const header = await reader.header();
  const found = small ? undefined : await otherwise?.({ header, kind: reader.kind() });
  if (found !== undefined) {
    await reader.close();
    return found;
  }
  const kept: (readonly Statement[])[] = [];
  let units = 0;
  for await (const statements of reader.units()) {
    units += 1;
    if (small) kept.push(statements);
    if (units % 1000 === 0) progress?.count(3 * units, header.expect.statements);
  }
  return { file, header, kind: reader.kind(), end: await reader.end(), ...(small ? { units: kept } : {}) };
}
