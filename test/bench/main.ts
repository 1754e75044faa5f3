/**
 * The benchmark: `npm run bench`, or parts of it: `npm run bench -- --only 60,60000 --runs 3`.
 *
 * One private PostgreSQL server with fsync on and default durability serves both sides. Both sides of a pair run one after
 * the other, each on a database freshly made from one template, and the sides take turns in going first. What counts is the
 * ratio within a pair: it hardly depends on the machine, and a burst of other work on it spoils one pair, not the figure.
 */
import { parseArgs } from 'node:util';
import { applyPart } from './apply.ts';
import { batchPart } from './batch.ts';
import { commandsPart } from './commands.ts';
import type { Engine } from './document.ts';
import { farPart } from './far.ts';
import { flowPart } from './flow.ts';
import { markPart } from './mark.ts';
import { showPart } from './show.ts';
import { openStage, type Stage, type Wanted } from './stage.ts';
import { type Line, table } from './table.ts';
import { wholePart } from './whole.ts';

interface Part {
  /** Pairs that are run when `--runs` does not say. */
  readonly runs: number;
  /** The documents it needs beside the example. */
  readonly documents: readonly Wanted[];
  run(stage: Stage, runs: number): Promise<readonly Line[]>;
}

const records = (units: number): readonly Wanted[] => [{ units, engine: 'records' }];
/** Every command on a document of so many units. */
const commands = (units: number, engine: Engine): Part => ({
  runs: 1,
  documents: [{ units, engine }],
  run: (stage, runs) => commandsPart(stage, units, engine, runs),
});

const PARTS: Readonly<Record<string, Part>> = {
  show: { runs: 20, documents: [], run: showPart },
  '60': { runs: 15, documents: records(60), run: (stage, runs) => applyPart(stage, 60, runs, { ratio: 3.0 }) },
  flow: { runs: 15, documents: records(60), run: flowPart },
  far: { runs: 5, documents: records(60), run: farPart },
  '6000': { runs: 5, documents: records(6_000), run: (stage, runs) => applyPart(stage, 6_000, runs, { ratio: 0.4 }) },
  '60000': {
    runs: 3,
    documents: records(60_000),
    run: (stage, runs) => applyPart(stage, 60_000, runs, { ratio: 0.35, mib: 150 }),
  },
  whole: { runs: 9, documents: records(60), run: wholePart },
  commands: commands(100_000, 'records'),
  'commands-outline': commands(100_000, 'outline'),
};

export async function main(root: string, argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { only: { type: 'string' }, runs: { type: 'string' } } });
  if (values.runs !== undefined && !/^[1-9]\d*$/.test(values.runs)) throw new Error('--runs is a whole number from 1.');
  const names = values.only?.split(',') ?? [...ALONE, ...Object.keys(PARTS)];
  const parts = names
    .filter((name) => !ALONE.includes(name))
    .map((name): [string, Part] => {
      const part = PARTS[name];
      if (part === undefined)
        throw new Error(`There is no part ${name}; the parts are ${[...ALONE, ...Object.keys(PARTS)].join(', ')}.`);
      return [name, part];
    });

  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  // Marking and planning many documents need no server.
  const lines: Line[] = names.includes(MARK) ? [...(await markPart(root, say, Number(values.runs ?? 1)))] : [];
  if (names.includes(BATCH)) lines.push(...(await batchPart(root, say)));
  let version = '';
  if (parts.length > 0) {
    const wanted = new Map(
      parts.flatMap(([, part]) => part.documents.map((one) => [`${one.engine} ${one.units}`, one])),
    );
    const stage = await openStage(root, [...wanted.values()], say);
    version = `, PostgreSQL ${stage.version}`;
    try {
      for (const [name, part] of parts) {
        const runs = Number(values.runs ?? part.runs);
        say(`${name}: ${runs} ${runs === 1 ? 'run' : 'runs'}`);
        lines.push(...(await part.run(stage, runs)));
      }
    } finally {
      await stage.close();
    }
  }
  process.stdout.write(`\nNode ${process.version}${version}\n\n${table(lines)}`);
}

const MARK = 'mark';
const BATCH = 'batch';
const ALONE: readonly string[] = [MARK, BATCH];
