/** Versions of PostgreSQL and its programs. A program reads and writes servers of its own major version and older ones. */

/** A program of a known version. */
export interface Versioned {
  readonly file: string;
  /** As the program says it, for example `pg_dump (PostgreSQL) 15.18`. */
  readonly version: string;
  readonly major: number;
}

/** The major version in what a program answers to --version; undefined = none is to be seen. */
export function majorOf(answer: string): number | undefined {
  const match = /\(PostgreSQL\) (\d{1,3})(?:\D|$)/.exec(answer);
  return match === null ? undefined : Number(match[1]);
}

/** The major version of a server_version_num, for example 15 of `150018`. */
export const majorOfServer = (versionNumber: string): number => Math.floor(Number(versionNumber) / 10_000);

/** The program to use: the oldest that is not older than `major`, so that it differs as little as possible. */
export const suitable = <T extends Versioned>(found: readonly T[], major: number): T | undefined =>
  found.filter((one) => one.major >= major).sort((a, b) => a.major - b.major)[0];

/** The major version that a scratch server must have at least to take a backup of pg_dump's. */
export const majorNeeded = (receipt: {
  readonly source: { readonly server_version: string };
  readonly dump_program: string;
}): number => Math.max(majorOfServer(receipt.source.server_version), majorOf(receipt.dump_program) ?? 0);
