/** The options of an allowed_signers line: `namespaces="..."`, `valid-after="..."`, `valid-before="..."`. */
import { quoted } from '../quote.ts';
import { type Instant, instantOf } from './instant.ts';
import { APPROVAL_NAMESPACE } from './sshsig.ts';

export interface SignerOptions {
  readonly validAfter?: Instant;
  readonly validBefore?: Instant;
}

export interface OptionsRead {
  readonly options: SignerOptions;
  /** One sentence each. */
  readonly wrong: readonly string[];
}

const OPTION = /^([a-z-]+)(?:="([^"\\]*)")?(?:,|$)/;
/** YYYYMMDD[HHMM[SS]], in UTC by the Z. */
const TIME = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?(Z?)$/;
/** ssh-keygen reads an instant of 0 as "not set". */
const EARLIEST_YEAR = 2000;

/** Reads the field between principal and key; undefined means that there was none. */
export function readSignerOptions(text: string | undefined): OptionsRead {
  const { pairs, wrong } = split(text ?? '');
  const problems = [...wrong];
  for (const name of pairs.keys()) {
    if (name === 'cert-authority') problems.push('cert-authority is not allowed: approvers are named key by key');
    else if (!['namespaces', 'valid-after', 'valid-before'].includes(name))
      problems.push(`the option ${name} is not known`);
  }
  if (wrong.length === 0) problems.push(...namespaceProblems(pairs.get('namespaces')));
  const validAfter = instant('valid-after', pairs, problems);
  const validBefore = instant('valid-before', pairs, problems);
  if (validAfter !== undefined && validBefore !== undefined && validBefore <= validAfter) {
    problems.push('valid-before is not after valid-after, so the key is never valid');
  }
  return {
    options: {
      ...(validAfter === undefined ? {} : { validAfter }),
      ...(validBefore === undefined ? {} : { validBefore }),
    },
    wrong: problems,
  };
}

function split(text: string): { pairs: Map<string, string | undefined>; wrong: string[] } {
  const pairs = new Map<string, string | undefined>();
  const wrong: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = OPTION.exec(rest);
    if (match === null || (match[0].endsWith(',') && match[0] === rest)) {
      wrong.push(`the options do not read as name="value",name="value" at ${quoted(rest)}`);
      break;
    }
    const name = match[1] as string;
    if (pairs.has(name)) wrong.push(`the option ${name} stands twice`);
    pairs.set(name, match[2]);
    rest = rest.slice(match[0].length);
  }
  return { pairs, wrong };
}

function namespaceProblems(value: string | undefined): string[] {
  if (value === undefined) {
    return [`the key may sign for every namespace; write namespaces="${APPROVAL_NAMESPACE}" before the key type`];
  }
  const names = value.split(',');
  if (!names.every((name) => /^[A-Za-z0-9@._-]+$/.test(name))) {
    return [`namespaces=${quoted(value)} is not a list of plain names: patterns and negations are not allowed`];
  }
  return names.includes(APPROVAL_NAMESPACE) ? [] : [`namespaces=${quoted(value)} does not have ${APPROVAL_NAMESPACE}`];
}

function instant(
  name: string,
  pairs: ReadonlyMap<string, string | undefined>,
  problems: string[],
): Instant | undefined {
  if (!pairs.has(name)) return undefined;
  const match = TIME.exec(pairs.get(name) ?? '');
  const found = match === null ? undefined : instantOf(match.slice(1, 7).map((field) => Number(field ?? 0)));
  if (match === null || found === undefined || Number(match[1]) < EARLIEST_YEAR) {
    problems.push(`${name} is not a time as YYYYMMDD, YYYYMMDDHHMM or YYYYMMDDHHMMSS with a Z`);
    return undefined;
  }
  if (match[7] !== 'Z') {
    problems.push(`${name} has no Z at its end, so every machine would read it in its own time zone`);
    return undefined;
  }
  return found;
}
