/** A plan in the terminal, laid out as people know it from terraform. */
import { factsOf } from '../core/kinds/facts.ts';
import type { PlanHeader } from '../core/plan/plan.ts';
import { namesByTemplate } from '../core/plan/units.ts';
import { entryLines, paragraph } from './entries.ts';
import type { FoldOptions } from './fold.ts';
import { counted, grouped } from './numbers.ts';
import {
  exclusionStatus,
  pinEntries,
  rowEntries,
  sharedEntries,
  subjectEntries,
  summaryLine,
  titleOf,
} from './plan-facts.ts';
import { asText, type PlanFile, type PlanRendering } from './rendering.ts';
import { called, shellPath } from './shell.ts';
import { unitLines } from './unit-lines.ts';
import { visible } from './visible.ts';
import { wrap } from './width.ts';

export function planText(header: PlanHeader, file: PlanFile, options: FoldOptions): PlanRendering {
  const names = namesByTemplate(header.templates);
  return {
    head: () => asText(headLines(header, file, options)),
    unit: (unit) => asText(unitLines(header, names, unit, options)),
    tail: () => asText(tailLines(header, file, options)),
  };
}

function headLines(header: PlanHeader, { where }: PlanFile, options: FoldOptions): string[] {
  const { paint, width } = options;
  return [
    paint.bold(`Plan of ${visible(titleOf(header))}`),
    ...entryLines(subjectEntries(header, where), 2, options),
    '',
    'Values that all units share:',
    ...entryLines(sharedEntries(header), 2, options),
    '',
    ...legend(header, options),
    ...(header.expect.statements === 0
      ? [...wrap('Nothing to do: every unit is there already, exactly as planned.', width), '']
      : []),
  ];
}

/** Only the symbols in use. Units without statements have no block of their own: their line here counts them. */
function legend({ changes }: PlanHeader, { paint, width }: FoldOptions): string[] {
  const units = (count: number): string => counted(count, 'unit');
  const rows = [
    { count: changes.create, symbol: paint.green('+'), text: `create (${units(changes.create)})` },
    { count: changes.changed, symbol: paint.yellow('~'), text: `update (${units(changes.changed)})` },
    { count: changes.same, symbol: '=', text: `there already, the same (${units(changes.same)}, not listed)` },
    {
      count: changes.gone,
      symbol: paint.red('-'),
      text: `there, but not in the document (${units(changes.gone)}, not listed)`,
    },
  ].filter((row) => row.count > 0);
  if (rows.length === 0) return [];
  const lines = rows.flatMap(({ symbol, text }) =>
    wrap(text, width - 4).map((line, index) => `  ${index === 0 ? symbol : ' '} ${line}`),
  );
  return ['Symbols:', ...lines, ''];
}

function tailLines(header: PlanHeader, file: PlanFile, options: FoldOptions): string[] {
  const { paint, width } = options;
  return [
    ...exclusionLines(header, options),
    ...wrap('Pins, checked again before anything is written:', width),
    ...entryLines(pinEntries(header), 2, options),
    '',
    'Rows the transaction must write:',
    ...entryLines(rowEntries(header), 2, options),
    '',
    ...wrap(summaryLine(header), width, true).map((line) => paint.bold(line)),
    '',
    'Plan hash (SHA-256 of the plan file):',
    `  ${file.sha256}`,
    ...nextLines(header, file, options),
  ];
}

function exclusionLines(header: PlanHeader, options: FoldOptions): string[] {
  if (header.exclusions.length === 0) return ['Excluded: nothing.', ''];
  const lines = header.exclusions.flatMap((exclusion) => [
    `  ${options.paint.bold(visible(exclusion.key))}`,
    ...paragraph(exclusionStatus(exclusion), 4, options.width),
    ...paragraph(exclusion.reason, 4, options.width, false),
  ]);
  return [`Excluded, not written (${grouped(header.exclusions.length)}):`, ...lines, ''];
}

/** The command stands alone on its line, unbroken: it is there to be copied. */
function nextLines(header: PlanHeader, { path, applied }: PlanFile, options: FoldOptions): string[] {
  if (applied === true) return [];
  // Who applies what the approval of another plan covers is the command that made it.
  if (header.expect.statements > 0 && factsOf(header.kind)?.covered !== 'own') return [];
  const command =
    header.expect.statements === 0
      ? `cutter verify ${shellPath(path)}`
      : `cutter approve ${shellPath(path)} --as you@example.org --key ~/.ssh/id_ed25519`;
  return ['', 'Next:', `  ${called(command, options)}`];
}
