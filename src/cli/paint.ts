/** What the terminal can show: its width, and colours by chalk. */
import { Chalk } from 'chalk';
import { type Paint, PLAIN_PAINT, type Screen } from '../render/paint.ts';

export interface ColourWishes {
  /** The stream that is written to. */
  readonly stream: { readonly isTTY?: boolean; readonly columns?: number };
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `--no-color`. */
  readonly noColor?: boolean;
}

const WIDTH_ELSEWHERE = 80;
const NARROWEST = 24;

export function screenOf(wishes: ColourWishes): Screen {
  const columns = wishes.stream.columns ?? WIDTH_ELSEWHERE;
  const width = Math.max(NARROWEST, columns > 0 ? columns : WIDTH_ELSEWHERE);
  return { width, paint: paintOf(wishes), terminal: wishes.stream.isTTY === true };
}

/**
 * `--no-color` and a non-empty NO_COLOR turn colours off, whatever else is said; then FORCE_COLOR decides (`0` and
 * `false` off, anything else on); then colours are for terminals that know them.
 */
export function paintOf({ stream, environment, noColor = false }: ColourWishes): Paint {
  if (!wanted(stream, environment, noColor)) return PLAIN_PAINT;
  const chalk = new Chalk({ level: 1 });
  // Of one argument each, for they are passed to map(), and chalk would print the index as well.
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    green: (text) => chalk.green(text),
    yellow: (text) => chalk.yellow(text),
    red: (text) => chalk.red(text),
    cyan: (text) => chalk.cyan(text),
  };
}

function wanted(stream: ColourWishes['stream'], environment: ColourWishes['environment'], noColor: boolean): boolean {
  if (noColor || (environment.NO_COLOR ?? '') !== '') return false;
  const force = environment.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}
