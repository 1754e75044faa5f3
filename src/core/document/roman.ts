/** Roman numerals in capitals, in their one right form: IV and not IIII. */

const ROMAN: readonly (readonly [string, number])[] = [
  ['M', 1000],
  ['CM', 900],
  ['D', 500],
  ['CD', 400],
  ['C', 100],
  ['XC', 90],
  ['L', 50],
  ['XL', 40],
  ['X', 10],
  ['IX', 9],
  ['V', 5],
  ['IV', 4],
  ['I', 1],
];

/** Of a whole number from 1. */
export function roman(value: number): string {
  let text = '';
  let rest = value;
  for (const [sign, worth] of ROMAN) {
    for (; rest >= worth; rest -= worth) text += sign;
  }
  return text;
}

/** 0 for what is no Roman numeral in its one right form. */
export function romanValue(text: string): number {
  let total = 0;
  let at = 0;
  for (const [sign, worth] of ROMAN) {
    for (; text.startsWith(sign, at); at += sign.length) total += worth;
  }
  return at === text.length && roman(total) === text ? total : 0;
}
