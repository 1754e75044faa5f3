/** What a plan may run into, in the terminal. */
import type { Foreseen } from '../core/plan/foresight.ts';
import { paragraph } from './entries.ts';
import type { Screen } from './paint.ts';
import { asText } from './rendering.ts';
import { visible } from './visible.ts';

export const foreseenLines = (foreseen: readonly Foreseen[], screen: Screen): string[] =>
  foreseen.map(({ what, choices }) =>
    asText([
      '',
      screen.paint.yellow('warning'),
      ...paragraph(visible(what), 2, screen.width),
      ...choices.flatMap((choice) => paragraph(`- ${visible(choice)}`, 4, screen.width)),
    ]),
  );
