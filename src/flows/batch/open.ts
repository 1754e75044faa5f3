/** Opens a queue: its file, every cut.yaml it names, and the documents behind them; everything wrong is told together. */
import { dirname, isAbsolute, join, normalize, resolve } from 'node:path';
import { type OrderEntry, orderOf } from '../../core/batch/order.ts';
import type { FailurePolicy } from '../../core/batch/queue.ts';
import { LIMITS } from '../../core/limits.ts';
import { orStop, type Place, type Problem, Stop } from '../../core/problem.ts';
import { readCut } from '../../formats/cut.ts';
import { readQueue } from '../../formats/queue.ts';
import type { Files } from '../../ports.ts';
import type { Progress } from '../progress.ts';

export interface BatchDocument {
  /** Place in the queue, from 0. */
  readonly index: number;
  /** cut.yaml as the queue names it. */
  readonly cut: string;
  /** The same as a whole path. */
  readonly cutFile: string;
  readonly documentFile: string;
  readonly name: string;
  readonly prefix: string;
  /** Folder of its plan: a whole path. */
  readonly planFolder: string;
  /** Indexes of those that it waits for. */
  readonly after: readonly number[];
}

export interface Batch {
  readonly policy: FailurePolicy;
  readonly documents: readonly BatchDocument[];
  /** Indexes of all documents, each behind those that it waits for. */
  readonly order: readonly number[];
  /** Name of the target that the cuts name; absent = they name none. */
  readonly target?: string;
}

interface Ports {
  readonly files: Files;
  readonly progress?: Progress | undefined;
}

/** Problems of a queue that are told; a last one counts the rest. */
const MOST = 200;

/** `plans`: folder that gets the folders of the plans. Throws Stop: `input.*`, `syntax.*`, `shape.*`, `batch.*`. */
export async function openQueue(file: string, plans: string, { files, progress }: Ports): Promise<Batch> {
  const { queue, place } = orStop(readQueue(await files.read(file, LIMITS.queue), file));
  const folder = dirname(resolve(file));
  const path = (name: string): string => (isAbsolute(name) ? normalize(name) : join(folder, name));
  const entries = queue.documents.map(
    ({ cut, after = [] }, index): OrderEntry => ({
      cut: path(cut),
      after: after.map(path),
      pointer: `/documents/${index}`,
    }),
  );
  const { after, order, problems: disorder } = orderOf(entries, place);
  const problems: Problem[] = [...disorder];
  const documents: BatchDocument[] = [];
  const targets = new Map<string | undefined, number>();
  progress?.step('reading cuts');
  for (const [index, { cut: cutFile, pointer }] of entries.entries()) {
    progress?.count(index, entries.length);
    try {
      const cut = orStop(readCut(await files.read(cutFile, LIMITS.cut), cutFile));
      const documentFile = isAbsolute(cut.document) ? cut.document : join(dirname(cutFile), cut.document);
      if (!(await files.exists(documentFile))) problems.push(noDocument(cutFile, documentFile));
      if (!targets.has(cut.target)) targets.set(cut.target, index);
      documents.push({
        index,
        cut: queue.documents[index]?.cut ?? '',
        cutFile,
        documentFile,
        name: cut.name,
        prefix: cut.prefix,
        planFolder: resolve(plans, cut.name),
        after: after[index] ?? [],
      });
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      problems.push(...error.problems.map((problem) => named(problem, place(pointer))));
    }
  }
  problems.push(...sameProblems(documents, place));
  if (targets.size > 1) problems.push(severalTargets([...targets], place));
  if (problems.length > 0) throw new Stop(capped(problems, file));
  const [target] = [...targets.keys()];
  return { policy: queue.on_failure, documents, order, ...(target === undefined ? {} : { target }) };
}

/** Two cuts of one document, or whose plans would lie in one folder. A cut that stands twice is told elsewhere. */
function sameProblems(documents: readonly BatchDocument[], place: (pointer: string) => Place): Problem[] {
  const problems: Problem[] = [];
  for (const key of ['prefix', 'name'] as const) {
    const seen = new Map<string, BatchDocument>();
    for (const document of documents) {
      const first = seen.get(document[key]);
      if (first === undefined) seen.set(document[key], document);
      else if (first.cutFile !== document.cutFile) {
        problems.push({
          code: 'batch.duplicate',
          message: `${document.cut} and ${first.cut} have the same ${key}, ${document[key]}.`,
          place: place(`/documents/${document.index}`),
          hint:
            key === 'prefix'
              ? 'A document is cut once: remove one of the two.'
              : 'Give one of the two another name: the folder of its plan is called after it.',
        });
      }
    }
  }
  return problems;
}

function severalTargets(
  targets: readonly (readonly [string | undefined, number])[],
  place: (pointer: string) => Place,
): Problem {
  const names = targets.map(([name]) => name ?? 'the default one');
  return {
    code: 'batch.target',
    message: `The documents of this queue go to several targets: ${names.join(', ')}.`,
    place: place(`/documents/${targets[1]?.[1] ?? 0}`),
    hint: 'Make a queue for each target.',
  };
}

/** What is wrong with a file of the queue, with the place of the file in it, or its own where it has a line. */
const named = (problem: Problem, place: Place): Problem =>
  problem.place?.line === undefined
    ? { ...problem, message: `${problem.place?.file ?? 'A cut'}: ${problem.message}`, place }
    : problem;

const noDocument = (cutFile: string, documentFile: string): Problem => ({
  code: 'input.missing',
  message: `The document of this cut is not there: ${documentFile}.`,
  place: { file: cutFile },
  hint: 'Put it there, or correct `document`.',
});

function capped(problems: readonly Problem[], file: string): readonly Problem[] {
  if (problems.length <= MOST) return problems;
  const more = problems.length - MOST;
  return [
    ...problems.slice(0, MOST),
    {
      code: 'input.more_problems',
      message: `${more} more problems of this queue are not shown.`,
      place: { file },
      hint: 'Correct these first.',
    },
  ];
}
