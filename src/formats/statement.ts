import { valueNames } from '../core/kinds/kind.ts';
import type { Statement, Template } from '../core/plan/plan.ts';

/** Whether a value of a plan's file has the shape of a statement of one of the templates. */
export function statementCheck(templates: Readonly<Record<string, Template>>): (value: unknown) => value is Statement {
  const arity = new Map(Object.entries(templates).map(([name, template]) => [name, valueNames(template).length]));
  return (value): value is Statement => {
    if (!Array.isArray(value) || value.length !== 3) return false;
    const [template, address, values] = value;
    if (typeof address !== 'string' || !Array.isArray(values) || values.length !== arity.get(template)) return false;
    for (const item of values) if (item !== null && typeof item !== 'string') return false;
    return true;
  };
}
