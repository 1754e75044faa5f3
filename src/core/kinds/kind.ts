/**
 * A kind is what a plan does: everything that differs between a cut, its record, its verification and whatever comes
 * later stands in one record here, and the engine (src/flows) asks it. A capability is added by adding a kind: a folder
 * beside this file, a line in facts.ts, and one in src/formats/kinds.ts, which loads it by its name.
 */
import type { Cut } from '../cut.ts';
import type { UnitSpan } from '../document/manifest.ts';
import type { LedgerName } from '../ledger/tables.ts';
import type { FolderFile } from '../plan/folder.ts';
import type { PlanHeader, Statement, Template } from '../plan/plan.ts';
import type { Question } from '../plan/question.ts';
import type { PlanRequest } from '../plan/request.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import type { SurveyPart } from '../plan/survey.ts';
import type { Checked, Problem } from '../problem.ts';
import type { CutFacts, CutSources } from './document.ts';
import type { KindFacts } from './facts.ts';
import type { DocumentPlanner } from './planner.ts';
import type { RequestPlan, RequestSources } from './request.ts';

/** A template as the code registers it: what a plan may carry, what its success looks like, and what it writes. */
export interface RegisteredTemplate extends Template {
  /** The only command tag that counts as success. */
  readonly tag: string;
  /** `call`: a function of the owner, which writes what it writes; the expected rows by table say what that is. */
  readonly writes:
    | { readonly table: string; readonly verb: 'insert' | 'update' }
    | { readonly call: string; readonly verb: 'call' };
}

/** How the rows of a plan are read from a live database, as plan/rows.ts defines texts and digests. */
export interface LiveRows {
  /** One row: `count` and `digest`. */
  readonly digest: Question;
  /** One row per row: `address` (the key under which the plan has it) and `digest`. */
  readonly rows: Question;
}

interface KindBase extends KindFacts {
  readonly templates: Readonly<Record<string, RegisteredTemplate>>;
  /**
   * The statements of one unit stand together: for the first template of a unit, all of them in their order. A
   * statement that stands alone is a unit of its own.
   */
  readonly units: Readonly<Record<string, readonly string[]>>;
  /** Input files of the plan's folder: the plan is rebuilt from them alone, and pins each. */
  readonly files: readonly FolderFile[];
  /** Tables and functions (schema-qualified, every overload) whose catalogue objects a plan of this kind depends on. */
  readonly tables: readonly string[];
  readonly functions?: readonly string[];
  /** What all writers of the same subject lock; see LOCK_QUERY. */
  readonly lockKey: (header: PlanHeader) => string;
  readonly live: (header: PlanHeader) => LiveRows;
  /**
   * The row that one unit leaves behind, as the text that `live` produces; undefined for a unit that leaves none of its
   * own. The first call prepares what all units share.
   */
  readonly rowText: (
    shared: Readonly<Record<string, string>>,
  ) => (statements: readonly Statement[]) => string | undefined;
  /** The key of that row in the answer of `live`; absent = the address. */
  readonly rowKey?: (shared: Readonly<Record<string, string>>) => (statements: readonly Statement[]) => string;
}

/** Plans from a document: cut.yaml, manifest and region, read as streams. */
export interface DocumentKind extends KindBase {
  readonly from: 'document';
  readonly planner: (sources: CutSources) => DocumentPlanner;
  /** The statements of one unit of the document, whether or not it is there already. */
  readonly unitStatements: (snapshot: Snapshot) => UnitStatements;
  /** What a plan of so many units does. */
  readonly expected: (units: number) => PlanHeader['expect'];
  /** The values that all rows of a cut share. */
  readonly sharedValues: (cut: Cut, source: CutFacts) => Readonly<Record<string, string>>;
  /** What must still be so of the database when a plan is applied, beyond the rows where it writes. */
  readonly premises?: (header: Pick<PlanHeader, 'shared'>) => readonly SurveyPart[];
  /** Which rows under the prefix are the cut's: all; or those that are not retired, where others were before it. */
  readonly rowsAre?: 'all' | 'live';
}

/** `order` counts the units of the document from 1. */
export type UnitStatements = (unit: UnitSpan, body: string, order: number) => readonly Statement[];

/** What is known of a subject before and after there is a plan: enough to ask the database about it. */
export type Subject = Pick<PlanRequest, 'cut' | 'parent' | 'pins' | 'exclusions' | 'given'>;

/** Plans from a request that follows from another plan, and from what the database answers to the kind's questions. */
export interface RequestKind extends KindBase {
  readonly from: 'request';
  /** Kinds of plans it can follow from. */
  readonly parents: readonly string[];
  /** Whether the plan that it follows from must have been applied, as a receipt of it says. */
  readonly parentApplied: boolean;
  /** Whether its request holds the statements of the plan that it follows from: it carries them out, or has them reviewed. */
  readonly carries?: boolean;
  /** Tables of the ledger that it reads or writes: their live columns must be exactly those that cutter knows. */
  readonly ledger: readonly LedgerName[];
  /** What the planner has to know of the database. Apply asks the same again, and the answers must be the same. */
  readonly survey: (subject: Subject) => readonly SurveyPart[];
  /** Pure. The request holds the signature wherever `signed` gives a text. */
  readonly plan: (sources: RequestSources) => Checked<RequestPlan>;
  /** What the lane's key signs, where the kind writes a signature. */
  readonly signed?: (sources: RequestSources) => Checked<string>;
  /** Whether one that was applied may be followed by another of its kind, for example because it found a fault. */
  readonly again?: (header: PlanHeader) => boolean;
  /** What is wrong with what a person gave beside the parent; absent = nothing may be given. */
  readonly givenProblems?: (given: Readonly<Record<string, string>>) => readonly Problem[];
}

export type Kind = DocumentKind | RequestKind;

/** Field names of a template's own values, in the order in which a statement carries them. */
export function valueNames(template: Template): readonly string[] {
  const names = template.parameters.filter((p) => p.startsWith('unit.')).map((p) => p.slice('unit.'.length));
  return [...new Set(names)];
}

/**
 * Gives the values for `$1`, `$2` ... of the statements of one template; where each value comes from is found out once
 * for all of them.
 */
export function binder(
  template: Template,
  shared: Readonly<Record<string, string>>,
): (values: readonly (string | null)[]) => (string | null)[] {
  const names = valueNames(template);
  const sources = template.parameters.map((source) =>
    source.startsWith('shared.')
      ? { index: -1, text: shared[source.slice('shared.'.length)] ?? null }
      : { index: names.indexOf(source.slice('unit.'.length)), text: null },
  );
  return (values) => sources.map(({ index, text }) => (index === -1 ? text : (values[index] ?? null)));
}
