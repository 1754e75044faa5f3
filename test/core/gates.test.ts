/** Every gate with facts that pass, and every way in which it refuses. */
import { describe, expect, it } from 'vitest';
import { driftOf } from '../../src/core/gates/drift.ts';
import type { BackupFacts, BeforeCommitFacts, OfflineFacts, SessionFacts } from '../../src/core/gates/facts.ts';
import type { Gate } from '../../src/core/gates/gate.ts';
import { askBeforeCommit, askOffline, askOnline, GATES } from '../../src/core/gates/index.ts';
import type { PlanHeader, PlanPins } from '../../src/core/plan/plan.ts';
import type { Problem } from '../../src/core/problem.ts';

const PINS: PlanPins = {
  cut_sha256: '1',
  manifest_sha256: '2',
  manifest_bytes: 3,
  manifest_digest: '4',
  region_sha256: '5',
  snapshot_sha256: '6',
  candidate_count: 7,
  document_version: '8',
  writer_digest: '9',
  policy_sha256: 'p',
  signers_sha256: 's',
};

const PLAN: PlanHeader = {
  format: 'cutter.plan/1',
  kind: 'cut.direct',
  lane: 'DOT-991',
  approval: 'SG_1',
  author: 'author@example.org',
  cut: { name: 'test', prefix: 'TEST', scope: 'enacted_only', profile: 'constitution/1' },
  target: { database: 'law', system_identifier: '74', principal: 'cutter_exec' },
  pins: PINS,
  exclusions: [],
  changes: { create: 2, same: 0, changed: 0, gone: 0 },
  expect: {
    statements: 6,
    inserted: { 'public.information_unit': 2, 'public.unit_version': 2 },
    updated: { 'public.information_unit': 2 },
  },
  catalogue: { 'table public.information_unit': 'aa', 'trigger t on public.information_unit': 'bb' },
  shared: {},
  templates: {},
};

const SESSION: SessionFacts = {
  current_user: 'cutter_exec',
  session_user: 'cutter_exec',
  database: 'law',
  system_identifier: '74',
  timeline: '1',
  server_encoding: 'UTF8',
  replication_role: 'origin',
  isolation: 'read committed',
  read_only: 'off',
  in_recovery: 'false',
  conforming_strings: 'on',
  clock: '2026-03-01T12:00:00.000Z',
  superuser: 'false',
  createrole: 'false',
  createdb: 'false',
  bypassrls: 'false',
  replication: 'false',
  member_of: null,
  owns_tables: null,
  owns_functions: null,
  owns_databases: '0',
};

const ROWS = { count: 2, digest: 'd' };

/** None is asked for: that gate does not apply. */
const NO_BACKUP: BackupFacts = {
  asked: false,
  required: false,
  restoreTest: false,
  maxAgeMinutes: 60,
  found: undefined,
  hostClock: '2026-03-01T12:00:01.000Z',
};

const OFFLINE: OfflineFacts = {
  plan: PLAN,
  planSha256: 'h',
  environment: ['PATH', 'HOME', 'DOT_CUTTER_DB_HOST'],
  approval: [],
  trust: { policy_sha256: 'p', signers_sha256: 's' },
  require: {},
  transport: 'disable',
  build: 'b',
  approvedWith: [{ file: 'a.json', approver: 'one@example.org', build: 'b' }],
  folder: { cut_sha256: '1', snapshot_sha256: '6' },
  parent: [],
  rebuilt: { header: PLAN },
  planned: ROWS,
  request: undefined,
  backup: NO_BACKUP,
};

const OWNER = { killed: 'false', kill_reason: null, policy_sha256: null, signers_sha256: null };
const TAKEN = { status: 'taken', detail: '' } as const;
const ARMED = { require: { arming: true }, arming: TAKEN } as const;

const ONLINE: BeforeCommitFacts = {
  plan: PLAN,
  planFile: 'plans/law/plan.json',
  require: {},
  owner: OWNER,
  arming: { status: 'not_asked', detail: '' },
  session: SESSION,
  catalogue: PLAN.catalogue,
  live: { count: 0, digest: '' },
  premises: {},
  planned: ROWS,
  approvalExpires: '2026-03-02T12:00:00Z',
  hostClock: '2026-03-01T12:00:01.000Z',
  backup: NO_BACKUP,
  written: {},
};

const LAST: BeforeCommitFacts = {
  ...ONLINE,
  live: ROWS,
  written: {
    'public.information_unit': { inserted: 2, updated: 2, deleted: 0 },
    'public.unit_version': { inserted: 2, updated: 0, deleted: 0 },
    'public.birth_registry': { inserted: 2, updated: 0, deleted: 0 },
  },
};

const problem = (code: Problem['code']): Problem => ({ code, message: 'm', hint: 'h' });

type Id = Gate['id'];
type Case<F> = readonly [name: string, gate: Id, codes: readonly string[], change: (facts: F) => F, words?: string];

const refusing = (verdicts: ReturnType<typeof askOffline>) =>
  verdicts.filter(({ problems }) => problems.length > 0).map(({ gate, problems }) => ({ gate, problems }));

/** What each refusal says, to the last word; compared with gates.txt at the end. */
const SAID: (readonly [name: string, problems: () => readonly Problem[]])[] = [];
const textOf = ({ code, message, hint, place, detail = [] }: Problem): string =>
  [`${code}: ${message}`, ...detail.map((line) => `| ${line}`), `next: ${hint}`, `at: ${JSON.stringify(place ?? null)}`]
    .map((line) => `    ${line}\n`)
    .join('');

function holds<F>(ask: (facts: F) => ReturnType<typeof askOffline>, good: F, cases: readonly Case<F>[]): void {
  it('facts as they should be pass every gate', () => expect(refusing(ask(good))).toEqual([]));
  for (const [name, gate, codes, change, words] of cases) {
    SAID.push([`${gate}: ${name}`, () => refusing(ask(change(good))).flatMap(({ problems }) => problems)]);
    it(`${name}: ${gate} refuses`, () => {
      const refused = refusing(ask(change(good)));
      expect(refused.map((one) => one.gate)).toEqual([gate]);
      expect(refused[0]?.problems.map(({ code }) => code)).toEqual(codes);
      const said = refused[0]?.problems.map(({ message }) => message).join('\n');
      if (words !== undefined) expect(said).toContain(words);
      for (const one of refused[0]?.problems ?? []) expect(one.hint).not.toBe('');
    });
  }
}

const pin =
  (name: keyof PlanPins, value: string | number): ((facts: OfflineFacts) => OfflineFacts) =>
  (facts) => ({
    ...facts,
    rebuilt: { header: { ...PLAN, pins: { ...PINS, [name]: value } } },
  });

describe('offline', () => {
  const PINNED = [
    'manifest_sha256',
    'manifest_bytes',
    'manifest_digest',
    'region_sha256',
    'candidate_count',
    'document_version',
  ] as const;
  holds<OfflineFacts>(askOffline, OFFLINE, [
    ...['PG_DSN', 'DATABASE_URL', 'DIRECTUS_URL', 'PGHOST', 'PGUSER', 'PGPASSWORD', 'NODE_OPTIONS'].map(
      (name): Case<OfflineFacts> => [
        `${name} is set`,
        'environment',
        ['gate.environment'],
        (facts) => ({ ...facts, environment: [...facts.environment, name] }),
        name,
      ],
    ),
    [
      'two variables are set',
      'environment',
      ['gate.environment', 'gate.environment'],
      (facts) => ({ ...facts, environment: ['PGUSER', 'PGHOST'] }),
    ],
    [
      'an approval is missing',
      'G1',
      ['gate.approval_required'],
      (facts) => ({ ...facts, approval: [problem('gate.approval_required')] }),
    ],
    [
      'another policy',
      'G1',
      ['gate.approval'],
      (facts) => ({ ...facts, trust: { ...facts.trust, policy_sha256: 'q' } }),
      'policy',
    ],
    [
      'other signers',
      'G1',
      ['gate.approval'],
      (facts) => ({ ...facts, trust: { ...facts.trust, signers_sha256: 'q' } }),
      'signers',
    ],
    ['no signers here', 'G1', ['gate.approval'], (facts) => ({ ...facts, trust: { policy_sha256: 'p' } }), 'signers'],
    [
      'the plan pins no trust',
      'G1',
      ['gate.approval', 'gate.approval'],
      (facts) => {
        const { policy_sha256: _p, signers_sha256: _s, ...pins } = PINS;
        const plan = { ...PLAN, pins };
        return { ...facts, plan, rebuilt: { header: plan } };
      },
      'made without cutter.yaml',
    ],
    [
      'another cut.yaml',
      'G2',
      ['gate.pins'],
      (facts) => ({ ...facts, folder: { cut_sha256: 'x', snapshot_sha256: '6' } }),
      'cut_sha256',
    ],
    [
      'another snapshot',
      'G2',
      ['gate.pins'],
      (facts) => ({ ...facts, folder: { cut_sha256: '1', snapshot_sha256: 'x' } }),
      'snapshot_sha256',
    ],
    ...PINNED.map((name): Case<OfflineFacts> => [`another ${name}`, 'G2', ['gate.pins'], pin(name, 'x'), name]),
    [
      'it cannot be rebuilt',
      'G3',
      ['plan.folder'],
      (facts) => ({ ...facts, rebuilt: { problems: [problem('plan.folder')] } }),
    ],
    ['other statements follow from the folder', 'G3', ['gate.writer'], pin('writer_digest', 'x')],
    [
      'another target follows from the folder',
      'G3',
      ['gate.writer'],
      (facts) => ({ ...facts, rebuilt: { header: { ...PLAN, target: { ...PLAN.target, database: 'other' } } } }),
      'target',
    ],
    [
      'the catalogue in the header is not that of the snapshot',
      'G3',
      ['gate.writer'],
      (facts) => ({ ...facts, rebuilt: { header: { ...PLAN, catalogue: {} } } }),
      'catalogue',
    ],
  ]);
});

const session =
  (column: string, value: string | null) =>
  (facts: BeforeCommitFacts): BeforeCommitFacts => ({
    ...facts,
    session: { ...facts.session, [column]: value },
  });

describe('online', () => {
  const PRINCIPAL: readonly (readonly [string, string | null, number?])[] = [
    ['current_user', 'someone', 2],
    ['current_user', 'postgres', 3],
    ['current_user', 'directus', 3],
    ['current_user', 'workflow_admin', 3],
    ['session_user', 'postgres'],
    ['superuser', 'true'],
    ['createrole', 'true'],
    ['createdb', 'true'],
    ['bypassrls', 'true'],
    ['replication', 'true'],
    ['superuser', null],
    ['member_of', 'directus'],
    ['owns_tables', 'public.t'],
    ['owns_functions', 'public.f()'],
    ['owns_databases', '1'],
    ['replication_role', 'replica'],
    ['isolation', 'serializable'],
    ['read_only', 'on'],
    ['in_recovery', 'true'],
    ['conforming_strings', 'off'],
    ['server_encoding', 'LATIN1'],
    ['server_encoding', null],
  ];
  holds<BeforeCommitFacts>(askOnline, ONLINE, [
    ...PRINCIPAL.map(
      ([column, value, times = 1]): Case<BeforeCommitFacts> => [
        `${column} is ${value}`,
        'G4',
        Array.from({ length: times }, () => 'gate.principal'),
        session(column, value),
      ],
    ),
    ['another database', 'G4', ['gate.identity'], session('database', 'other'), 'other'],
    ['another server', 'G4', ['gate.identity'], session('system_identifier', '75'), '75'],
    ['a server that does not say who it is', 'G4', ['gate.identity'], session('system_identifier', null)],
    ['the database has another time', 'G1', ['gate.clock'], session('clock', '2026-03-01T12:00:07.000Z')],
    [
      'the host has another time',
      'G1',
      ['gate.clock'],
      (facts) => ({ ...facts, hostClock: '2026-03-01T12:00:06.000Z' }),
    ],
    [
      'the approval ends this second',
      'G1',
      ['gate.approval'],
      (facts) => ({ ...facts, approvalExpires: '2026-03-01T12:00:00Z' }),
    ],
    [
      'an object changed',
      'G5',
      ['gate.drift'],
      (facts) => ({ ...facts, catalogue: { ...facts.catalogue, 'table public.information_unit': 'x' } }),
      'changed: table public.information_unit',
    ],
    [
      'an object appeared',
      'G5',
      ['gate.drift'],
      (facts) => ({ ...facts, catalogue: { ...facts.catalogue, 'rule r': 'x' } }),
      'gained: rule r',
    ],
    [
      'an object went',
      'G5',
      ['gate.drift'],
      (facts) => ({ ...facts, catalogue: { 'table public.information_unit': 'aa' } }),
      'lost: trigger t',
    ],
    [
      'the database answers otherwise',
      'G2',
      ['gate.premises', 'gate.premises'],
      (facts) => ({
        ...facts,
        plan: { ...PLAN, premises: { same: ROWS, entry: ROWS, gone: ROWS } },
        premises: { same: ROWS, entry: { count: 3, digest: 'e' } },
      }),
      'entry',
    ],
    [
      'an object changed, whose definitions are known',
      'G5',
      ['gate.drift'],
      (facts) => ({
        ...facts,
        catalogue: { ...facts.catalogue, 'table public.information_unit': 'x' },
        definitions: {
          pinned: { 'table public.information_unit': 'owner: a' },
          live: { 'table public.information_unit': 'owner: b' },
        },
      }),
    ],
    [
      'two objects appeared',
      'G5',
      ['gate.drift', 'gate.drift'],
      (facts) => ({ ...facts, catalogue: { z: '1', ...facts.catalogue, a: '1' } }),
    ],
    [
      'other rows stand than those it was made for',
      'G6',
      ['gate.cut_once'],
      (facts) => ({ ...facts, plan: { ...PLAN, before: ROWS }, live: { count: 2, digest: 'x' } }),
    ],
    [
      'nothing stands where rows should',
      'G6',
      ['gate.cut_once'],
      (facts) => ({ ...facts, plan: { ...PLAN, before: ROWS }, live: { count: 0, digest: '' } }),
    ],
    ['units are there', 'G6', ['gate.cut_once'], (facts) => ({ ...facts, live: { count: 1, digest: 'x' } })],
  ]);

  it('rows that it was made for are no obstacle, nor clocks five seconds apart, nor an approval without an end', () => {
    expect(refusing(askOnline({ ...ONLINE, plan: { ...PLAN, before: ROWS }, live: ROWS }))).toEqual([]);
    expect(refusing(askOnline({ ...ONLINE, hostClock: '2026-03-01T12:00:05.000Z' }))).toEqual([]);
    expect(refusing(askOnline({ ...ONLINE, approvalExpires: undefined }))).toEqual([]);
    expect(refusing(askOnline({ ...ONLINE, plan: { ...PLAN, premises: { a: ROWS } }, premises: { a: ROWS } }))).toEqual(
      [],
    );
  });

  it('a clock that cannot be read is refused', () => {
    expect(refusing(askOnline(session('clock', null)(ONLINE))).map(({ gate }) => gate)).toEqual(['G1']);
  });
});

describe('the owner', () => {
  const roots = (policy: string | null, signers: string | null) => ({
    ...OWNER,
    policy_sha256: policy,
    signers_sha256: signers,
  });
  const rooted = { require: { roots_of_trust: true }, owner: roots('p', 's') } as const;

  for (const [when, ask, good] of [
    ['online', askOnline, ONLINE],
    ['before COMMIT', askBeforeCommit, LAST],
  ] as const) {
    describe(when, () => {
      holds<BeforeCommitFacts>(ask as typeof askOnline, { ...good, ...ARMED }, [
        [
          'killed',
          'kill switch',
          ['gate.killed'],
          (f) => ({ ...f, owner: { ...OWNER, killed: 'true', kill_reason: 'a wrong text' } }),
          'a wrong text',
        ],
        [
          'no kill row',
          'kill switch',
          ['gate.killed'],
          (f) => ({ ...f, owner: { ...OWNER, killed: null } }),
          'missing',
        ],
        ['no answer', 'kill switch', ['gate.killed'], (f) => ({ ...f, owner: {} })],
        [
          'killed, where nothing is asked for',
          'kill switch',
          ['gate.killed'],
          (f) => ({ ...f, require: {}, owner: { ...OWNER, killed: 'true' } }),
        ],
      ]);
      holds<BeforeCommitFacts>(ask as typeof askOnline, { ...good, ...rooted }, [
        ['roots not set', 'trust', ['gate.trust', 'gate.trust'], (f) => ({ ...f, owner: OWNER })],
        [
          'one root not set',
          'trust',
          ['gate.trust'],
          (f) => ({ ...f, owner: roots('p', null) }),
          'cutter.signers_sha256',
        ],
        ['another policy', 'trust', ['gate.trust'], (f) => ({ ...f, owner: roots('q', 's') }), 'approval policy'],
        ['other signers', 'trust', ['gate.trust'], (f) => ({ ...f, owner: roots('p', 't') }), 'signers'],
        [
          'another policy, where the policy does not ask',
          'trust',
          ['gate.trust'],
          (f) => ({ ...f, require: {}, owner: roots('q', 's') }),
        ],
        [
          'a plan without pins',
          'trust',
          ['gate.trust', 'gate.trust'],
          ({ plan: { pins, ...plan }, ...f }) => {
            const { policy_sha256: _, signers_sha256: __, ...rest } = pins;
            return { ...f, plan: { ...plan, pins: rest } };
          },
        ],
      ]);
    });
  }

  describe('and an arming', () => {
    holds<BeforeCommitFacts>(askOnline as typeof askOnline, { ...ONLINE, ...ARMED }, [
      [
        'not armed',
        'kill switch',
        ['gate.arming'],
        (f) => ({ ...f, arming: { status: 'not_armed', detail: 'this plan was never armed' } }),
        'never armed',
      ],
      [
        'too late',
        'kill switch',
        ['gate.arming'],
        (f) => ({ ...f, arming: { status: 'expired', detail: 'until noon' } }),
        'until noon',
      ],
      [
        'killed when it was to be taken, lifted since',
        'kill switch',
        ['gate.arming'],
        (f) => ({ ...f, arming: { status: 'killed', detail: 'x' } }),
      ],
      [
        'killed, said once',
        'kill switch',
        ['gate.killed'],
        (f) => ({ ...f, arming: { status: 'killed', detail: 'x' }, owner: { ...OWNER, killed: 'true' } }),
      ],
    ]);

    it('is not asked for by another policy', () => {
      expect(refusing(askOnline({ ...ONLINE, arming: { status: 'not_armed', detail: '' } }))).toEqual([]);
    });
  });
});

describe('what the policy asks of the connection and of the build', () => {
  const strict: OfflineFacts = {
    ...OFFLINE,
    require: { verify_full: true, same_build: true },
    transport: 'verify-full',
  };
  holds<OfflineFacts>(askOffline, strict, [
    ...(['disable', 'require', 'verify-ca', 'socket', undefined] as const).map(
      (transport): Case<OfflineFacts> => [`sslmode ${transport}`, 'tls', ['gate.tls'], (f) => ({ ...f, transport })],
    ),
    ['another build', 'build', ['gate.build'], (f) => ({ ...f, build: 'c' }), 'one@example.org'],
    [
      'one approval of two by another build',
      'build',
      ['gate.build'],
      (f) => ({ ...f, approvedWith: [...f.approvedWith, { file: 'b.json', approver: 'two@example.org', build: 'c' }] }),
      'two@example.org',
    ],
  ]);

  it('nothing, in the process itself or where it asks for nothing', () => {
    expect(refusing(askOffline({ ...strict, transport: 'in_process' }))).toEqual([]);
    expect(refusing(askOffline({ ...OFFLINE, transport: undefined, build: 'c' }))).toEqual([]);
  });
});

describe('a cut that asks for its record in the same transaction', () => {
  const atomic: OfflineFacts = { ...OFFLINE, plan: { ...PLAN, cut: { ...PLAN.cut, record: 'atomic' } } };

  it('is not made without it', () => {
    const refused = askOffline(atomic).find(({ gate }) => gate === 'record');
    expect(refused?.problems).toMatchObject([{ code: 'gate.record', hint: expect.stringContaining('cutter record') }]);
    const carried = { ...atomic, plan: { ...atomic.plan, parent: { sha256: 'a', kind: 'cut.direct' } } };
    expect(askOffline(carried).find(({ gate }) => gate === 'record')?.problems).toEqual([]);
    expect(askOffline(OFFLINE).map(({ gate }) => gate)).not.toContain('record');
  });
});

describe('a cut that a tracked request asks for', () => {
  const answer = (request: OfflineFacts['request']) =>
    askOffline({ ...OFFLINE, request }).find(({ gate }) => gate === 'request')?.problems;

  it('is not made before it is approved, nor once it is turned down', () => {
    const file = 'review/plan.json';
    expect(answer(undefined)).toBeUndefined();
    expect(answer({ state: 'approved', file })).toEqual([]);
    for (const [state, says] of [
      ['undecided', 'no applied review'],
      ['rejected', 'rejected'],
      ['abandoned', 'given up'],
    ] as const)
      expect(answer({ state, file }), state).toMatchObject([
        {
          code: 'gate.request',
          message: expect.stringContaining(says),
          hint: expect.stringContaining('cutter status'),
          place: { file },
        },
      ]);
  });

  it('nor where its steps cannot be read', () => {
    const problems = [{ code: 'plan.digest', message: 'm', hint: 'h' }] as const;
    expect(answer({ problems })).toEqual(problems);
  });
});

describe('before COMMIT', () => {
  const written =
    (table: string, counts: Partial<BeforeCommitFacts['written'][string]>) => (facts: BeforeCommitFacts) => ({
      ...facts,
      written: {
        ...facts.written,
        [table]: { inserted: 0, updated: 0, deleted: 0, ...facts.written[table], ...counts },
      },
    });
  holds<BeforeCommitFacts>(askBeforeCommit, LAST, [
    [
      'an object changed meanwhile',
      'G5',
      ['apply.drift'],
      (facts) => ({ ...facts, catalogue: {} as Record<string, string>, plan: { ...PLAN, catalogue: { x: '1' } } }),
      'x',
    ],
    ['a row too few', 'G6', ['apply.read_back'], (facts) => ({ ...facts, live: { ...ROWS, count: 1 } })],
    ['another row', 'G6', ['apply.read_back'], (facts) => ({ ...facts, live: { ...ROWS, digest: 'x' } })],
    ['a unit too many elsewhere', 'G6', ['apply.row_count'], written('public.information_unit', { inserted: 3 })],
    ['an update too many', 'G6', ['apply.row_count'], written('public.unit_version', { updated: 1 })],
    ['an update too few', 'G6', ['apply.row_count'], written('public.information_unit', { updated: 1 })],
    ['a deletion', 'G6', ['apply.row_count'], written('public.birth_registry', { deleted: 1 }), 'deleted 1'],
    ['nothing counted', 'G6', ['apply.row_count', 'apply.row_count'], (facts) => ({ ...facts, written: {} })],
    ['the approval ended meanwhile', 'G1', ['gate.approval'], session('clock', '2026-03-02T12:00:00.000Z')],
  ]);
});

describe('the table of gates', () => {
  it('asks each, in this order', () => {
    expect(GATES.map(({ id }) => id)).toEqual([
      'environment',
      'kill switch',
      'trust',
      'tls',
      'build',
      'G1',
      'G2',
      'G3',
      'record',
      'request',
      'G4',
      'G5',
      'G6',
      'G7',
    ]);
  });

  it('reports every gate that refuses, not the first alone', () => {
    const refused = refusing(
      askOffline({
        ...OFFLINE,
        environment: ['PGHOST'],
        approval: [problem('gate.approval_required')],
        folder: { cut_sha256: 'x', snapshot_sha256: 'x' },
        rebuilt: { header: { ...PLAN, pins: { ...PINS, writer_digest: 'x' } } },
      }),
    );
    expect(refused.map(({ gate }) => gate)).toEqual(['environment', 'G1', 'G2', 'G3']);
  });
});

it('drift takes no name of an object for granted', () => {
  // What JavaScript objects inherit is no fingerprint.
  expect(driftOf({}, { constructor: 'x' })).toEqual([{ object: 'constructor', change: 'appeared' }]);
  expect(driftOf({ toString: 'x' }, {})).toEqual([{ object: 'toString', change: 'disappeared' }]);
  expect(driftOf({ a: '', b: '1' }, { b: '2', c: '' }).map(({ object, change }) => `${object} ${change}`)).toEqual([
    'a disappeared',
    'b changed',
    'c appeared',
  ]);
});

it('what each refusal says', async () => {
  const text = SAID.map(([name, problems]) => `${name}\n${problems().map(textOf).join('')}`).join('\n');
  await expect(text).toMatchFileSnapshot('gates.txt');
});
