/** What the JSON Schema of an outline profile cannot say: that its parts fit together. */
import type { Problem } from '../../problem.ts';
import { DOCUMENT } from '../profile.ts';
import type { OutlineProfile } from './profile.ts';

/** Code: `shape.wrong_value`, with a pointer into the profile. */
export function checkOutline(profile: OutlineProfile, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (pointer: string, message: string, hint: string): void => {
    problems.push({ code: 'shape.wrong_value', message, place: { file, pointer }, hint });
  };
  const names = new Set(profile.levels.map(({ name }) => name));
  const known = (pointer: string, used: readonly string[], also: readonly string[] = []): void => {
    for (const name of used) {
      if (!names.has(name) && !also.includes(name)) {
        wrong(pointer, `"${name}" is no level.`, `Levels are: ${[...names].join(', ')}.`);
      }
    }
  };
  /** Whether only one such part can stand in a document. */
  const isSingle = (name: string): boolean =>
    name === DOCUMENT || profile.levels.some((level) => level.name === name && !level.key.includes('{number}'));
  if (names.size < profile.levels.length) wrong('/levels', 'Two levels have one name.', 'Give each a name of its own.');
  for (const [index, level] of profile.levels.entries()) {
    const at = `/levels/${index}`;
    known(`${at}/parents`, level.parents, [DOCUMENT]);
    known(`${at}/path`, level.path);
    const numbered = level.number !== undefined;
    if (numbered && !level.key.includes('{number}')) {
      wrong(`${at}/key`, 'The key has no {number}, so its parts would share it.', 'Put {number} into the key.');
    }
    if (numbered && (level.whole === true || level.itself === true)) {
      wrong(at, 'A level with numbers has no whole lines.', 'Remove "number", or "whole" and "itself".');
    }
    if (
      level.restarts === 'parent' &&
      numbered &&
      !level.parents.every((name) => level.path.includes(name) || isSingle(name))
    ) {
      const hint = 'Add each of its parents to the path, so that addresses cannot collide.';
      wrong(`${at}/path`, 'Its numbers begin again in each parent, but the path leaves parents out.', hint);
    }
    if (level.labels.includes('') && !numbered && level.signs === undefined) {
      wrong(`${at}/labels`, 'Every line would be a heading.', 'Give it a label, a number or signs.');
    }
    if (level.number?.kinds.includes('alphabet') && profile.alphabet === undefined) {
      wrong(`${at}/number/kinds`, 'The profile has no alphabet.', 'Add "alphabet" to the profile.');
    }
  }
  for (const [index, leaf] of profile.leaves.entries()) known(`/leaves/${index}/levels`, leaf.levels);
  for (const [scope, taken] of Object.entries(profile.scopes)) {
    for (const status of taken) {
      if (status === profile.status) continue;
      wrong(`/scopes/${scope}`, `No text has the status "${status}".`, `The status of text is ${profile.status}.`);
    }
  }
  const text = JSON.stringify(profile);
  if (text.normalize('NFC') !== text) {
    wrong('', 'The profile is not in Unicode NFC.', 'Save it in NFC: documents are compared in NFC.');
  }
  return problems;
}
