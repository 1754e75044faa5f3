/** The SQL that is printed for an owner says what it does and can hold nothing else. */
import { describe, expect, test } from 'vitest';
import { actSql, arm, disarm, kill, lift, pinTrust } from '../../src/core/owner/acts.ts';
import { secondsOf } from '../../src/core/owner/duration.ts';

const SHA = 'ab'.repeat(32);
const PLAN = {
  sha256: SHA,
  cut: 'constitution',
  prefix: 'ICX-CONST',
  database: 'law',
  systemIdentifier: '74',
  units: 60,
  statements: 180,
};

describe('how long a plan is armed', () => {
  test.each([
    ['90s', 90],
    ['15m', 900],
    ['24h', 86_400],
  ])('%s is %i seconds', (text, seconds) => expect(secondsOf(text)).toEqual({ ok: true, value: seconds }));

  test.each(['', '15', '0m', '15 m', '-15m', '1.5h', '25h', '1441m', '1d', '15M', "1s'; DROP TABLE x; --"])(
    '%j is refused',
    (text) => {
      const checked = secondsOf(text);
      expect(checked.ok ? [] : checked.problems.map(({ code }) => code)).toEqual(['input.usage']);
    },
  );
});

describe('an act of the owner', () => {
  test('says in words what is armed, where, and for how long', () => {
    const words = arm(PLAN, 900).says.join('\n');
    for (const part of [SHA, '15 min', '180 statements', 'ICX-CONST/', 'constitution', 'law', '74', 'one run'])
      expect(words).toContain(part);
  });

  test('is one transaction, its words comments', () => {
    for (const act of [
      arm(PLAN, 900),
      disarm(PLAN),
      kill('x'),
      lift(),
      pinTrust({ policy_sha256: SHA, signers_sha256: SHA }),
    ]) {
      const lines = actSql(act);
      const sql = lines.filter((line) => !line.startsWith('-- '));
      expect([sql[0], sql.at(-1)]).toEqual(['BEGIN;', 'COMMIT;']);
      expect(lines.filter((line) => line.startsWith('-- '))).toHaveLength(act.says.length);
    }
  });

  test('quotes a reason, and takes nothing for a digest that is none', () => {
    expect(kill("it's wrong").statements[0]).toContain("reason = 'it''s wrong'");
    expect(() => arm({ ...PLAN, sha256: "x' OR true" }, 900)).toThrow();
    expect(() => pinTrust({ policy_sha256: SHA, signers_sha256: "'" })).toThrow();
  });
});
