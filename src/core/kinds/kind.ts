import type { Statement, Template } from '../plan/plan.ts';

/** A template as the code registers it: what a plan may carry, what its success looks like, and what it writes. */
export interface RegisteredTemplate extends Template {
  /** The only command tag that counts as success. */
  readonly tag: string;
  readonly writes: { readonly table: string; readonly verb: 'insert' | 'update' };
}

/** What a plan does. A capability is added by adding a kind. */
export interface Kind {
  readonly name: string;
  readonly lane: 'DOT-991' | 'DOT-992';
  /** The approval that covers it. */
  readonly approval: 'SG_1' | 'SG_2';
  /** The role that writes, and the roles that never may. */
  readonly principal: string;
  readonly templates: Readonly<Record<string, RegisteredTemplate>>;
  /** Statements of one unit stand together, in this order. */
  readonly sequence: readonly string[];
  /** Tables whose catalogue objects a plan of this kind depends on. */
  readonly tables: readonly string[];
  /**
   * The row that the statements of one unit leave behind, as the text that `live rows` queries produce; see
   * plan/rows.ts. The first call prepares what all units share.
   */
  readonly rowText: (shared: Readonly<Record<string, string>>) => (statements: readonly Statement[]) => string;
}

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
