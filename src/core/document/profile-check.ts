/** What the JSON Schema of a profile cannot say: that its parts fit together. */
import type { Problem } from '../problem.ts';
import { isMarkerSign } from './marker.ts';
import { DOCUMENT, type Profile } from './profile.ts';

/** Code: `shape.wrong_value`, with a pointer into the profile. */
export function checkProfile(profile: Profile, file: string): readonly Problem[] {
  const problems: Problem[] = [];
  const wrong = (pointer: string, message: string, hint: string): void => {
    problems.push({ code: 'shape.wrong_value', message, place: { file, pointer }, hint });
  };
  const groups = new Set(profile.levels.filter(({ role }) => role === 'group').map(({ name }) => name));
  const names = new Set<string>();
  const keys = new Set<string>();
  for (const [index, level] of profile.levels.entries()) {
    const at = `/levels/${index}`;
    if (level.name === DOCUMENT || names.has(level.name)) {
      wrong(
        `${at}/name`,
        `The name "${level.name}" is taken.`,
        `Give every level a name of its own; "${DOCUMENT}" is the top.`,
      );
    }
    names.add(level.name);
    for (const parent of level.parents) {
      if (parent !== DOCUMENT && !groups.has(parent)) {
        wrong(
          `${at}/parents`,
          `"${parent}" is not a level that groups others.`,
          `Name levels with the role group, or "${DOCUMENT}".`,
        );
      }
    }
    for (const open of level.opens) {
      if (!profile.heading_signs.some((sign) => open.startsWith(sign))) {
        wrong(`${at}/opens`, `"${open}" begins with none of the heading signs.`, 'Add its sign to heading_signs.');
      }
    }
    if (level.role !== 'unit') continue;
    if (keys.has(level.key))
      wrong(`${at}/key`, `Two levels give the keys ${level.key}.`, 'Give each level keys of its own.');
    keys.add(level.key);
  }
  const signs = new Set<string>();
  for (const [index, marker] of profile.markers.entries()) {
    for (const sign of marker.signs) {
      const at = `/markers/${index}/signs`;
      if (signs.has(sign)) wrong(at, `The sign "${sign}" stands for two statuses.`, 'Remove it from one of them.');
      if (!isMarkerSign(sign))
        wrong(at, `"${sign}" is not a symbol.`, 'Letters, digits and punctuation cannot be markers.');
      signs.add(sign);
    }
  }
  const statuses = new Set(profile.markers.map(({ status }) => status));
  for (const [scope, taken] of Object.entries(profile.scopes)) {
    for (const status of taken) {
      if (!statuses.has(status))
        wrong(`/scopes/${scope}`, `No marker gives the status "${status}".`, 'Correct the status, or add its marker.');
    }
  }
  const text = JSON.stringify(profile);
  if (text.normalize('NFC') !== text)
    wrong('', 'The profile is not in Unicode NFC.', 'Save it in NFC: documents are compared in NFC.');
  return problems;
}
