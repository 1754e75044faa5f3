import { bad, type Checked, good } from '../problem.ts';
import { quoted } from '../quote.ts';

const SECONDS = { s: 1, m: 60, h: 3600 } as const;
/** As the database has it (ck_arming_short). */
const LONGEST = 24 * 3600;

/** `90s`, `15m` or `2h` as seconds; at most a day. Code `input.usage`. */
export function secondsOf(text: string): Checked<number> {
  const [, digits = '', unit = 's'] = /^([1-9][0-9]{0,4})([smh])$/.exec(text) ?? [];
  const seconds = Number(digits) * SECONDS[unit as keyof typeof SECONDS];
  if (seconds > 0 && seconds <= LONGEST) return good(seconds);
  return bad({
    code: 'input.usage',
    message: `${quoted(text)} is not a time that a plan can be armed for.`,
    hint: 'Give a whole number with s, m or h, at most 24h: for example --for 15m.',
  });
}
