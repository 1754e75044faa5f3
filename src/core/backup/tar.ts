/** Looks through a tar file (POSIX ustar) before anything is made of it. */

const BLOCK = 512;
const REGULAR: ReadonlySet<string> = new Set(['0', '\0']);
const DIRECTORY = '5';

/**
 * What is wrong with a tar file that should hold these files; undefined = nothing. Only regular files and folders below
 * the archive's own root are let through.
 */
export function tarFault(bytes: Uint8Array, wanted: readonly string[]): string | undefined {
  const found = new Set<string>();
  let at = 0;
  for (;;) {
    if (at + BLOCK > bytes.length) return 'it ends in the middle';
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    if (octal(header, 148, 8) !== checksum(header)) return 'a header in it is damaged';
    const name = `${text(header, 345, 155) === '' ? '' : `${text(header, 345, 155)}/`}${text(header, 0, 100)}`;
    const parts = name.replace(/^\/+/, '').replace(/\/+$/, '').split('/');
    if (parts.includes('..') || parts.includes('')) return 'a file in it has no proper name';
    const type = String.fromCharCode(header[156] as number);
    if (!REGULAR.has(type) && type !== DIRECTORY) return 'it holds what is neither a file nor a folder';
    const size = octal(header, 124, 12);
    if (!(size >= 0)) return 'a file in it has no proper size';
    if (REGULAR.has(type)) found.add(parts.join('/'));
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (at > bytes.length) return 'it ends in the middle of a file';
  }
  const missing = wanted.filter((file) => !found.has(file));
  return missing.length === 0 ? undefined : `it does not hold ${missing.join(', ')}`;
}

/** Unsigned sum of the header's bytes, its own field taken as blanks. */
function checksum(header: Uint8Array): number {
  let sum = 0;
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte;
  return sum;
}

/** Up to the first NUL. */
function text(header: Uint8Array, at: number, length: number): string {
  const field = header.subarray(at, at + length);
  const end = field.indexOf(0);
  return String.fromCharCode(...(end === -1 ? field : field.subarray(0, end)));
}

const octal = (header: Uint8Array, at: number, length: number): number => {
  const digits = text(header, at, length).trim();
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
};
