/**
 * The rate of `cutter mark`, whole process and files included, from 1 MB to 100 MB of text, for both ways to describe a
 * document, and at the leaf of articles as well as of clauses and points.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOfBytes } from '../support/synthetic-code.ts';
import { cutText, documentText } from './document.ts';
import { run } from './process.ts';
import { type Line, type Measured, soloLine } from './table.ts';

const MEGABYTES = [1, 10, 50, 100];
/** Bytes of one record of the list, about. */
const RECORD = 440;

/** With so many, a unit has 335 bytes; in the real documents that were counted, 280 to 590. */
const SENTENCES = 3;

interface Kind {
  readonly name: string;
  readonly text: (bytes: number) => string;
  readonly cut: string;
}

/** The cut says how many units there are; here that is not known before. */
const cut = (engine: 'records' | 'outline'): string => cutText(1, engine).replace(/^expect:[\s\S]*/m, '');

const KINDS: readonly Kind[] = [
  {
    name: 'records',
    text: (bytes) => [...documentText(Math.round(bytes / RECORD), 'records')].join(''),
    cut: cut('records'),
  },
  {
    name: 'outline, articles',
    text: (bytes) => codeOfBytes(bytes),
    cut: cut('outline').replace('leaf: diem', 'leaf: dieu'),
  },
  {
    name: 'outline, every clause and point, as long as in real law',
    text: (bytes) => codeOfBytes(bytes, SENTENCES),
    cut: cut('outline'),
  },
  {
    name: 'outline, every clause and point, of one sentence',
    text: (bytes) => codeOfBytes(bytes),
    cut: cut('outline'),
  },
];

export async function markPart(root: string, say: (text: string) => void, runs: number): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cutter-bench-mark-'));
  try {
    const lines: Line[] = [];
    for (const megabytes of MEGABYTES) {
      for (const { name, text, cut } of KINDS) {
        say(`mark: ${megabytes} MB, ${name}`);
        const document = join(folder, 'document.md');
        writeFileSync(document, text(megabytes * 1e6));
        writeFileSync(join(folder, 'cut.yaml'), cut);
        const { size } = statSync(document);
        const measured: Measured[] = [];
        for (let at = 0; at < runs; at += 1) {
          const parameters = [join(root, 'bin/cutter.js'), 'mark', 'cut.yaml', '--out', 'out'];
          measured.push(await run({ file: process.execPath, parameters, cwd: folder }));
        }
        const rate = size / 1000 / Math.min(...measured.map(({ milliseconds }) => milliseconds));
        lines.push(soloLine(`mark, ${name}: ${(size / 1e6).toFixed(1)} MB, ${rate.toFixed(1)} MB/s`, measured));
      }
    }
    return lines;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
