/**
 * Tens of thousands of units are worked on in bounded memory; `npm run bench` measures a hundred thousand, and what needs a
 * database.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCutter } from '../support/cli.ts';
import { temporaryFolder } from '../support/folder.ts';
import { codeOfUnits, unitsOfCode } from '../support/synthetic-code.ts';

const UNITS = 30_000;
const MIB = 200;

const CUT = `format: cutter.cut/1
name: code
author: you@example.org
document: document.txt
profile: vn-law/1
leaf: diem
prefix: CODE
publication:
  type: law
  authority: incomex_council
`;

/** Runs a command; gives the most memory it held, in MiB, as the kernel counts it (0 where there is no such kernel). */
async function peakOf(argv: readonly string[], cwd: string): Promise<number> {
  const { process: child, ended } = startCutter(argv, { cwd });
  // Nobody needs the text, and kept it would be this process that grows.
  child.stdout?.removeAllListeners('data').resume();
  let peak = 0;
  const watch = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has just ended.
    }
  }, 10);
  const { code, stderr } = await ended;
  clearInterval(watch);
  expect(`${code} ${stderr}`).toBe('0 ');
  return peak;
}

test('mark, its JSON, and the picture of the manifest', { timeout: 300_000 }, async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'document.txt'), [...codeOfUnits(UNITS)].join(''));
  writeFileSync(join(folder, 'cut.yaml'), `${CUT}expect:\n  units: ${unitsOfCode(UNITS)}\n`);
  for (const argv of [
    ['mark', 'cut.yaml', '--out', 'out'],
    ['mark', 'cut.yaml', '--json'],
    ['show', 'out/manifest.json', '--format', 'html'],
  ]) {
    expect(await peakOf(argv, folder), argv.join(' ')).toBeLessThan(MIB);
  }
});
