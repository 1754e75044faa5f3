/** The figures of the proof as a table in Markdown. */
import type { Found, Part } from './part.ts';

export interface Line {
  readonly name: string;
  readonly wrong: number;
  /** As it stands in the table. */
  readonly text: string;
}

/** What a run ran on, for example `2026-03-01, commit 0123abc, seed 1`. */
export type Conditions = string;

const HEAD = ['part', 'what', 'done', 'full scale', 'must be', 'broke it', 'seconds', 'when', 'of which'];

export function line(part: Part, found: Found, seconds: number, conditions: Conditions): Line {
  const target = part.list ? `all, at least ${number(part.target)}` : number(part.target);
  const wrong = found.wrong.length;
  const cells = [
    part.name,
    part.what,
    number(found.count),
    target,
    part.must,
    wrong,
    seconds.toFixed(0),
    conditions,
    found.detail,
  ];
  return { name: part.name, wrong, text: `| ${cells.join(' | ')} |\n` };
}

/** With the lines in the order of the names. */
export function table(names: readonly string[], lines: readonly Pick<Line, 'name' | 'text'>[]): string {
  const rule = `${HEAD.map(() => '|---').join('')}|\n`;
  const texts = names.flatMap((name) => lines.find((one) => one.name === name)?.text ?? []);
  return `| ${HEAD.join(' | ')} |\n${rule}${texts.join('')}`;
}

/** The lines of a table that was written before. */
export const linesOf = (text: string): readonly Pick<Line, 'name' | 'text'>[] =>
  text
    .split('\n')
    .filter((one) => one.startsWith('| '))
    .slice(1)
    .map((one) => ({ name: one.split(' | ')[0]?.slice(2) ?? '', text: `${one}\n` }));

const number = (value: number): string => value.toLocaleString('en-US');
