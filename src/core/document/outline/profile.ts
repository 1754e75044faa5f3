/**
 * An outline profile: how the parts of one family of laws are recognised, as data. Law is an outline: parts hold parts,
 * each with a number that goes on as the law counts. One profile is one file in schemas/profiles; its shape is
 * schemas/outline.schema.json.
 *
 * A heading is read from left to right, each part once: label, join, number, end, title. All parts are literal strings
 * or named kinds of numeral, so reading takes linear time whatever the input.
 */
export const OUTLINE_FORMAT = 'cutter.outline/1';

/**
 * `letter` A to Z; `lower` a to z; `alphabet` one of the profile's own letters; `lower_roman` i, ii; `ordinal` bis, ter,
 * quater; `arabic` without leading zeroes; `roman` in capitals.
 */
export type OutlineKind = 'arabic' | 'roman' | 'lower_roman' | 'letter' | 'lower' | 'alphabet' | 'ordinal';

export interface OutlineSuffix {
  /** Before each further part; the empty string = none. */
  readonly separators: readonly string[];
  readonly kinds: readonly OutlineKind[];
  /** 0 when absent. */
  readonly least?: number;
  readonly most: number;
}

export interface OutlineNumber {
  readonly kinds: readonly OutlineKind[];
  readonly suffixes?: readonly OutlineSuffix[];
  /** Words that stand for a number, for example `premier`. */
  readonly words?: Readonly<Record<string, number>>;
  /** Before the number and part of it, for example `L. ` and its key `L`. */
  readonly prefixes?: Readonly<Record<string, string>>;
  /** Between two numbers of one heading, for example ` bis `. */
  readonly ranges?: readonly string[];
}

export interface OutlineLevel {
  readonly name: string;
  readonly description: string;
  /** unit: holds text. container: holds other levels. aside: neither it nor the text below it is content. */
  readonly role: 'unit' | 'container' | 'aside';
  /** Levels it may stand in; `document` = the top. */
  readonly parents: readonly string[];
  /** Title of a part that has none, before its number. */
  readonly called: string;
  /** The empty string where only a number stands. */
  readonly labels: readonly string[];
  /** The label is the whole line. */
  readonly whole?: boolean;
  /** The line of the label is text itself, not a heading. */
  readonly itself?: boolean;
  readonly join?: readonly string[];
  /** Absent for parts without a number; a key with `{number}` then counts them. */
  readonly number?: OutlineNumber;
  /** After the number; the empty string = a blank or the end of the line. */
  readonly ends?: readonly string[];
  /** Beginnings of a title that show a reference, not a heading. */
  readonly references?: readonly string[];
  /** The number may also stand before the label: `Erster Abschnitt`, `1. Abschnitt`. */
  readonly turned?: boolean;
  /** Only lines with heading signs (#); a number = exactly so many. */
  readonly signs?: boolean | number;
  /**
   * none: what stands behind the number is text. line: it is the title. next: the line below may be the title.
   * block: all lines down to the next blank one are.
   */
  readonly title: 'none' | 'line' | 'next' | 'block';
  /** strict: each number follows the one before. rising: numbers may be left out. */
  readonly sequence: 'strict' | 'rising';
  /** Where numbers begin again: in each parent, never, or as the document does. */
  readonly restarts: 'parent' | 'document' | 'either';
  /** `{number}` = the number as it stands in keys. */
  readonly key: string;
  /** Levels above whose keys come before this one's, outermost first; those that are not there are left out. */
  readonly path: readonly string[];
  readonly unit_kind?: string;
  readonly section_type?: string;
}

export interface OutlineLeaf {
  readonly name: string;
  /** Levels that are looked for beside those that always are. */
  readonly levels: readonly string[];
}

export interface OutlineProfile {
  readonly format: typeof OUTLINE_FORMAT;
  readonly id: string;
  readonly title: string;
  readonly description: string;
  /** Words of the language, and how many of a thousand words they are at least. */
  readonly language?: { readonly words: readonly string[]; readonly least: number };
  /** Beginnings of lines that show another grammar, each followed by a number; three refuse the document. */
  readonly foreign: readonly string[];
  /** Letters of `alphabet`, in order. */
  readonly alphabet?: readonly string[];
  /** Letters that the law may leave out when it counts. */
  readonly skippable?: readonly string[];
  /** Letters of keys that are not ASCII. */
  readonly ascii?: Readonly<Record<string, string>>;
  /** Characters of headings that look like others, and what they are read as. */
  readonly folds?: Readonly<Record<string, string>>;
  /** What may stand before a label; `repealed` says that it marks what is no longer law. */
  readonly noise?: readonly { readonly text: string; readonly repealed: boolean }[];
  /** Text that stands in place of a part that was repealed. */
  readonly repealed: readonly string[];
  /** Status of all text that does not say otherwise. */
  readonly status: string;
  readonly scopes: Readonly<Record<string, readonly string[]>>;
  readonly address: string;
  /** The first is the default of a cut. */
  readonly leaves: readonly OutlineLeaf[];
  readonly levels: readonly OutlineLevel[];
  /** Lines at the end of a part that are no content. */
  readonly tail: readonly { readonly role: string; readonly begins: string; readonly contains: string }[];
  /** Opening and closing marks: a line that begins with the first opens a quotation, in which no heading counts. */
  readonly quotes: readonly (readonly [open: string, close: string])[];
  /** Beginnings of lines between which no heading counts. */
  readonly fences: readonly string[];
  /** Signs of which a line of its own makes a heading of the line above; each such heading is a finding. */
  readonly underlines?: readonly string[];
  /** Control characters that such documents carry. */
  readonly controls: readonly ('tab' | 'form_feed')[];
}

/** Whether the key of a level counts its parts itself. */
export const isCounted = (level: OutlineLevel): boolean => level.number === undefined && level.key.includes('{number}');
