/**
 * What the planner of a request is given: a cut of three units, planned by the direct writer and applied, and what a
 * database answers to the kind's questions. A test takes a scene from which a plan is made, and changes one thing.
 */
import { readFileSync } from 'node:fs';
import { publicKeyLine } from '../../src/core/approval/public-key.ts';
import { armoredSignature, LANE_NAMESPACE, signedBytes } from '../../src/core/approval/sshsig.ts';
import { CUT_FORMAT, type Cut } from '../../src/core/cut.ts';
import { MANIFEST_FORMAT, type ManifestHeader, type UnitSpan } from '../../src/core/document/manifest.ts';
import { sha256 } from '../../src/core/hash.ts';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import type { CutSources } from '../../src/core/kinds/document.ts';
import { type RequestKind, valueNames } from '../../src/core/kinds/kind.ts';
import type { RequestSources } from '../../src/core/kinds/request.ts';
import type { LaneId } from '../../src/core/ledger/lanes.ts';
import { fingerprints } from '../../src/core/plan/fingerprint.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { type PlanRequest, REQUEST_FORMAT, type RequestSigner } from '../../src/core/plan/request.ts';
import { type Identity, SNAPSHOT_FORMAT, type Snapshot } from '../../src/core/plan/snapshot.ts';
import { SURVEY_FORMAT, type SurveyRow } from '../../src/core/plan/survey.ts';
import { type Checked, orStop, type Problem } from '../../src/core/problem.ts';
import { newPair, signWith } from '../../src/edge/ssh/ed25519-keys.ts';

const SHA = 'ab'.repeat(32);

// ---- the cut ----

/** In the order of the document, which is not that of the addresses. */
const KEYS = ['D-2', 'D-10', 'D-1'] as const;
const SECTIONS = ['article', 'article', 'principle'] as const;

export const UNITS = KEYS.map(
  (key, at): UnitSpan => ({
    span: 'unit',
    address: `TRY/${key}`,
    key,
    level: 'article',
    status: 'enacted',
    unit_kind: 'law_unit',
    section_type: SECTIONS[at] as string,
    title: `Title of ${key}`,
    bytes: [at, at + 1],
    body: [at, at + 1],
    lines: [2 * at + 1, 2 * at + 2],
    span_sha256: sha256(`span ${key}`),
    ...(at === 0 ? {} : { parent: 'TRY/D-2', order: at }),
  }),
);
export const bodyOf = ({ key }: Pick<UnitSpan, 'key'>): string => `The text of ${key}.\n`;
export const hashOf = (unit: Pick<UnitSpan, 'key'>): string => sha256(bodyOf(unit));

export const CUT: Cut = {
  format: CUT_FORMAT,
  name: 'try',
  author: 'author@example.org',
  document: 'try.md',
  profile: 'constitution/1',
  prefix: 'TRY',
  scope: 'enacted_only',
  normalise: { unicode: 'refuse', line_endings: 'refuse', trailing_blanks: 'refuse' },
  writer: 'auto',
  record: 'after',
  owner: 'council',
  conformance: 'pending',
  publication: { type: 'law', authority: 'council-of-try' },
};

export const SNAPSHOT: Snapshot = {
  format: SNAPSHOT_FORMAT,
  prefix: 'TRY',
  target: { database: 'law', system_identifier: '74', server_version: '150000', principal: 'cutter_verify' },
  registry: { source_document_ref: 'try.md', versions: { [sha256('region')]: 'version-1' } },
  gateway: { mode: 'off' },
  vocabulary: Object.fromEntries(
    [
      'unit_kind.law_unit',
      'section_type.article',
      'section_type.principle',
      'publication_type.law',
      'publication_authority.council-of-try',
    ].map((name) => [`vocab.${name}`, 'x']),
  ),
  outside: { units: 7, versions: 8, digest: sha256('outside') },
  catalogue: { 'table public.information_unit': 'owner directus' },
  units: [],
};

/** The head of the manifest of a region of three bytes. */
export const manifestOf = (region: string): ManifestHeader => ({
  format: MANIFEST_FORMAT,
  cut: 'try',
  prefix: 'TRY',
  scope: 'enacted_only',
  profile: 'constitution/1',
  profile_sha256: SHA,
  document: { name: 'try.md', sha256: SHA, bytes: 3 },
  normalisation: {
    rule: 'x',
    unicode_lines: 0,
    line_ending_lines: 0,
    trailing_blank_lines: 0,
    final_newline_added: false,
  },
  region: { sha256: region, bytes: 3, characters: 3, lines: 6 },
});

export const cutSources = (kind: string): CutSources => ({
  cut: CUT,
  cutFile: { sha256: sha256('cut.yaml'), bytes: 1 },
  manifest: manifestOf(sha256('region')),
  snapshot: { ...SNAPSHOT, kind },
  snapshotFile: { sha256: sha256('snapshot.json'), bytes: 1 },
  trust: { policy_sha256: sha256('policy of the cut'), signers_sha256: sha256('signers of the cut') },
});

export const END = {
  counts: {
    units: KEYS.length,
    exclusions: 1,
    non_content_spans: 0,
    unit_lines: 6,
    exclusion_lines: 1,
    non_content_lines: 0,
    levels: { article: KEYS.length },
  },
  digest: sha256('manifest digest'),
  file: { sha256: sha256('manifest.json'), bytes: 99 },
};

/** The plan of the cut, as its planner makes it. */
export const PLAN: PlanHeader = (() => {
  const planner = cutDirect.planner(cutSources(cutDirect.name));
  planner.exclude({ key: 'D-3', status: 'draft', reason: 'draft', basis: 'marker', lines: [7, 7] } as never);
  for (const unit of UNITS) planner.add(unit, bodyOf(unit));
  return orStop(planner.finish(END));
})();
/** What pins and ids derive from. */
export const PLAN_SHA256 = sha256('the plan of the cut');
export const STATEMENTS: readonly Statement[] = UNITS.flatMap((unit, at) =>
  cutDirect.unitStatements(SNAPSHOT)(unit, bodyOf(unit), at + 1),
);
const ownValues = (template: string, name: string) =>
  UNITS.map(({ address }) => {
    const [, , values] = STATEMENTS.find(([one, at]) => one === template && at === address) as Statement;
    return values[valueNames(cutDirect.templates[template] as never).indexOf(name)] as string;
  });
/** By unit, in the order of the document. */
export const UNIT_IDS = ownValues('insert_unit', 'id');
export const VERSION_IDS = ownValues('insert_version', 'version_id');

// ---- the lanes ----

const PAIRS = { 'DOT-991': newPair(), 'DOT-992': newPair() } as const;
export const LANE_KEYS = {
  'DOT-991': publicKeyLine(PAIRS['DOT-991'].key),
  'DOT-992': publicKeyLine(PAIRS['DOT-992'].key),
} as const;
export const signerOf = (lane: LaneId): RequestSigner => ({
  lane,
  tool_revision: `cutter/1 key/${lane}`,
  keys: LANE_KEYS,
});
export const sign = (lane: LaneId, text: string): string =>
  armoredSignature(
    PAIRS[lane].key,
    signWith(PAIRS[lane].seed, signedBytes('sha512', Buffer.from(text), LANE_NAMESPACE)),
    LANE_NAMESPACE,
  );

// ---- the database ----

const TABLE = /CREATE TABLE IF NOT EXISTS (cutter_governance\.\w+) \(\n([\s\S]*?)\n\);/g;
const COLUMN = /^ {2}(\w+)\s+(uuid|text|integer|boolean|jsonb|timestamptz)\b(.*)$/;

/** The columns of the ledger as the catalogue query of cutter gives them, read from the file that creates them. */
export const CATALOGUE: Readonly<Record<string, string>> = Object.fromEntries(
  [...readFileSync(new URL('../../schemas/sql/60-ledger.sql', import.meta.url), 'utf8').matchAll(TABLE)].map(
    ([, table, body = '']) => {
      const keys = /^ {2}PRIMARY KEY \((.*)\)/m.exec(body)?.[1]?.split(', ') ?? [];
      const columns = body.split('\n').flatMap((line) => {
        const [, name = '', type = '', rest = ''] = COLUMN.exec(line) ?? [];
        if (name === '') return [];
        const filled = /NOT NULL|PRIMARY KEY/.test(rest) || keys.includes(name) ? ' not null' : '';
        const byDefault = /DEFAULT (\S+?),?$/.exec(rest)?.[1];
        const said = type === 'timestamptz' ? 'timestamp with time zone' : type;
        return [`${name} ${said}${filled}${byDefault === undefined ? '' : ` default ${byDefault}`}`];
      });
      return [`columns of ${table}`, columns.map((column, at) => `${at + 1} ${column}`).join('\n')];
    },
  ),
);

export const FACTS = {
  rows_count: '3',
  rows_digest: sha256('rows'),
  distinct_hashes: '3',
  section_types: 'article 2, principle 1',
  outside_units: '7',
  outside_versions: '8',
  outside_digest: sha256('outside'),
  receipt_holds: 'true',
};

/** What stands under the prefix is what the cut left there. */
export const CONTENT = [{ what: 'rows', count: FACTS.rows_count, digest: FACTS.rows_digest }];
export const SOURCE = [
  { document_version: 'version-1', source_document_ref: 'try.md', content_checksum: sha256('region') },
];

export type Answers = Readonly<Record<string, readonly SurveyRow[]>>;

export interface Scene {
  readonly kind: RequestKind;
  readonly request: PlanRequest;
  readonly answers: Answers;
  readonly catalogue: Readonly<Record<string, string>>;
  /** In which the database that answers is another than the one that is meant. */
  readonly found?: Partial<Identity>;
}

const LATE = {
  approver: 'late@example.org',
  fingerprint: 'SHA256:late',
  sha256: sha256('late approval'),
  issued_at: '2026-03-02T10:00:00Z',
};
const EARLY = {
  approver: 'early@example.org',
  fingerprint: 'SHA256:early',
  sha256: sha256('early approval'),
  issued_at: '2026-03-01T10:00:00.5Z',
};
const BETWEEN = {
  approver: 'between@example.org',
  fingerprint: 'SHA256:between',
  sha256: sha256('approval between'),
  issued_at: '2026-03-01T23:00:00Z',
};
export const APPROVALS = [LATE, EARLY, BETWEEN] as const;

export const sceneOf = (kind: RequestKind, answers: Answers, request: Partial<PlanRequest> = {}): Scene => ({
  kind,
  answers,
  catalogue: kind.carries === true ? { ...CATALOGUE, ...SNAPSHOT.catalogue } : CATALOGUE,
  request: {
    format: REQUEST_FORMAT,
    kind: kind.name,
    author: PLAN.author,
    cut: PLAN.cut,
    parent: { sha256: PLAN_SHA256, kind: PLAN.kind, run: 'run-1' },
    target: { database: 'law', system_identifier: '74' },
    pins: PLAN.pins,
    exclusions: PLAN.exclusions,
    receipt_sha256: sha256('receipt'),
    approvals: APPROVALS,
    facts: FACTS,
    given: {},
    signer: signerOf(kind.lane),
    units: UNITS.map(({ address, span_sha256, lines }) => [address, span_sha256, ...lines]),
    ...(kind.carries === true
      ? { catalogue: fingerprints(SNAPSHOT.catalogue), shared: PLAN.shared, statements: STATEMENTS }
      : {}),
    ...request,
  },
});

/** The same with other answers to some questions. */
export const answering = (scene: Scene, answers: Answers): Scene => ({
  ...scene,
  answers: { ...scene.answers, ...answers },
});
/** The same with another request; a field that is undefined is left out. */
export const asking = (
  scene: Scene,
  over: { readonly [name in keyof PlanRequest]?: PlanRequest[name] | undefined },
): Scene => ({
  ...scene,
  request: Object.fromEntries(
    Object.entries({ ...scene.request, ...over }).filter(([, value]) => value !== undefined),
  ) as unknown as PlanRequest,
});
/** The same with a column of a table of the ledger changed. */
export const withColumns = (scene: Scene, table: string, change: (definition: string) => string): Scene => {
  const name = `columns of cutter_governance.${table}`;
  return { ...scene, catalogue: { ...scene.catalogue, [name]: change(scene.catalogue[name] ?? '') } };
};

export function requestSources({ kind, request, answers, catalogue, found }: Scene): RequestSources {
  const parts = kind.survey(request);
  const named = Object.fromEntries(parts.map(({ name, columns }) => [name, columns.map(([column]) => column)]));
  return {
    request,
    requestFile: { sha256: sha256('request.json'), bytes: 1 },
    survey: {
      format: SURVEY_FORMAT,
      kind: kind.name,
      target: { ...request.target, ...found, server_version: '150000', principal: 'cutter_verify' },
      catalogue,
      columns: named,
      rows: parts.flatMap(({ name }) =>
        (answers[name] ?? []).map(
          (row) => [name, ...(named[name] ?? []).map((column) => row[column] ?? null)] as const,
        ),
      ),
    },
    surveyFile: { sha256: sha256('survey'), bytes: 1 },
    trust: { policy_sha256: sha256('policy'), signers_sha256: sha256('signers') },
  };
}

/** One statement of a plan by names: its template, its address, and every value that is its own or shared. */
export interface Said {
  readonly template: string;
  readonly address: string;
  readonly values: Readonly<Record<string, string | null>>;
}

export interface Made {
  readonly header: PlanHeader;
  readonly statements: readonly Statement[];
  readonly said: readonly Said[];
}

/** Plans as the flow does: what the lane has to sign is asked first, and is refused for the same reasons as the plan. */
export function planned(scene: Scene): Checked<Made> {
  const { kind, request } = scene;
  const sources = requestSources(scene);
  const text = request.signature === undefined ? kind.signed?.(sources) : undefined;
  const signature = text?.ok === true ? { signature: sign(kind.lane, text.value) } : {};
  const plan = kind.plan({ ...sources, request: { ...request, ...signature } });
  if (text?.ok === false && JSON.stringify(text) !== JSON.stringify(plan))
    throw new Error(`What is signed is refused otherwise than the plan: ${JSON.stringify([text, plan])}`);
  if (!plan.ok) return plan;
  const statements = [...plan.value.units()].flat();
  return {
    ok: true,
    value: { header: plan.value.header, statements, said: statements.map((one) => saidOf(kind, one)) },
  };
}

function saidOf(kind: RequestKind, [template, address, values]: Statement): Said {
  const names = valueNames(kind.templates[template] as never);
  return { template, address, values: Object.fromEntries(names.map((name, at) => [name, values[at] ?? null])) };
}

export const made = (scene: Scene): Made => orStop(planned(scene));

export const refusals = (scene: Scene): readonly Problem[] => {
  const plan = planned(scene);
  return plan.ok ? [] : plan.problems;
};

/** The values of the statements of one template, those that are NULL left out. */
export const valuesOf = ({ said }: Made, template: string): readonly Readonly<Record<string, string | null>>[] =>
  said
    .filter((one) => one.template === template)
    .map(({ values }) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null)));

/** A unit of the cut as it stands: a draft, with the one version that it was born with. `at` counts from 0. */
export const standing = (at: number) => ({
  unit_id: UNIT_IDS[at] as string,
  lifecycle: 'draft',
  updated_by: 'cutter_exec/DOT-991/try-cut',
  deleted: 'false',
  anchored: 'true',
  version_id: VERSION_IDS[at] as string,
  version_seq: '1',
  version_lifecycle: 'draft',
  content_hash: hashOf(UNITS[at] as UnitSpan),
  body_sha256: hashOf(UNITS[at] as UnitSpan),
});

/** The text of a unit that stands, as the database gives it: the address and its columns, by U+001F. */
export const standingText = (address: string, unit: ReturnType<typeof standing>): string =>
  [address, ...Object.values(unit)].join('\x1f');

/** Count and digest of rows, by the definition that stands in plan/rows.ts. */
export function rowsOf(texts: readonly (readonly [key: string, text: string])[]) {
  const sorted = texts.toSorted(([a], [b]) => (a < b ? -1 : 1));
  const digests = sorted.map(([, text]) => Buffer.from(sha256(text), 'hex'));
  return { count: texts.length, digest: sha256(Buffer.concat(digests)) };
}

/** The scene with this many units instead of three: those that are more have no row in any answer yet. */
export const withMoreUnits = (scene: Scene, count: number): Scene =>
  asking(scene, {
    units: [
      ...scene.request.units,
      ...Array.from({ length: count - scene.request.units.length }, (_, at) => moreUnit(at).span),
    ],
  });

/** One of those units. */
export const moreUnit = (at: number) => {
  const address = `TRY/X-${100 + at}`;
  return { address, span: [address, sha256(address), 9, 9] as const };
};
