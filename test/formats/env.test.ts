import { describe, expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { connectionFromEnvironment, connectionFromFile } from '../../src/formats/env.ts';
import { bytes, codes, refused } from './support.ts';

const VALUES = {
  DOT_CUTTER_DB_HOST: 'db.example.org',
  DOT_CUTTER_DB_PORT: '5432',
  DOT_CUTTER_DB_NAME: 'cutter',
  DOT_CUTTER_DB_SSLMODE: 'verify-full',
  DOT_CUTTER_EXEC_DB_USER: 'cutter_exec',
  DOT_CUTTER_EXEC_DB_PASSWORD: 'p=a"ss#1 x',
  DOT_CUTTER_VERIFY_DB_USER: 'cutter_verify',
  DOT_CUTTER_VERIFY_DB_PASSWORD: "it's $HOME",
};
const lines = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
const file = (text: string) => connectionFromFile(bytes(text), 'production.env');
const problems = (text: string) => refused(file(text), 'production.env');
const CONNECTION = {
  host: 'db.example.org',
  port: 5432,
  database: 'cutter',
  sslmode: 'verify-full',
  users: {
    exec: { user: 'cutter_exec', password: expect.any(Secret) },
    verify: { user: 'cutter_verify', password: expect.any(Secret) },
  },
};

describe('the eight keys', () => {
  test('in a file, values byte for byte', () => {
    const checked = file(`# production\n\n${lines(VALUES)}`);
    expect(checked).toEqual({ ok: true, value: CONNECTION });
    if (!checked.ok) return;
    const { exec, verify } = checked.value.users;
    expect([exec.password.reveal(), verify.password.reveal()]).toEqual(['p=a"ss#1 x', "it's $HOME"]);
  });

  test('in the environment, other variables ignored', () => {
    expect(connectionFromEnvironment({ ...VALUES, PGHOST: 'x', HOME: '/', EMPTY: undefined })).toEqual({
      ok: true,
      value: CONNECTION,
    });
  });

  test('all that are missing are named', () => {
    const found = refused(connectionFromEnvironment({}), 'environment');
    expect(found.map(({ hint }) => hint)).toEqual(Object.keys(VALUES).map((key) => `Add ${key}.`));
  });

  test('an unknown key is refused with what was probably meant', () => {
    const found = problems(`${lines(VALUES)}DOT_CUTTER_DB_HOTS=x\nPGPASSWORD=y\n`);
    expect(codes(found)).toEqual([
      ['shape.unknown_field', 9, 1],
      ['shape.unknown_field', 10, 1],
    ]);
    expect(found[0]?.hint).toBe('Did you mean DOT_CUTTER_DB_HOST?');
    const { DOT_CUTTER_DB_PORT: _, ...rest } = VALUES;
    const slip = refused(connectionFromEnvironment({ ...rest, DOT_CUTTER_DB_PROT: '1' }), 'environment');
    expect(slip.map(({ hint }) => hint)).toEqual(['Did you mean DOT_CUTTER_DB_PORT?', 'Add DOT_CUTTER_DB_PORT.']);
  });

  test('a key given twice is refused', () => {
    expect(codes(problems(`${lines(VALUES)}DOT_CUTTER_DB_PORT=1\n`))).toEqual([['syntax.duplicate_key', 9, 1]]);
  });

  test('the two lanes never share a role', () => {
    const found = problems(lines({ ...VALUES, DOT_CUTTER_VERIFY_DB_USER: 'cutter_exec' }));
    expect(codes(found)).toEqual([['config.connection', 7, 27]]);
  });

  test('lines that git or an editor ended with CRLF would change every password', () => {
    const found = problems(lines(VALUES).replaceAll('\n', '\r\n'));
    expect(found).toHaveLength(8);
    expect(found.every(({ code }) => code === 'input.line_endings')).toBe(true);
  });

  test.each([
    ['DOT_CUTTER_DB_PORT', '65536'],
    ['DOT_CUTTER_DB_PORT', '0x10'],
    ['DOT_CUTTER_DB_SSLMODE', 'prefer'],
    ['DOT_CUTTER_DB_HOST', ''],
    ['DOT_CUTTER_DB_HOST', ' secret-value'],
    ['DOT_CUTTER_EXEC_DB_PASSWORD', '"secret-value"'],
    ['DOT_CUTTER_EXEC_DB_PASSWORD', 'secret-value\u0007'],
  ])('%s=%s is refused', (key, value) => {
    const found = problems(lines({ ...VALUES, [key]: value }));
    expect(found.map(({ code }) => code)).toEqual(['config.connection']);
    expect(found[0]?.message).toContain(key);
  });

  test('no value, and no stray piece of one, ever stands in a problem', () => {
    const secret = 'Tr0ub4dor-and-3';
    const wrong = `${secret}\n${secret}=${secret}\nexport DOT_CUTTER_DB_HOST=${secret}\n =${secret}\n${lines(
      Object.fromEntries(Object.keys(VALUES).map((key) => [key, ` ${secret}`])),
    )}`;
    expect(JSON.stringify(problems(wrong))).not.toContain(secret);
    const environment = Object.fromEntries(Object.keys(VALUES).map((key) => [key, `"${secret}"`]));
    expect(JSON.stringify(refused(connectionFromEnvironment(environment), 'environment'))).not.toContain(secret);
  });
});
