/** A large plan is opened by making it again from its folder: what comes out the same byte by byte needs no parsing. */
import { dirname } from 'node:path';
import { recordOf } from '../core/canonical.ts';
import type { PlannedUnit } from '../core/kinds/planner.ts';
import { RowsLeft } from '../core/kinds/rows-left.ts';
import { planFrame } from '../core/plan/encode.ts';
import { Stop } from '../core/problem.ts';
import { SameBytes } from '../formats/same-bytes.ts';
import type { Files } from '../ports.ts';
import { type OpenedPlan, openPlan, type PlanHead } from './open-plan.ts';
import { assembleDocument } from './plan/document.ts';
import { documentInputs } from './plan/inputs.ts';
import type { Progress } from './progress.ts';
import { pinnedTrust } from './trust.ts';

/** Text that is compared at a time. */
const PIECE = 64 * 1024;

/** Opens a plan as `openPlan` does; a large one of a document by making it again, where it comes out the same. */
export const openProven = (files: Files, file: string, progress: Progress): Promise<OpenedPlan> =>
  openPlan(files, file, progress, (head) => provePlan(files, file, head, progress));

/** Undefined where anything is wrong: whoever then reads the plan as it stands, and makes it again, hears what that is. */
async function provePlan(
  files: Files,
  file: string,
  head: PlanHead,
  progress: Progress,
): Promise<OpenedPlan | undefined> {
  if (head.kind.from !== 'document') return undefined;
  try {
    return await proven(files, file, head, progress);
  } catch (error) {
    if (error instanceof Stop) return undefined;
    throw error;
  }
}

async function proven(
  files: Files,
  file: string,
  { header, kind }: PlanHead,
  progress: Progress,
): Promise<OpenedPlan | undefined> {
  const frame = planFrame(header);
  const rows = new RowsLeft(kind, header.shared);
  const bytes = new SameBytes(files.stream(file));
  let text = frame.head;
  let same = true;
  let statements = 0;
  let units = 0;
  const compare = async (): Promise<void> => {
    same &&= await bytes.follows(text);
    text = '';
    progress.count(statements, header.expect.statements);
  };
  try {
    const onUnit = (unit: PlannedUnit): void | Promise<void> => {
      if (!same) throw new Differs();
      for (const line of unit.lines) text += recordOf(line, statements++);
      units += 1;
      rows.see(unit.statements);
      if (text.length > PIECE) return compare();
    };
    const again = await assembleDocument(documentInputs(files, dirname(file)), pinnedTrust(header.pins), onUnit);
    // The head that the bytes were compared with was the plan's own.
    if (planFrame(again.header).head !== frame.head) return undefined;
    text += frame.tail(statements);
    await compare();
    const whole = same ? await bytes.end() : undefined;
    if (whole === undefined) return undefined;
    return {
      file,
      header,
      kind,
      end: { ...whole, statements, units, writer_digest: header.pins.writer_digest, rows: rows.result() },
      proven: true,
    };
  } catch (error) {
    if (error instanceof Differs) return undefined;
    throw error;
  } finally {
    await bytes.close();
  }
}

/** Ends the making of a plan that is known to be another. */
class Differs extends Error {}
