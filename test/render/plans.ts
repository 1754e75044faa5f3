/** Small plans for the tests of rendering, made of real templates and real statements. */
import { sha256 } from '../../src/core/hash.ts';
import { cutDirect } from '../../src/core/kinds/cut-direct/index.ts';
import { sharedValues, unitStatements } from '../../src/core/kinds/cut-direct/statements.ts';
import { templatesOf } from '../../src/core/kinds/templates.ts';
import type { PlanExclusion, PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { type PlanUnit, unitsOf } from '../../src/core/plan/units.ts';

export interface Wanted {
  readonly address: string;
  readonly title: string;
  readonly body: string;
  readonly section_type?: string;
}

export interface SmallPlan {
  readonly header: PlanHeader;
  readonly statements: readonly Statement[];
}

const digest = (name: string): string => sha256(`a fixed digest for ${name}`);

export function planOf(
  units: readonly Wanted[],
  more: { readonly exclusions?: readonly PlanExclusion[]; readonly catalogue?: Readonly<Record<string, string>> } = {},
): SmallPlan {
  const statements = units.flatMap(({ address, title, body, section_type = 'article' }) =>
    unitStatements(
      {
        span: 'unit',
        address,
        key: address.slice(address.indexOf('/') + 1),
        level: section_type,
        status: 'enacted',
        unit_kind: 'law_unit',
        section_type,
        title,
        bytes: [0, 1],
        lines: [1, 1],
        body: [0, 1],
        span_sha256: sha256(`${title}\n${body}`),
      },
      body,
    ),
  );
  const cut = {
    name: 'constitution',
    prefix: 'ICX-CONST',
    profile: 'constitution/1',
    owner: 'incomex_council',
    conformance: 'conformant',
    publication: { type: 'law', authority: 'incomex_council' },
  } as Parameters<typeof sharedValues>[0];
  const n = units.length;
  const header: PlanHeader = {
    format: 'cutter.plan/1',
    kind: cutDirect.name,
    lane: cutDirect.lane,
    approval: cutDirect.approval,
    author: 'editor@example.org',
    cut: { name: cut.name, prefix: cut.prefix, scope: 'enacted_only', profile: cut.profile },
    target: { database: 'incomex', system_identifier: '7312345678901234567', principal: cutDirect.principal },
    pins: {
      cut_sha256: digest('cut'),
      manifest_sha256: digest('manifest'),
      manifest_bytes: 40_960,
      manifest_digest: digest('manifest digest'),
      region_sha256: digest('region'),
      snapshot_sha256: digest('snapshot'),
      candidate_count: n,
      document_version: 'c0a80101-0000-4000-8000-000000000001',
      writer_digest: sha256(statements.map((s) => JSON.stringify(s)).join('\n')),
    },
    exclusions: more.exclusions ?? [],
    changes: { create: n, same: 0, changed: 0, gone: 0 },
    expect: {
      statements: statements.length,
      inserted: { 'public.information_unit': n, 'public.unit_version': n },
      updated: { 'public.information_unit': n },
    },
    catalogue: more.catalogue ?? { 'table public.information_unit': digest('table') },
    shared: sharedValues(cut, {
      documentVersion: 'c0a80101-0000-4000-8000-000000000001',
      manifestDigest: digest('manifest digest'),
      regionSha256: digest('region'),
    }),
    templates: templatesOf(cutDirect),
  };
  return { header, statements };
}

export const unitList = (plan: SmallPlan): PlanUnit[] => [...unitsOf(plan.statements)];
export const side = (plan: SmallPlan) => ({ header: plan.header, units: unitsOf(plan.statements) });
