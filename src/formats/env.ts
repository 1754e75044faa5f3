/**
 * The connection settings of a server, from an env file or from the environment. No value ever stands in a message.
 *
 * The file has one `KEY=VALUE` a line; blank lines and lines that begin with `#` are skipped. A value is everything
 * after the first `=`, byte for byte: nothing is unquoted, trimmed or expanded, for tools disagree on how.
 */
import { CONNECTION_KEYS, type Connection, type ConnectionKey, QUEUE_KEYS, SSL_MODES } from '../core/connection.ts';
import { nearest } from '../core/nearest.ts';
import { bad, type Checked, good, type Place, type Problem } from '../core/problem.ts';
import { quoted } from '../core/quote.ts';
import { Secret } from '../core/secret.ts';
import { ProblemList } from './cap.ts';
import { textOf } from './text.ts';

/** A value and where it was given. */
interface Given {
  readonly value: string;
  readonly place: Place;
}
type Settings = ReadonlyMap<string, Given>;

const PREFIX = 'DOT_CUTTER_';

/** Codes: `input.*`, `syntax.duplicate_key`, `shape.*`, `config.connection`. Any key but the eight and those of the queue is refused. */
export function connectionFromFile(bytes: Uint8Array, file: string): Checked<Connection> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const list = new ProblemList(file);
  const settings = new Map<string, Given>();
  for (const [index, line] of text.value.split('\n').entries()) {
    if (line === '' || line.startsWith('#')) continue;
    const place = { file, line: index + 1, column: 1 };
    const equals = line.indexOf('=');
    const key = line.slice(0, equals);
    const problem = equals < 1 ? notKeyValue(place) : keyProblem(key, place);
    if (problem !== undefined) list.add(() => problem);
    else if (settings.has(key)) list.add(() => twice(key, place));
    else settings.set(key, { value: line.slice(equals + 1), place: { ...place, column: equals + 2 } });
  }
  return connectionOf(settings, { file }, list);
}

/** Codes as above. Variables that do not begin with DOT_CUTTER_ are not looked at. */
export function connectionFromEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Checked<Connection> {
  const list = new ProblemList(ENVIRONMENT);
  const settings = new Map<string, Given>();
  for (const [key, value] of Object.entries(environment)) {
    if (!key.startsWith(PREFIX) || value === undefined) continue;
    const place = { file: ENVIRONMENT };
    const problem = keyProblem(key, place);
    if (problem !== undefined) list.add(() => problem);
    else settings.set(key, { value, place });
  }
  return connectionOf(settings, { file: ENVIRONMENT }, list);
}

/** Stands for a file name in places. */
const ENVIRONMENT = 'environment';

const KNOWN: readonly string[] = [...CONNECTION_KEYS, ...QUEUE_KEYS];
const isKey = (key: string): key is ConnectionKey => KNOWN.includes(key);

function keyProblem(key: string, place: Place): Problem | undefined {
  if (isKey(key)) return undefined;
  const near = nearest(key, KNOWN);
  return {
    code: 'shape.unknown_field',
    // What does not look like one of the keys may be a piece of a secret, and is not shown.
    message:
      near === undefined && !key.startsWith(PREFIX) ? 'A key is not known.' : `The key ${quoted(key)} is not known.`,
    place,
    hint: near === undefined ? `Remove it; known are ${KNOWN.join(', ')}.` : `Did you mean ${near}?`,
  };
}

const notKeyValue = (place: Place): Problem => ({
  code: 'config.connection',
  message: 'This line is not KEY=VALUE.',
  place,
  hint: 'Write the key, "=" and the value; begin a comment with "#" in the first column.',
});

const twice = (key: string, place: Place): Problem => ({
  code: 'syntax.duplicate_key',
  message: `The key ${key} is given twice.`,
  place,
  hint: 'Remove one of the two lines.',
});

function connectionOf(settings: Settings, where: Place, list: ProblemList): Checked<Connection> {
  const asked = QUEUE_KEYS.some((key) => settings.has(key)) ? [...CONNECTION_KEYS, ...QUEUE_KEYS] : CONNECTION_KEYS;
  for (const key of asked) {
    const given = settings.get(key);
    const problem = given === undefined ? missing(key, where) : valueProblem(key, given);
    if (problem !== undefined) list.add(() => problem);
  }
  const value = (key: ConnectionKey): string => settings.get(key)?.value ?? '';
  const exec = value('DOT_CUTTER_EXEC_DB_USER');
  if (exec !== '' && exec === value('DOT_CUTTER_VERIFY_DB_USER')) {
    list.add(() => ({
      code: 'config.connection',
      message: 'DOT_CUTTER_EXEC_DB_USER and DOT_CUTTER_VERIFY_DB_USER name the same role.',
      place: settings.get('DOT_CUTTER_VERIFY_DB_USER')?.place ?? where,
      hint: 'Give each lane a role of its own.',
    }));
  }
  const queue = value('DOT_CUTTER_QUEUE_DB_USER');
  if (queue !== '' && [exec, value('DOT_CUTTER_VERIFY_DB_USER')].includes(queue)) {
    list.add(() => ({
      code: 'config.connection',
      message: 'DOT_CUTTER_QUEUE_DB_USER names the role of a lane.',
      place: settings.get('DOT_CUTTER_QUEUE_DB_USER')?.place ?? where,
      hint: 'Give the queue a role of its own.',
    }));
  }
  if (!list.empty) return bad(...list.problems());
  return good({
    host: value('DOT_CUTTER_DB_HOST'),
    port: Number(value('DOT_CUTTER_DB_PORT')),
    database: value('DOT_CUTTER_DB_NAME'),
    sslmode: value('DOT_CUTTER_DB_SSLMODE') as Connection['sslmode'],
    users: {
      exec: { user: exec, password: new Secret(value('DOT_CUTTER_EXEC_DB_PASSWORD')) },
      verify: {
        user: value('DOT_CUTTER_VERIFY_DB_USER'),
        password: new Secret(value('DOT_CUTTER_VERIFY_DB_PASSWORD')),
      },
      ...(queue === '' ? {} : { queue: { user: queue, password: new Secret(value('DOT_CUTTER_QUEUE_DB_PASSWORD')) } }),
    },
  });
}

const missing = (key: ConnectionKey, where: Place): Problem => ({
  code: 'shape.missing_field',
  message: `The key ${key} is missing.`,
  place: where,
  hint: `Add ${key}.`,
});

function valueProblem(key: ConnectionKey, { value, place }: Given): Problem | undefined {
  const refuse = (message: string, hint: string): Problem => ({ code: 'config.connection', message, place, hint });
  if (value.endsWith('\r')) {
    const hint = 'Save the file with LF line endings: the CR would become part of the value.';
    return { code: 'input.line_endings', message: `The value of ${key} ends with a carriage return.`, place, hint };
  }
  if (value === '') return refuse(`The value of ${key} is empty.`, 'Give it a value.');
  if (value.trim() !== value) return refuse(`The value of ${key} begins or ends with a blank.`, 'Remove the blank.');
  if (/^(["']).*\1$/.test(value)) {
    return refuse(`The value of ${key} stands in quotes.`, 'Remove the quotes: a value is taken as it stands.');
  }
  if (/\p{Cc}/u.test(value)) return refuse(`The value of ${key} holds a control character.`, 'Remove it.');
  if (key === 'DOT_CUTTER_DB_PORT' && !(/^[1-9][0-9]{0,4}$/.test(value) && Number(value) < 65536)) {
    return refuse(`The value of ${key} is not a port.`, 'Give a whole number from 1 to 65535.');
  }
  if (key === 'DOT_CUTTER_DB_SSLMODE' && !(SSL_MODES as readonly string[]).includes(value)) {
    const hint = `Use one of ${SSL_MODES.join(', ')}; allow and prefer would fall back to plain text.`;
    return refuse(`The value of ${key} is not an SSL mode that cutter offers.`, hint);
  }
  return undefined;
}
