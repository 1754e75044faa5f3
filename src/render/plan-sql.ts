/**
 * A plan as plain SQL, which psql runs to the same rows: one transaction, literals in place of parameters, no gate.
 * It is for reading and for trying out on a sandbox; only `cutter apply` checks approval, pins and drift.
 */
import { binder } from '../core/kinds/kind.ts';
import type { PlanHeader, Statement } from '../core/plan/plan.ts';
import { unitAction } from '../core/plan/units.ts';
import { literal } from './literal.ts';
import { pinEntries, rowEntries, subjectEntries, summaryLine, titleOf } from './plan-facts.ts';
import { asText, type PlanFile, type PlanRendering } from './rendering.ts';
import { substituted, templateParts } from './substitute.ts';
import { SYMBOLS } from './unit-lines.ts';
import { visible } from './visible.ts';

export function planSql(header: PlanHeader, file: PlanFile): PlanRendering {
  const statementSql = statementWriter(header);
  return {
    head: () => asText(headLines(header, file)),
    unit: ({ address, statements }) =>
      asText([
        comment(`${SYMBOLS[unitAction(header, statements)]} ${address}`),
        ...statements.map((statement) => `${statementSql(statement)};`),
        '',
      ]),
    tail: () => asText(['SET CONSTRAINTS ALL IMMEDIATE;', 'COMMIT;']),
  };
}

/** A statement with its values as literals. Throws where the plan names a template it does not hold. */
export function statementWriter(header: PlanHeader): (statement: Statement) => string {
  const writers = new Map(
    Object.entries(header.templates).map(([name, template]) => [
      name,
      { parts: templateParts(template.sql), bound: binder(template, header.shared) },
    ]),
  );
  return ([name, , values]) => {
    const writer = writers.get(name);
    if (writer === undefined) throw new RangeError(`the plan holds no template ${name}`);
    return substituted(writer.parts, writer.bound(values).map(literal));
  };
}

function headLines(header: PlanHeader, file: PlanFile): string[] {
  return [
    comment(`Plan of ${titleOf(header)}`),
    comment(`plan hash: ${file.sha256}`),
    ...[...subjectEntries(header), ...pinEntries(header), ...rowEntries(header)].map(([name, value]) =>
      comment(`${name}: ${value}`),
    ),
    comment(summaryLine(header)),
    comment('This file checks no approval, pin or drift: cutter apply does. Run it with psql on a sandbox.'),
    '\\set ON_ERROR_STOP on',
    '\\encoding UTF8',
    'BEGIN ISOLATION LEVEL READ COMMITTED;',
    'SET LOCAL search_path = pg_catalog;',
    'SET LOCAL enable_seqscan = off;',
    'SET LOCAL standard_conforming_strings = on;',
    'SET CONSTRAINTS ALL DEFERRED;',
    '',
  ];
}

/** `visible` leaves no line break in the text, so nothing gets out of the comment. */
const comment = (text: string): string => `-- ${visible(text)}`;
