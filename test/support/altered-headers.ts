/** Ways to alter the header of a plan that leave it well-formed, or nearly. */
import type { PlanHeader } from '../../src/core/plan/plan.ts';

type Alter = (header: PlanHeader) => PlanHeader;

const H = 'f'.repeat(64);
/** Fields over those of one part of the header. */
const over =
  (part: keyof PlanHeader, fields: Readonly<Record<string, unknown>>): Alter =>
  (header) =>
    ({ ...header, [part]: { ...(header[part] as object), ...fields } }) as PlanHeader;
const set =
  (fields: Readonly<Record<string, unknown>>): Alter =>
  (header) =>
    ({ ...header, ...fields }) as PlanHeader;
/** Without one field of a part. */
const without =
  (part: keyof PlanHeader, field: (header: PlanHeader) => string | undefined): Alter =>
  (header) => {
    const name = field(header);
    const entries = Object.entries(header[part] as object).filter(([key]) => key !== name);
    return { ...header, [part]: Object.fromEntries(entries) } as PlanHeader;
  };

const SHARED = {
  actor: 'cutter_exec/DOT-991/other-cut',
  document: 'ICX-OTHER',
  owner: 'somebody_else',
  conformance: 'exempt',
  identity: '{"owner_lookup_ref":"somebody_else"}',
  provenance: '{"source_document_version_id":"x"}',
  content: '{"profile":"other/1"}',
};
const PINS = {
  cut_sha256: H,
  manifest_sha256: H,
  manifest_bytes: 1,
  manifest_digest: H,
  region_sha256: H,
  snapshot_sha256: H,
  candidate_count: 59,
  document_version: '00000000-0000-5000-8000-000000000000',
  policy_sha256: H,
  signers_sha256: H,
};

export const ALTERED_HEADERS: readonly (readonly [string, Alter])[] = [
  ...Object.entries(SHARED).map(([name, value]) => [`the shared ${name}`, over('shared', { [name]: value })] as const),
  ['a shared value more', over('shared', { more: 'x' })],
  ['a shared value less', without('shared', () => 'conformance')],
  ...Object.entries(PINS).map(([name, value]) => [`the pin ${name}`, over('pins', { [name]: value })] as const),
  [
    'the policy and the signers unpinned',
    (header) => without('pins', () => 'policy_sha256')(without('pins', () => 'signers_sha256')(header)),
  ],
  ['a pin of a request', over('pins', { request_sha256: H })],
  ['the author', set({ author: 'somebody@example.org' })],
  ['the kind', set({ kind: 'cut.canonical' })],
  ['a kind that is not there', set({ kind: 'cut.freely' })],
  ['the lane', set({ lane: 'DOT-992' })],
  ['the approval that covers it', set({ approval: 'SG_2' })],
  ['the name of the cut', over('cut', { name: 'other' })],
  ['the prefix', over('cut', { prefix: 'ICX-OTHER' })],
  ['the scope', over('cut', { scope: 'all' })],
  ['the profile', over('cut', { profile: 'other/1' })],
  ['a record of its own', over('cut', { record: 'atomic' })],
  ['the target’s database', over('target', { database: 'other' })],
  ['the target’s server', over('target', { system_identifier: '7000000000000000000' })],
  ['the principal', over('target', { principal: 'postgres' })],
  ['an exclusion less', ({ exclusions, ...header }) => ({ ...header, exclusions: exclusions.slice(1) })],
  ['no exclusion', set({ exclusions: [] })],
  [
    'an exclusion more',
    ({ exclusions, ...header }) => ({
      ...header,
      exclusions: [...exclusions, { ...(exclusions[0] as (typeof exclusions)[0]), key: 'DIEU-1' }],
    }),
  ],
  [
    'the reason of an exclusion',
    ({ exclusions, ...header }) => ({
      ...header,
      exclusions: exclusions.map((one) => ({ ...one, reason: 'Because.' })),
    }),
  ],
  ['what changes', over('changes', { create: 59, same: 1 })],
  ['the number of statements', over('expect', { statements: 177 })],
  ['the rows inserted', over('expect', { inserted: { 'public.information_unit': 61, 'public.unit_version': 60 } })],
  ['the rows updated', over('expect', { updated: {} })],
  [
    'rows of another table',
    over('expect', { inserted: { 'public.information_unit': 60, 'public.unit_version': 60, 'public.dot_config': 1 } }),
  ],
  ['rows that stand before', set({ before: { count: 0, sha256: H } })],
  ['a premise', set({ premises: { entry: { count: 0, sha256: H } } })],
  ['a parent', set({ parent: { sha256: H, kind: 'cut.direct' } })],
  ['words that a person gave', set({ given: { reason: 'Because.' } })],
  ['an object of the catalogue less', without('catalogue', ({ catalogue }) => Object.keys(catalogue)[0])],
  ['an object of the catalogue more', over('catalogue', { 'table public.other': H })],
  [
    'the hash of an object of the catalogue',
    (header) => over('catalogue', { [Object.keys(header.catalogue)[0] ?? '']: H })(header),
  ],
  ['no catalogue', set({ catalogue: {} })],
  ['a template less', without('templates', () => 'set_anchors')],
  ['a template more', over('templates', { more: { sql: 'SELECT 1', parameters: [] } })],
  [
    'the parameters of a template',
    (header) =>
      over('templates', {
        set_anchors: { ...(header.templates.set_anchors as object), parameters: ['unit.unit_id', 'unit.version_id'] },
      })(header),
  ],
  ['a field that is not there', set({ more: true })],
];
