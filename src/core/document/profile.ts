/**
 * A grammar profile: how the units of one family of documents are recognised, as data. One profile is one file in
 * schemas/profiles; its shape is schemas/profile.schema.json.
 *
 * A heading is read from left to right, each part once: opening, marker, label, join, number, separator, title.
 * All parts are literal strings or named kinds of numeral, so reading takes linear time whatever the input.
 */
export const PROFILE_FORMAT = 'cutter.profile/1';

/** Name of the place above all levels, for `parents`. */
export const DOCUMENT = 'document';

/** `arabic` 0, 1, 42 without leading zeroes; `roman` in capitals, canonical; `letter` one of A to Z. */
export type NumeralKind = 'arabic' | 'roman' | 'letter';

export interface NumberRule {
  readonly kinds: readonly NumeralKind[];
  /** Parts after the first, for example `-B` in `0-B`; absent = none. */
  readonly suffix?: {
    readonly separators: readonly string[];
    readonly kinds: readonly NumeralKind[];
    readonly most: number;
  };
  /** Words that stand where a number would, with the part of the key that they give. */
  readonly names?: Readonly<Record<string, string>>;
}

interface AnyLevel {
  readonly name: string;
  readonly description: string;
  /** Levels it may stand in, nearest first looked for; `document` = the top. */
  readonly parents: readonly string[];
  /** Beginnings of the line, blanks included, for example `### `. */
  readonly opens: readonly string[];
  readonly title: 'same_line';
}

/** A level whose headings carry a label and a number. */
interface NumberedLevel extends AnyLevel {
  readonly labels: readonly string[];
  /** Between label and number. */
  readonly join: readonly string[];
  readonly number: NumberRule;
  /** Between number and title; blanks after it are skipped. */
  readonly separators: readonly string[];
  /** `{number}` stands for the number as it is in the key. */
  readonly key: string;
}

export interface UnitLevel extends NumberedLevel {
  readonly role: 'unit';
  readonly unit_kind: string;
  readonly section_type: string;
}

/** A heading that gives its status to what stands under it. */
export interface GroupLevel extends NumberedLevel {
  readonly role: 'group';
}

/** A heading that is neither unit nor group, for example the title of the document. */
export interface NonContentLevel extends AnyLevel {
  readonly role: 'non_content';
}

export type Level = UnitLevel | GroupLevel | NonContentLevel;

export interface MarkerRule {
  readonly signs: readonly string[];
  readonly status: string;
}

export interface NonContentRule {
  readonly role: string;
  /**
   * `only`: the line consists of one of the signs, repeated at least `least` times; it ends the unit above it.
   * `begins`: the line begins with a sign and stands in no unit.
   */
  readonly when: 'only' | 'begins';
  readonly signs: readonly string[];
  readonly least?: number;
}

export interface Profile {
  readonly format: typeof PROFILE_FORMAT;
  /** `name/version`; the version grows when any document would be marked otherwise. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** A line that begins with one of these claims to be a heading: it is recognised, or refused. */
  readonly heading_signs: readonly string[];
  /** Characters that may dress a heading by mistake; looked through when a line nearly is a heading. */
  readonly dress: string;
  readonly markers: readonly MarkerRule[];
  /** Statuses that a scope takes. */
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  /** `{prefix}` and `{key}`. */
  readonly address: string;
  readonly levels: readonly Level[];
  readonly non_content: readonly NonContentRule[];
  /** Blocks in which nothing is a heading; what would be one there is refused. */
  readonly opaque: readonly { readonly open: string; readonly close: string }[];
}
