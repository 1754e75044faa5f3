import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import { connectionFromEnvironment } from '../../src/formats/env.ts';

const TEXT = 'cänary"\\4711';
const secret = new Secret(TEXT);

test('a secret is revealed to who asks for it', () => expect(secret.reveal()).toBe(TEXT));

test.each([
  ['util.inspect', () => inspect({ deep: [{ secret }] }, { depth: 9, showHidden: true, getters: true })],
  ['console.log', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['JSON', () => JSON.stringify({ secret })],
  ['a template', () => `${secret}${String(secret)}`],
  ['its properties', () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).map(String)])],
  ['a copy', () => inspect(structuredClone({ ...secret }))],
  ['an error about it', () => inspect(Object.assign(new Error('x', { cause: { secret } }), { secret }), { depth: 9 })],
])('%s shows nothing of it', (_, show) => {
  expect(show()).not.toMatch(/4711|nary/);
});

test('the settings of a connection show no password', () => {
  const given = connectionFromEnvironment({
    DOT_CUTTER_DB_HOST: 'db.example.org',
    DOT_CUTTER_DB_PORT: '5432',
    DOT_CUTTER_DB_NAME: 'law',
    DOT_CUTTER_DB_SSLMODE: 'verify-full',
    DOT_CUTTER_EXEC_DB_USER: 'cutter_exec',
    DOT_CUTTER_EXEC_DB_PASSWORD: TEXT,
    DOT_CUTTER_VERIFY_DB_USER: 'cutter_verify',
    DOT_CUTTER_VERIFY_DB_PASSWORD: TEXT,
  });
  if (!given.ok) throw new Error('refused');
  expect(given.value.users.exec.password.reveal()).toBe(TEXT);
  expect(inspect(given, { depth: 9, showHidden: true }) + JSON.stringify(given)).not.toMatch(/4711|nary/);
});
