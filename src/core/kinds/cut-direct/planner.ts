/**
 * The planner of the direct cut: from what is wanted (cut, manifest, region) and what is there (snapshot) to the exact
 * statements and the header that pins everything. Synchronous and pure; units are given one by one, so that a plan of
 * any size is made in bounded memory.
 */
import type { ExclusionSpan, UnitSpan } from '../../document/manifest.ts';
import { sha256, sha256Stream } from '../../hash.ts';
import { Comparer, type Comparison, type Difference } from '../../plan/compare.ts';
import { statementText, writerDigestHead } from '../../plan/encode.ts';
import { fingerprints } from '../../plan/fingerprint.ts';
import { PLAN_FORMAT, type PlanExclusion, type PlanHeader, type PlanPins, type Statement } from '../../plan/plan.ts';
import { bad, type Checked, good, type Place, type Problem } from '../../problem.ts';
import { templatesOf } from '../templates.ts';
import { cutDirect } from './index.ts';
import { pinProblems } from './pins.ts';
import type { CutSources, ManifestEnd } from './sources.ts';
import { sharedValues, unitStatements } from './statements.ts';
import { notInVocabulary, survey } from './survey.ts';

/** At most this many differing units are named one by one. */
const NAMED = 20;

export class CutPlanner {
  readonly #sources: CutSources;
  readonly #comparer: Comparer;
  readonly #exclusions: PlanExclusion[] = [];
  readonly #writer = sha256Stream();
  readonly #words = new Set<string>();

  constructor(sources: CutSources) {
    this.#sources = sources;
    this.#comparer = new Comparer(sources.snapshot.units);
  }

  exclude(span: ExclusionSpan): void {
    this.#exclusions.push({
      key: span.key,
      status: span.status,
      reason: span.reason,
      basis: span.basis,
      lines: span.lines,
    });
  }

  /** Takes one unit and gives its statements; they belong to the plan if `finish` succeeds with units to create. */
  add(unit: UnitSpan, body: string): readonly Statement[] {
    this.#words.add(`vocab.unit_kind.${unit.unit_kind}`).add(`vocab.section_type.${unit.section_type}`);
    const change = this.#comparer.see(unit, sha256(body));
    const statements = unitStatements(unit, body);
    if (change === 'create') for (const statement of statements) this.#writer.update(statementText(statement));
    return statements;
  }

  /** The header, or every reason why there can be no plan. */
  finish(end: ManifestEnd): Checked<PlanHeader> {
    const { cut, cutFile, manifest, snapshot, snapshotFile, trust } = this.#sources;
    const surveyed = survey(this.#sources);
    const compared = this.#comparer.result();
    const differing = onlyNewOrSame(compared);
    const problems: Problem[] = [
      ...(surveyed.ok ? [] : surveyed.problems),
      ...[...this.#words].filter((key) => !(key in snapshot.vocabulary)).map(notInVocabulary),
      ...differing,
    ];
    const documentVersion = surveyed.ok ? surveyed.value.documentVersion : '';
    const shared = sharedValues(cut, {
      documentVersion,
      manifestDigest: end.digest,
      regionSha256: manifest.region.sha256,
    });
    const templates = templatesOf(cutDirect);
    const n = compared.create;
    const pins: PlanPins = {
      cut_sha256: cutFile.sha256,
      manifest_sha256: end.file.sha256,
      manifest_bytes: end.file.bytes,
      manifest_digest: end.digest,
      region_sha256: manifest.region.sha256,
      snapshot_sha256: snapshotFile.sha256,
      candidate_count: end.counts.units,
      document_version: documentVersion,
      writer_digest: sha256(`${writerDigestHead(templates, shared)}${this.#writer.hex()}`),
      ...trust,
    };
    problems.push(...pinProblems(cut, pins, manifest, differing.length === 0 ? 3 * n : 0));
    if (problems.length > 0) return bad(...problems);
    const { database, system_identifier } = snapshot.target;
    return good({
      format: PLAN_FORMAT,
      kind: cutDirect.name,
      lane: cutDirect.lane,
      approval: cutDirect.approval,
      author: cut.author,
      cut: { name: cut.name, prefix: cut.prefix, scope: cut.scope, profile: cut.profile },
      target: { database, system_identifier, principal: cutDirect.principal },
      pins,
      exclusions: this.#exclusions,
      changes: { create: n, same: compared.same, changed: 0, gone: 0 },
      expect: {
        statements: 3 * n,
        inserted: { 'public.information_unit': n, 'public.unit_version': n },
        updated: { 'public.information_unit': n },
      },
      catalogue: fingerprints(snapshot.catalogue),
      shared,
      templates,
    });
  }
}

/** The rule that goes when new versions of a document come: today a cut is all new, or all there already. */
function onlyNewOrSame(compared: Comparison): Problem[] {
  const partly = compared.create > 0 && compared.same > 0;
  if (compared.changed === 0 && compared.gone === 0 && !partly) return [];
  const { create, same, changed, gone, differences } = compared;
  const more = differences.length - NAMED;
  return [
    {
      code: 'plan.units_differ',
      message: `Units of this document are in the database already and are not the ones wanted: ${create} new, ${same} the same, ${changed} changed, ${gone} gone.`,
      hint: 'This release cuts a document that is all new. Cut it under a prefix of its own, or wait for a release that cuts new versions.',
      detail: [...differences.slice(0, NAMED).map(say), ...(more > 0 ? [`and ${more} more`] : [])],
      ...placeOf(differences[0]),
    },
  ];
}

const say = (difference: Difference): string =>
  difference.change === 'gone'
    ? `gone: ${difference.address} is in the database, not in the document`
    : `changed: ${difference.address}: ${difference.what.join('; ')}`;

const placeOf = (difference: Difference | undefined): { place: Place } | Record<string, never> =>
  difference === undefined
    ? {}
    : { place: { address: difference.address, ...(difference.line === undefined ? {} : { line: difference.line }) } };
