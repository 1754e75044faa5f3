/**
 * The benchmark: `npm run bench`, or parts of it: `npm run bench -- --only 60,60000 --runs 3`.
 *
 * One private PostgreSQL server with fsync on and default durability serves both sides. Both sides of a pair run one after
 * the other, each on a database freshly made from one template, and the sides take turns in going first. What counts is the
 * ratio within a pair: it hardly depends on the machine, and a burst of other work on it spoils one pair, not the figure.
 */
import { parseArgs } from 'node:util';
import { applyPart } from './apply.ts';
import { commandsPart } from './commands.ts';
import { farPart } from './far.ts';
import { flowPart } from './flow.ts';
import { showPart } from './show.ts';
import { openStage, type Stage } from './stage.ts';
import { type Line, table } from './table.ts';

interface Part {
  /** Pairs that are run when `--runs` does not say. */
  readonly runs: number;
  /** The document it needs, in units. */
  readonly units: number;
  run(stage: Stage, runs: number): Promise<readonly Line[]>;
}

const PARTS: Readonly<Record<string, Part>> = {
  show: { runs: 20, units: 0, run: showPart },
  '60': { runs: 15, units: 60, run: (stage, runs) => applyPart(stage, 60, runs, { ratio: 3.0 }) },
  flow: { runs: 15, units: 60, run: flowPart },
  far: { runs: 5, units: 60, run: farPart },
  '6000': { runs: 5, units: 6_000, run: (stage, runs) => applyPart(stage, 6_000, runs, { ratio: 0.4 }) },
  '60000': { runs: 3, units: 60_000, run: (stage, runs) => applyPart(stage, 60_000, runs, { ratio: 0.35, mib: 150 }) },
  commands: { runs: 1, units: 60_000, run: (stage, runs) => commandsPart(stage, 60_000, runs) },
};

export async function main(root: string, argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { only: { type: 'string' }, runs: { type: 'string' } } });
  const names = values.only?.split(',') ?? Object.keys(PARTS);
  const parts = names.map((name): [string, Part] => {
    const part = PARTS[name];
    if (part === undefined)
      throw new Error(`There is no part ${name}; the parts are ${Object.keys(PARTS).join(', ')}.`);
    return [name, part];
  });
  if (values.runs !== undefined && !/^[1-9]\d*$/.test(values.runs)) throw new Error('--runs is a whole number from 1.');

  const say = (text: string): void => void process.stderr.write(`${text}\n`);
  const sizes = [...new Set(parts.map(([, part]) => part.units))].filter((units) => units > 0);
  const stage = await openStage(root, sizes, say);
  try {
    const lines: Line[] = [];
    for (const [name, part] of parts) {
      const runs = Number(values.runs ?? part.runs);
      say(`${name}: ${runs} ${runs === 1 ? 'pair' : 'pairs'}`);
      lines.push(...(await part.run(stage, runs)));
    }
    process.stdout.write(`\nNode ${process.version}, PostgreSQL ${stage.version}\n\n${table(lines)}`);
  } finally {
    await stage.close();
  }
}
