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
import type { LiveUnit, Snapshot } from '../../plan/snapshot.ts';
import { bad, type Checked, good, type Place, type Problem } from '../../problem.ts';
import type { CutSources, ManifestEnd } from '../document.ts';
import type { DocumentKind, UnitStatements } from '../kind.ts';
import { type DocumentPlanner, type PlannedUnit, plannedUnit } from '../planner.ts';
import { templatesOf } from '../templates.ts';
import { pinProblems } from './pins.ts';
import { notInVocabulary, survey } from './survey.ts';

/** At most this many differing units are named one by one. */
const NAMED = 20;

/** What a kind of cut does besides creating units that are all new. */
export interface CutVariant {
  /** The live units that count as there; absent = all. */
  readonly there?: (unit: LiveUnit) => boolean;
  /** Statements before the first unit. */
  readonly lead?: readonly (readonly Statement[])[];
  /** What stands in the way of one unit. */
  readonly unitProblems?: (unit: UnitSpan) => readonly Problem[];
  readonly problems?: readonly Problem[];
  /** In place of the kind's own; asked once every unit was seen. */
  readonly expected?: (units: number) => PlanHeader['expect'];
  /** Answers that the database must still give. */
  readonly premises?: PlanHeader['premises'];
}

export class CutPlanner implements DocumentPlanner {
  readonly lead: readonly (readonly Statement[])[];
  readonly #kind: DocumentKind;
  readonly #sources: CutSources;
  readonly #variant: CutVariant;
  readonly #unitStatements: UnitStatements;
  readonly #problems: Problem[];
  #order = 0;
  #writes = false;
  readonly #comparer: Comparer;
  readonly #exclusions: PlanExclusion[] = [];
  readonly #writer = sha256Stream();
  readonly #words = new Set<string>();

  constructor(kind: DocumentKind, sources: CutSources, variant: CutVariant = {}) {
    const { there = () => true, lead = [], problems = [] } = variant;
    this.#kind = kind;
    this.#sources = sources;
    this.#variant = variant;
    this.#unitStatements = kind.unitStatements(sources.snapshot);
    this.#comparer = new Comparer(sources.snapshot.units.filter(there));
    this.#problems = [...problems];
    this.lead = lead;
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

  add(unit: UnitSpan, body: string): PlannedUnit | undefined {
    this.#words.add(`vocab.unit_kind.${unit.unit_kind}`).add(`vocab.section_type.${unit.section_type}`);
    this.#order += 1;
    const change = this.#comparer.see(unit, sha256(body));
    if (change !== 'create') return undefined;
    // Where nothing is created, nothing stands before it either.
    if (!this.#writes) for (const statement of this.lead.flat()) this.#writer.update(statementText(statement));
    this.#writes = true;
    this.#problems.push(...(this.#variant.unitProblems?.(unit) ?? []));
    const planned = plannedUnit(this.#unitStatements(unit, body, this.#order));
    for (const line of planned.lines) this.#writer.update(`${line}\n`);
    return planned;
  }

  /** The header, or every reason why there can be no plan. */
  finish(end: ManifestEnd): Checked<PlanHeader> {
    const { cut, cutFile, manifest, snapshot, snapshotFile, trust } = this.#sources;
    const surveyed = survey(this.#sources, this.#kind.name === 'cut.direct');
    const compared = this.#comparer.result();
    const differing = onlyNewOrSame(compared, snapshot);
    const problems: Problem[] = [
      ...otherKind(this.#kind, snapshot),
      ...this.#problems,
      ...(surveyed.ok ? [] : surveyed.problems),
      ...[...this.#words].filter((key) => !(key in snapshot.vocabulary)).map(notInVocabulary),
      ...differing,
    ];
    const documentVersion = surveyed.ok ? surveyed.value.documentVersion : '';
    const shared = this.#kind.sharedValues(cut, {
      documentVersion,
      manifestDigest: end.digest,
      regionSha256: manifest.region.sha256,
      snapshotSha256: snapshotFile.sha256,
      units: end.counts.units,
    });
    const templates = templatesOf(this.#kind);
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
    const expect = (n > 0 ? this.#variant.expected : undefined)?.(n) ?? this.#kind.expected(n);
    problems.push(...pinProblems(cut, pins, manifest, differing.length === 0 ? expect.statements : 0));
    if (problems.length > 0) return bad(...problems);
    const { database, system_identifier } = snapshot.target;
    return good({
      format: PLAN_FORMAT,
      kind: this.#kind.name,
      lane: this.#kind.lane,
      approval: this.#kind.approval,
      author: cut.author,
      cut: {
        name: cut.name,
        prefix: cut.prefix,
        scope: cut.scope,
        profile: cut.profile,
        ...(cut.record === 'atomic' ? { record: cut.record } : {}),
      },
      target: { database, system_identifier, principal: this.#kind.principal },
      pins,
      exclusions: this.#exclusions,
      changes: { create: n, same: compared.same, changed: 0, gone: 0 },
      expect,
      ...(n === 0 || this.#variant.premises === undefined ? {} : { premises: this.#variant.premises }),
      catalogue: fingerprints(snapshot.catalogue),
      shared,
      templates,
    });
  }
}

/** A snapshot holds the definitions that one kind of plan depends on. */
const otherKind = ({ name }: DocumentKind, { kind = 'cut.direct' }: Snapshot): Problem[] =>
  kind === name
    ? []
    : [
        {
          code: 'plan.folder',
          message: `The snapshot was taken for a plan of the kind ${kind}; this cut takes one of the kind ${name}.`,
          hint: 'Take the snapshot again, with this cut.yaml.',
        },
      ];

/** The rule that goes when new versions of a document come: today a cut is all new, or all there already. */
function onlyNewOrSame(compared: Comparison, { units }: Snapshot): Problem[] {
  const partly = compared.create > 0 && compared.same > 0;
  if (compared.changed === 0 && compared.gone === 0 && !partly) return [];
  const { create, same, changed, gone, differences } = compared;
  const more = differences.length - NAMED;
  return [
    {
      code: 'plan.units_differ',
      message: `Units of this document are in the database already and are not the ones wanted: ${create} new, ${same} the same, ${changed} changed, ${gone} gone.`,
      hint: units.some(isRetired)
        ? 'Retired units come back as new versions, which the direct writer cannot make: say `writer: auto` in cut.yaml.'
        : 'This release cuts a document that is all new. Cut it under a prefix of its own, or wait for a release that cuts new versions.',
      detail: [...differences.slice(0, NAMED).map(say), ...(more > 0 ? [`and ${more} more`] : [])],
      ...placeOf(differences[0]),
    },
  ];
}

const isRetired = ({ lifecycle_status }: LiveUnit): boolean => lifecycle_status === 'retired';

const say = (difference: Difference): string =>
  difference.change === 'gone'
    ? `gone: ${difference.address} is in the database, not in the document`
    : `changed: ${difference.address}: ${difference.what.join('; ')}`;

const placeOf = (difference: Difference | undefined): { place: Place } | Record<string, never> =>
  difference === undefined
    ? {}
    : { place: { address: difference.address, ...(difference.line === undefined ? {} : { line: difference.line }) } };
