/** Input for readers that is almost right, or not at all: samples with places cut out, doubled and replaced, and soup. */
import type { Random } from './random.ts';

/** Pieces that mean something to a reader. */
const PIECES = [
  ...['[', '{', ']', '}', '"', "'", '\\', ':', ': ', '- ', '? ', '&a ', '*a', '!!str ', '!x', '|\n', '>-\n', ',', '#'],
  ...['\n', '\r\n', '\t', '  ', '---\n', '...\n', '%YAML 1.1\n', '<<: ', '@', '=', '*', '!', ';', '$1', '\0', '0', '1'],
  ...['9007199254740993', '1e999', '-0', '-1', 'null', '~', '.nan', 'true', '\u202e', '\ufeff', '\u200b', '𝒳', 'ế'],
  ...['__proto__', '"__proto__":', 'constructor', 'toString', '"format"', '"statements":[', '"digest"', 'ssh-ed25519 '],
  ...[
    'cert-authority ',
    'namespaces="',
    'valid-after="',
    '[]',
    '{}',
    '""',
    'cutter.plan/2',
    'sha256',
    'Z',
    '2026-02-30T',
  ],
].map((piece) => Buffer.from(piece));
/** Not UTF-8. */
const BROKEN = [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80]].map((one) =>
  Buffer.from(one),
);

export function mutated(sample: Buffer, random: Random): Buffer {
  const kind = random.fraction();
  if (kind < 0.04) return bytes(random);
  if (kind < 0.1) return Buffer.concat(pieces(random, 100));
  if (kind < 0.1005) return flood(random);
  let text = sample;
  for (let edit = random.below(4); edit >= 0; edit -= 1) text = edited(text, random);
  return text;
}

function edited(text: Buffer, random: Random): Buffer {
  const what = random.fraction();
  if (what < 0.25) return onLines(text, random);
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(13));
  const middle = text.subarray(from, to);
  const head = text.subarray(0, from);
  const tail = text.subarray(to);
  if (what < 0.4) return Buffer.concat([head, middle, middle, tail]);
  if (what < 0.45) return head;
  if (what < 0.55 && from < to) {
    const flipped = Buffer.from(text);
    flipped[from] = (flipped[from] as number) ^ (1 << random.below(8));
    return flipped;
  }
  return Buffer.concat([head, ...pieces(random, 3), tail]);
}

/** A line removed, doubled, or put elsewhere. */
function onLines(text: Buffer, random: Random): Buffer {
  const lines = text.toString('latin1').split('\n');
  const from = random.below(lines.length);
  const what = random.below(3);
  const taken = what === 1 ? [lines[from] as string] : lines.splice(from, 1);
  if (what > 0) lines.splice(random.below(lines.length + 1), 0, ...taken);
  return Buffer.from(lines.join('\n'), 'latin1');
}

const pieces = (random: Random, most: number): Buffer[] =>
  Array.from({ length: random.below(most + 1) }, () => random.pick(random.fraction() < 0.02 ? BROKEN : PIECES));
const bytes = (random: Random): Buffer =>
  Buffer.from(Array.from({ length: random.below(200) }, () => random.below(256)));
const flood = (random: Random): Buffer => {
  const one = Buffer.concat(pieces(random, 3));
  return Buffer.concat(Array<Buffer>(random.below(8000)).fill(one));
};
