/** Instants of approvals: whole seconds since 1970 in UTC, written `YYYY-MM-DDTHH:MM:SSZ` (RFC 3339). */
export type Instant = number;

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;

/** The instant, or undefined when the text is not such a time or names a day that does not exist. */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC3339.exec(text);
  return match === null ? undefined : instantOf(match.slice(1).map(Number));
}

/** The instant of year, month (from 1), day, hour, minute and second; undefined where no calendar has it. */
export function instantOf(fields: readonly number[]): Instant | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  if (year < 1970 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return undefined;
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
}

export const formatInstant = (instant: Instant): string =>
  `${new Date(instant * 1000).toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
