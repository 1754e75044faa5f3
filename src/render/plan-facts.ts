/** What the head of a plan says, as names and values: the same words in the terminal, in Markdown and in SQL. */
import { factsOf } from '../core/kinds/facts.ts';
import type { PlanExclusion, PlanHeader } from '../core/plan/plan.ts';
import type { Entry } from './entries.ts';
import { counted, grouped, lineRange } from './numbers.ts';

export const titleOf = (header: PlanHeader): string => `${header.cut.name} (${header.kind})`;

export const subjectEntries = ({ cut, kind, lane, approval, author, target }: PlanHeader, where?: string): Entry[] => [
  ['document', `${cut.prefix}, scope ${cut.scope}, profile ${cut.profile}`],
  ['kind', `${kind}, lane ${lane}, approval ${approval}`],
  ['author', `${author} (declared, not proven)`],
  ['target', `${where ?? `database ${target.database}`}, system ${target.system_identifier}, as ${target.principal}`],
  ...(cut.record === 'atomic' ? [WITH_RECORD] : []),
  ...irreversible(kind),
];

const WITH_RECORD: Entry = ['record', 'in the same transaction, by `cutter record` with this folder'];

function irreversible(kind: string): Entry[] {
  const said = factsOf(kind)?.irreversible;
  return said === undefined ? [] : [['no way back', said]];
}

/** A JSON object among the shared values is shown by its fields, for example `provenance.manifest_digest`. */
export const sharedEntries = ({ shared }: PlanHeader): Entry[] =>
  Object.entries(shared).flatMap(([name, value]): Entry[] => {
    const fields = stringFields(value);
    return fields === undefined ? [[name, value]] : fields.map(([field, text]) => [`${name}.${field}`, text]);
  });

/** Fields of a JSON object of strings; undefined for all else, and where the text says more than its fields do. */
function stringFields(text: string): [string, string][] | undefined {
  if (!text.startsWith('{"')) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || JSON.stringify(value) !== text) return undefined;
    const fields = Object.entries(value);
    return fields.every(([, field]) => typeof field === 'string') ? fields : undefined;
  } catch {
    return undefined;
  }
}

export function pinEntries(header: PlanHeader): Entry[] {
  const pins: Entry[] = Object.entries(header.pins).map(([name, value]) => [
    name,
    typeof value === 'number' ? grouped(value) : String(value),
  ]);
  return [...pins, ['catalogue', counted(Object.keys(header.catalogue).length, 'object')]];
}

const BASIS: Readonly<Record<string, string>> = {
  own_marker: 'its own marker',
  group_marker: 'the marker of its group',
  decision: 'a decision of the cut',
};

/** `draft by its own marker, lines 210-214` */
export function exclusionStatus({ status, basis, lines: [first, last] }: PlanExclusion): string {
  return `${status} by ${BASIS[basis] ?? basis}, ${lineRange([first, last])}`;
}

/** `Plan: 60 to create, 0 the same, 0 changed, 0 gone, 4 excluded. 180 statements.` */
export function summaryLine({ changes, exclusions, expect }: PlanHeader): string {
  const counts = [
    `${grouped(changes.create)} to create`,
    `${grouped(changes.same)} the same`,
    `${grouped(changes.changed)} changed`,
    `${grouped(changes.gone)} gone`,
    `${grouped(exclusions.length)} excluded`,
  ];
  return `Plan: ${counts.join(', ')}. ${counted(expect.statements, 'statement')}.`;
}

/** Rows by table, for example `public.information_unit: 60 inserted, 60 updated`. */
export function rowEntries({ expect }: PlanHeader): Entry[] {
  const tables = [...new Set([...Object.keys(expect.inserted), ...Object.keys(expect.updated)])];
  return tables.map((table) => [
    table,
    `${grouped(expect.inserted[table] ?? 0)} inserted, ${grouped(expect.updated[table] ?? 0)} updated`,
  ]);
}
