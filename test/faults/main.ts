/**
 * The proof under faults: `npm run faults`, or parts of it: `npm run faults -- --only kill,proxy --scale 0.05 --seed 7`.
 * `--quick` runs the short form, which the tests run, too; `--minutes 5` ends each part after so long, and reports what
 * was done by then; `--write` keeps the lines of what was run in docs/PROOF.md.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startServer } from '../support/server.ts';
import type { Part } from './part.ts';
import { PARTS } from './parts.ts';
import { keepLines } from './proof.ts';
import { provide } from './provided.ts';
import { random } from './random.ts';
import { type Conditions, type Line, line, table } from './table.ts';

const OPTIONS = {
  only: { type: 'string' },
  scale: { type: 'string', default: '1' },
  seed: { type: 'string', default: '1' },
  quick: { type: 'boolean', default: false },
  minutes: { type: 'string', default: 'Infinity' },
  write: { type: 'boolean', default: false },
} as const;

export async function main(root: string, argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: OPTIONS });
  const scale = values.quick ? 'short' : Number(values.scale);
  const seed = Number(values.seed);
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes is a number above 0.');
  if (scale !== 'short' && !(scale > 0 && scale <= 1)) throw new Error('--scale is a number above 0, at most 1.');
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed is a whole number from 0.');
  const parts = chosen(values.only).filter((part) => countOf(part, scale) > 0);
  const scratch = mkdtempSync(join(tmpdir(), 'cutter-faults-'));
  process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
  const server = await startServer();
  const { host, port, superuser, version, source } = server;
  provide('scratch', scratch);
  // As the runner of the tests gives them to its first worker.
  provide('servers', [{ host, port, superuser, version, source }]);
  const names = PARTS.map(({ name }) => name);
  const conditions = `${new Date().toISOString().slice(0, 10)}, commit ${commitOf(root)}, seed ${seed}`;
  const lines: Line[] = [];
  try {
    for (const part of parts) {
      lines.push(await runPart(part, { root, scale, seed, minutes, conditions }));
      if (values.write) keepLines(root, names, lines);
    }
  } finally {
    await server.stop();
  }
  process.stdout.write(`\nPostgreSQL ${version}, Node ${process.version}\n\n${table(names, lines)}`);
  if (lines.some(({ wrong }) => wrong > 0)) process.exitCode = 1;
}

function chosen(only: string | undefined): readonly Part[] {
  if (only === undefined) return PARTS;
  return only.split(',').map((name) => {
    const part = PARTS.find((one) => one.name === name);
    if (part !== undefined) return part;
    throw new Error(`There is no part ${name}; the parts are ${PARTS.map((one) => one.name).join(', ')}.`);
  });
}

function countOf(part: Part, scale: number | 'short'): number {
  if (scale === 'short') return part.short;
  if (part.list && scale === 1) return Number.POSITIVE_INFINITY;
  return Math.max(1, Math.round(part.target * scale));
}

interface Run {
  readonly root: string;
  readonly scale: number | 'short';
  readonly seed: number;
  /** For each part. */
  readonly minutes: number;
  readonly conditions: Conditions;
}

const MOST_SHOWN = 10;

async function runPart(part: Part, { root, scale, seed, minutes, conditions }: Run): Promise<Line> {
  const say = (text: string): void => void process.stderr.write(text);
  const count = countOf(part, scale);
  say(`${part.name}: ${count === Number.POSITIVE_INFINITY ? 'all' : count} ... `);
  const started = performance.now();
  let done = 0;
  let told = started;
  const found = await part.run({
    count,
    root,
    random: random(seed),
    over: () => performance.now() - started > minutes * 60_000,
    done() {
      done += 1;
      if (performance.now() - told < 30_000) return;
      told = performance.now();
      say(`${done} `);
    },
  });
  const seconds = (performance.now() - started) / 1000;
  say(`${found.count} of ${part.target}, ${found.wrong.length} wrong, ${seconds.toFixed(0)} s (${found.detail})\n`);
  for (const wrong of found.wrong.slice(0, MOST_SHOWN)) say(`  ${wrong}\n`);
  return line(part, found, seconds, conditions);
}

/** Short name of the commit, with a mark when the tree holds what is not committed. */
function commitOf(root: string): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty', '--exclude', '*'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown';
  }
}
