/** A plan as GitHub Markdown, for a pull request. */
import type { PlanHeader } from '../core/plan/plan.ts';
import { namesByTemplate, type PlanUnit, unitAction, unitValues } from '../core/plan/units.ts';
import type { Entry } from './entries.ts';
import { isText, sizeOf } from './fold.ts';
import { codeCell, codeHtml, codeSpan, details, fence, table } from './markdown.ts';
import { grouped } from './numbers.ts';
import {
  exclusionStatus,
  pinEntries,
  rowEntries,
  sharedEntries,
  subjectEntries,
  summaryLine,
  titleOf,
} from './plan-facts.ts';
import type { PlanFile, PlanRendering } from './rendering.ts';
import { SYMBOLS } from './unit-lines.ts';

export function planMarkdown(header: PlanHeader, file: PlanFile): PlanRendering {
  const names = namesByTemplate(header.templates);
  return {
    head: () => head(header, file),
    unit: (unit) => unitMarkdown(header, names, unit),
    tail: () => `\n**${summaryLine(header)}**\n`,
  };
}

function head(header: PlanHeader, file: PlanFile): string {
  const { changes, exclusions, expect } = header;
  const counts = [changes.create, changes.same, changes.changed, changes.gone, exclusions.length, expect.statements];
  return [
    `## Plan of ${codeSpan(titleOf(header))}\n`,
    table(['to create', 'the same', 'changed', 'gone', 'excluded', 'statements'], [counts.map(grouped)]),
    `Plan hash (SHA-256 of the plan file): ${codeSpan(file.sha256)}\n`,
    entries(['', ''], subjectEntries(header)),
    details('Values that all units share', entries(['name', 'value'], sharedEntries(header))),
    details('Pins, checked again before anything is written', entries(['pin', 'value'], pinEntries(header))),
    details('Rows the transaction must write', entries(['table', 'rows'], rowEntries(header))),
    `### Excluded, not written (${grouped(exclusions.length)})\n`,
    exclusions.length === 0
      ? 'Nothing.\n'
      : table(
          ['key', 'status', 'reason'],
          exclusions.map((e) => [e.key, exclusionStatus(e), e.reason].map(codeCell)),
        ),
    `### Units\n`,
    expect.statements === 0 ? 'Nothing to do: every unit is there already, exactly as planned.\n' : '',
  ]
    .filter((block) => block !== '')
    .map((block) => `${block}\n`)
    .join('');
}

const entries = (titles: readonly [string, string], list: readonly Entry[]): string =>
  table(
    titles,
    list.map(([name, value]) => [codeCell(name), codeCell(value)]),
  );

function unitMarkdown(header: PlanHeader, names: ReadonlyMap<string, readonly string[]>, unit: PlanUnit): string {
  const values = unitValues(names, unit.statements);
  const symbol = SYMBOLS[unitAction(header, unit.statements)];
  const heading = [`${symbol} ${unit.address}`, values.get('section_type'), values.get('title')]
    .filter((part) => part !== undefined && part !== null)
    .map(codeHtml)
    .join(' ');
  const short: Entry[] = [];
  const long: Entry[] = [];
  for (const [name, value] of values) (isText(name, value ?? '') ? long : short).push([name, value ?? 'NULL']);
  const statements: Entry = ['statements', unit.statements.map(([name]) => name).join(', ')];
  const inner = [
    entries(['name', 'value'], [...short, statements]),
    ...long.map(([name, value]) => `${codeSpan(name)} (${sizeOf(value)})\n\n${fence(value)}`),
  ];
  return details(heading, inner.join('\n'));
}
