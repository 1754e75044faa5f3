/**
 * Principals: who somebody is, written like an email address. Plain ASCII without any sign that OpenSSH reads as a
 * pattern, a list or an option, so that a name means one person to every reader and has no look-alike.
 */
const PRINCIPAL = /^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,188}[A-Za-z0-9])?$/;

export const isPrincipal = (text: string): boolean => PRINCIPAL.test(text);

/** Two spellings of a principal that differ in case alone are one person. */
export const samePerson = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
