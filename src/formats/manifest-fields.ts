/** The fields of a manifest, in their order. */
import type { Field } from './fields.ts';
import { count, counts, flag, hash, object, oneOf, pair, text } from './fields.ts';

export const HEADER: readonly Field[] = [
  text('format'),
  text('cut'),
  text('prefix'),
  text('scope'),
  text('profile'),
  hash('profile_sha256'),
  object('document'),
  object('normalisation'),
  object('region'),
];
export const DOCUMENT: readonly Field[] = [text('name'), hash('sha256'), count('bytes')];
export const NORMALISATION: readonly Field[] = [
  text('rule'),
  count('unicode_lines'),
  count('line_ending_lines'),
  count('trailing_blank_lines'),
  flag('final_newline_added'),
];
export const REGION: readonly Field[] = [hash('sha256'), count('bytes'), count('characters'), count('lines')];

const PLACE: readonly Field[] = [pair('bytes'), pair('lines')];
const UNIT: readonly Field[] = [
  oneOf('span', 'unit'),
  ...PLACE,
  text('address'),
  text('key'),
  text('level'),
  text('status'),
  text('unit_kind'),
  text('section_type'),
  text('title'),
  pair('body'),
];

/** The fields of a unit: outline profiles give its order, and its parent where it has one. */
export const unitFields = (unit: { readonly parent?: unknown; readonly order?: unknown }): readonly Field[] =>
  unit.parent === undefined ? (unit.order === undefined ? PLAIN : ORDERED) : NESTED;
const PLAIN = [...UNIT, hash('span_sha256')];
const ORDERED = [...UNIT, count('order'), hash('span_sha256')];
const NESTED = [...UNIT, text('parent'), count('order'), hash('span_sha256')];

export const SPAN_FIELDS: Readonly<Record<string, readonly Field[]>> = {
  unit: PLAIN,
  exclusion: [
    oneOf('span', 'exclusion'),
    ...PLACE,
    text('key'),
    text('level'),
    text('status'),
    text('title'),
    text('reason'),
    oneOf('basis', 'own_marker', 'group_marker', 'decision'),
    hash('span_sha256'),
  ],
  non_content: [oneOf('span', 'non_content'), ...PLACE, text('role')],
};

export const TAIL: readonly Field[] = [object('counts'), hash('digest')];
export const COUNTS: readonly Field[] = [
  count('units'),
  count('exclusions'),
  count('non_content_spans'),
  count('unit_lines'),
  count('exclusion_lines'),
  count('non_content_lines'),
  counts('levels'),
];
