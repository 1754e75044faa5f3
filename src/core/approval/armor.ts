/** The armor of an SSH signature, as ssh-keygen writes it: header, base64 in lines of 70, footer, a final newline. */
import { fromBase64, toBase64 } from './base64.ts';
import { type Reading, read, wrong } from './wire.ts';

const HEADER = '-----BEGIN SSH SIGNATURE-----\n';
const FOOTER = '-----END SSH SIGNATURE-----\n';
const LINE = 70;

export function armor(blob: Uint8Array): string {
  const lines = toBase64(blob).match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return HEADER + lines.map((line) => `${line}\n`).join('') + FOOTER;
}

/** Accepts only the bytes that `armor` gives: one signature has one spelling, so a file cannot be changed unseen. */
export function unarmor(bytes: Uint8Array): Reading<Uint8Array> {
  const text = Buffer.from(bytes).toString('latin1');
  const headless = 'it does not start with the line -----BEGIN SSH SIGNATURE-----';
  // Bytes that are no armor at all may hold a carriage return, too: of line endings is spoken only behind the header.
  if (!text.startsWith(HEADER.trimEnd())) return wrong(headless);
  if (text.includes('\r')) return wrong('it has CR LF line endings; ssh-keygen writes LF');
  if (!text.startsWith(HEADER)) return wrong(headless);
  if (!text.endsWith(FOOTER)) return wrong('it does not end with the line -----END SSH SIGNATURE-----');
  const blob = fromBase64(text.slice(HEADER.length, -FOOTER.length).replaceAll('\n', ''));
  if (blob === undefined || blob.length === 0) return wrong('what stands between header and footer is not base64');
  if (armor(blob) !== text) return wrong(`its base64 is not broken into lines of ${LINE} characters`);
  return read(blob);
}
