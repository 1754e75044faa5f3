/** Standard base64 (RFC 4648, section 4), decoded only when it is the one canonical spelling of its bytes. */
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** The bytes, or undefined when the text is not exactly what encoding them gives (padding and spare bits included). */
export function fromBase64(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? new Uint8Array(bytes) : undefined;
}
