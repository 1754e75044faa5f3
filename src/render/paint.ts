/** Colours of text, given from outside so that rendering stays a function of its arguments. */
export type Colour = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';
export type Paint = Readonly<Record<Colour, (text: string) => string>>;

const same = (text: string): string => text;

/** No colours at all. */
export const PLAIN_PAINT: Paint = { bold: same, dim: same, green: same, yellow: same, red: same, cyan: same };

/** What a terminal can show, and how cutter was called there. */
export interface Screen {
  /** Columns. */
  readonly width: number;
  readonly paint: Paint;
  /** A person reads it as it is written; absent = a file, a pipe. */
  readonly terminal?: boolean;
  /** What every next command needs, too: the flags that name configuration and target. Absent = none. */
  readonly flags?: readonly string[];
}
