/** The units of the plan that a request carries: what the parent's statements would leave, by unit. */
import { sha256 } from '../../hash.ts';
import { fingerprints } from '../../plan/fingerprint.ts';
import type { Statement } from '../../plan/plan.ts';
import type { PlanRequest } from '../../plan/request.ts';
import type { Survey } from '../../plan/survey.ts';
import { namesByTemplate, unitsOf, unitValues } from '../../plan/units.ts';
import { bad, type Checked, good, type Problem } from '../../problem.ts';
import { CUTS } from '../cuts.ts';
import { templatesOf } from '../templates.ts';

export interface CarriedUnit {
  readonly address: string;
  readonly statements: readonly Statement[];
  /** Of the unit and its version; null where the writer gives its rows ids of its own. */
  readonly id: string | null;
  readonly version: string | null;
  readonly contentHash: string;
  readonly unitKind: string;
  readonly sectionType: string;
  readonly title: string;
}

/** In the order of the document. Code: `plan.parent` where the statements are not those of whole units. */
export function carriedUnits({ parent, statements = [], units }: PlanRequest): Checked<readonly CarriedUnit[]> {
  const kind = CUTS[parent.kind];
  const names = namesByTemplate(kind === undefined ? {} : templatesOf(kind));
  const carried = [...unitsOf(statements)].map(({ address, statements: own }): CarriedUnit => {
    const values = unitValues(names, own);
    const text = (name: string): string => values.get(name) ?? '';
    return {
      address,
      statements: own,
      id: values.get('id') ?? null,
      version: values.get('version_id') ?? null,
      contentHash: text('content_hash'),
      unitKind: text('unit_kind'),
      sectionType: text('section_type'),
      title: text('title'),
    };
  });
  const whole =
    carried.length === units.length &&
    carried.every((unit, at) => unit.address === units[at]?.[0] && sha256(bodyOf(unit, names)) === unit.contentHash);
  return whole ? good(carried) : bad(notWhole);
}

const bodyOf = ({ statements }: CarriedUnit, names: ReturnType<typeof namesByTemplate>): string =>
  unitValues(names, statements).get('body') ?? '';

/** What the plan of the cut was approved under must be as it was. Code: `plan.catalogue`. */
export function catalogueProblems({ catalogue = {} }: PlanRequest, survey: Survey): readonly Problem[] {
  const now = fingerprints(survey.catalogue);
  const other = Object.keys(catalogue).filter((name) => now[name] !== catalogue[name]);
  if (other.length === 0) return [];
  return [
    {
      code: 'plan.catalogue',
      message: `Since the cut was planned, the database has changed: ${other.slice(0, 10).join(', ')}${other.length > 10 ? ` and ${other.length - 10} more` : ''}.`,
      hint: 'Run `cutter drift` on the plan of the cut. What was approved is carried out as it was, or not at all: plan again.',
    },
  ];
}

const notWhole: Problem = {
  code: 'plan.parent',
  message: 'The statements of the cut do not create the units of its manifest, each with a text of its own.',
  hint: 'Restore the folder of the cut as it was approved.',
};
