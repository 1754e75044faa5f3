/** The parts whose cases are lists of the tests. */
import { encodings } from '../support/encodings.ts';
import { type Listed, listed } from './listed.ts';

const LISTS: readonly Listed[] = [
  {
    name: 'success',
    what: 'ways to a false success: aborted transaction, no transaction, deferred failure, swapped backend, pooler, rules, triggers',
    target: 12,
    must: 'none reports success',
    files: ['test/faults/false-success.trial.test.ts'],
    counted: ['no success is reported'],
  },
  {
    name: 'altered',
    what: 'altered plans, each with its digests made right and validly approved again',
    target: 60,
    must: '0 open a writing connection',
    files: ['test/flows/altered-plans.server.test.ts'],
    counted: ['altered'],
  },
  {
    name: 'signatures',
    what: 'signatures that must fail: RSA, wrong namespace, wildcard, expired, revoked, trailing bytes, small-order key ...',
    target: 120,
    must: '0 accepted; whatever is accepted, ssh-keygen accepts',
    files: ['test/approval/must-fail.test.ts', 'test/approval/ssh-keygen.test.ts'],
    counted: ['approvals that must not count'],
  },
  {
    name: 'backups',
    what: 'damaged, foreign, old, empty, truncated, forged backups',
    target: 30,
    must: '0 accepted',
    files: ['test/backup/damage.trial.test.ts'],
    counted: [
      'not accepted by the command, nor by gate G7',
      'forged, and not accepted by the command',
      'not accepted by gate G7',
    ],
  },
  {
    name: 'templates',
    what: 'hostile SQL, in the place of a template and as a value: COMMIT, CTE with DELETE, dblink, set_config, COPY PROGRAM, DO ...',
    target: 60,
    must: '0 open a writing connection',
    files: ['test/flows/hostile-sql.server.test.ts'],
    counted: ['in the place of a template', 'as a value of a statement'],
  },
  {
    name: 'secrets',
    what: 'random secrets planted; every byte of output, files, argv and child environments of every command searched for them',
    target: 1,
    must: '0 hits',
    files: ['test/cli/secrets.trial.test.ts'],
    counted: ['every command, with secrets planted', 'all eight settings', 'what a developer prints'],
    detail: `${encodings(Buffer.from('a secret of some length')).size} encodings`,
  },
];

export const lists = LISTS.map(listed);
