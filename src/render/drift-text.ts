/** What has changed since a plan was made, in the terminal. */
import type { Drift } from '../core/gates/drift.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { visible } from './visible.ts';
import { wrap } from './width.ts';

export interface DriftView {
  readonly objects: number;
  readonly drift: readonly (Drift & { readonly difference: readonly string[] })[];
}

const SYMBOLS = { appeared: '+', changed: '~', disappeared: '-' } as const;

export function driftLines({ objects, drift }: DriftView, { paint, width }: Screen): string[] {
  if (drift.length === 0) {
    return [`${paint.green('No drift')}: all ${counted(objects, 'object')} are as they were when the plan was made.`];
  }
  const blocks = drift.flatMap(({ object, change, difference }) => [
    ...wrap(`${SYMBOLS[change]} ${visible(object)} (${change})`, width).map(paint.bold),
    ...difference.flatMap((line) => {
      const colour = line.startsWith('-') ? paint.red : paint.green;
      return wrap(visible(line), width - 4).map((piece) => `    ${colour(piece)}`);
    }),
    '',
  ]);
  return [
    ...blocks,
    `${paint.red('Drift')}: ${counted(drift.length, 'object')} of ${objects} ${drift.length === 1 ? 'is' : 'are'} not as planned.`,
  ];
}
