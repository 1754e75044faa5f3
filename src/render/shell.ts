/** Commands that a person copies into a POSIX shell. */
import { replaceHidden } from './visible.ts';

/** One argument, quoted where it must be. A hidden character is written as its bytes, `$'\x1b'`. */
export function shellQuote(argument: string): string {
  if (/^[A-Za-z0-9_@%+=:,./~-]+$/.test(argument) && !argument.startsWith('~')) return argument;
  const quoted = `'${argument.replaceAll("'", `'\\''`)}'`;
  return replaceHidden(quoted, (character) => `'$'${hexBytes(character)}''`);
}

/** A command of cutter as it is called here. */
export const called = (command: string, { flags = [] }: { readonly flags?: readonly string[] }): string =>
  [command, ...flags.map(shellQuote)].join(' ');

/** A sentence that names commands in backquotes, each as it is called here. */
export const calledIn = (sentence: string, screen: { readonly flags?: readonly string[] }): string =>
  sentence.replaceAll(/`(cutter [a-z][^`]*)`/g, (_, command: string) => `\`${called(command, screen)}\``);

/** A path that no command takes for an option. */
export const shellPath = (path: string): string => shellQuote(path.startsWith('-') ? `./${path}` : path);

const hexBytes = (character: string): string =>
  [...new TextEncoder().encode(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
