/** The order of the documents of a queue: what each waits for, and that none waits for itself. */
import type { Place, Problem } from '../problem.ts';

/** An entry whose paths are comparable: one path for one file. */
export interface OrderEntry {
  readonly cut: string;
  readonly after: readonly string[];
  /** Where the queue names it. */
  readonly pointer: string;
}

export interface Ordered {
  /** For each entry, the indexes of those that it waits for. */
  readonly after: readonly (readonly number[])[];
  /** Indexes of all entries, each behind those that it waits for, else as they are written. */
  readonly order: readonly number[];
  readonly problems: readonly Problem[];
}

/** Codes: `batch.duplicate`, `batch.after`, `batch.cycle`. Linear in entries and what they wait for. */
export function orderOf(entries: readonly OrderEntry[], placeOf: (pointer: string) => Place): Ordered {
  const problems: Problem[] = [];
  const known = new Map<string, number>();
  for (const [index, { cut, pointer }] of entries.entries()) {
    const first = known.get(cut);
    if (first === undefined) known.set(cut, index);
    else problems.push(twice(cut, placeOf(`${pointer}/cut`), first));
  }
  const after = entries.map(({ after: names, pointer }) => {
    const found = new Set<number>();
    for (const [at, name] of names.entries()) {
      const index = known.get(name);
      if (index === undefined) problems.push(nowhere(name, placeOf(`${pointer}/after/${at}`)));
      else found.add(index);
    }
    return [...found];
  });
  const { order, rest } = sorted(after);
  for (const cycle of cyclesOf(rest, after)) {
    const names = cycle.map((index) => entries[index]?.cut ?? '');
    problems.push(inACircle(names, placeOf(entries[cycle[0] ?? 0]?.pointer ?? '')));
  }
  return { after, order, problems };
}

function sorted(after: readonly (readonly number[])[]): { order: number[]; rest: Set<number> } {
  const followers: number[][] = after.map(() => []);
  for (const [index, list] of after.entries()) for (const one of list) followers[one]?.push(index);
  const open = after.map((list) => list.length);
  const order = open.flatMap((count, index) => (count === 0 ? [index] : []));
  for (let at = 0; at < order.length; at += 1) {
    for (const follower of followers[order[at] as number] ?? []) {
      open[follower] = (open[follower] as number) - 1;
      if (open[follower] === 0) order.push(follower);
    }
  }
  const done = new Set(order);
  return { order, rest: new Set([...after.keys()].filter((index) => !done.has(index))) };
}

/** Every entry that is left waits, by way of others, for a circle; each circle is told once. */
function cyclesOf(rest: ReadonlySet<number>, after: readonly (readonly number[])[]): number[][] {
  const seen = new Set<number>();
  const cycles: number[][] = [];
  for (const start of rest) {
    const path: number[] = [];
    let at: number | undefined = start;
    while (at !== undefined && !seen.has(at)) {
      seen.add(at);
      path.push(at);
      at = after[at]?.find((one) => rest.has(one));
    }
    const from = at === undefined ? -1 : path.indexOf(at);
    if (from !== -1) cycles.push(path.slice(from));
  }
  return cycles;
}

const twice = (cut: string, place: Place, first: number): Problem => ({
  code: 'batch.duplicate',
  message: `${cut} stands in the queue twice; the first is entry ${first + 1}.`,
  place,
  hint: 'Remove one of the two.',
});

const nowhere = (name: string, place: Place): Problem => ({
  code: 'batch.after',
  message: `${name} is waited for, and is no document of this queue.`,
  place,
  hint: 'Name a document by the path that stands in its `cut`, or remove this line.',
});

const inACircle = (names: readonly string[], place: Place): Problem => ({
  code: 'batch.cycle',
  message:
    names.length === 1
      ? `${names[0]} waits for itself.`
      : `These wait for each other: ${[...names, names[0]].join(' -> ')}.`,
  place,
  hint: 'Remove one `after` of the circle.',
});
