/** The reports of an audit pack as GitHub Markdown: a summary, and a page for each stretch of work. */
import type { Evidence, Stretch } from '../core/audit/evidence.ts';
import { coveredWords, figures, LANE_WORDS, outcomeSentence, phaseWords } from './audit-words.ts';
import { duration } from './duration.ts';
import { codeCell, codeSpan, table } from './markdown.ts';
import { grouped } from './numbers.ts';

export interface PageOfPhase {
  /** Name of the file: its number and the phase. */
  readonly name: string;
  readonly text: string;
}

const working = ({ stretches }: Evidence): readonly Stretch[] => stretches.filter(({ kind }) => kind !== 'pause');

const nameOf = (stretch: Stretch, index: number): string =>
  `${String(index + 1).padStart(2, '0')}-${stretch.name.replaceAll('_', '-')}.md`;

export const auditPages = (evidence: Evidence): readonly PageOfPhase[] =>
  working(evidence).map((stretch, index) => ({ name: nameOf(stretch, index), text: phasePage(stretch) }));

function phasePage(stretch: Stretch): string {
  const { kind, lane, from, to, ms, state, facts, problems } = stretch;
  return [
    `# ${phaseWords(stretch)}\n`,
    table(
      ['what', 'value'],
      [
        ['came to', codeCell(state)],
        ['how', kind === 'trouble' ? '**in trouble**' : 'as it should'],
        ['who', LANE_WORDS[lane]],
        ['from', codeCell(from)],
        ['to', codeCell(to)],
        ['work', duration(ms)],
      ],
    ),
    ...(problems.length === 0
      ? []
      : [`## Problems\n`, problems.map(({ code, message }) => `- ${codeSpan(code)}: ${codeSpan(message)}\n`).join('')]),
    `## Facts\n`,
    table(
      ['fact', 'value'],
      Object.entries(facts).map(([fact, value]) => [codeCell(fact), codeCell(value)]),
    ),
  ].join('\n');
}

/** `folder` holds the pages. */
export function auditMarkdown(evidence: Evidence, folder: string): string {
  const { verdict, run, checks, matrix, plans, verbs, versions, ledger } = evidence;
  return [
    `# ${verdict}: run ${codeSpan(run.run)}\n`,
    `${outcomeSentence(evidence)} ${codeSpan(run.facts.cut ?? '')} under ${codeSpan(run.facts.prefix ?? '')}, mode ${run.mode}.\n`,
    table(
      ['figure', 'value'],
      figures(evidence).map(([name, value]) => [name, value]),
    ),
    '## Checks\n',
    table(
      ['', 'what', 'found'],
      checks.map(({ verdict: is, name, found }) => [is, name, found.map(codeCell).join('<br>')]),
    ),
    '## Phases\n',
    table(
      ['phase', 'who', 'work', 'came to'],
      working(evidence).map((stretch, index) => [
        `[${phaseWords(stretch)}](${folder}/${nameOf(stretch, index)})`,
        LANE_WORDS[stretch.lane],
        duration(stretch.ms),
        codeCell(stretch.state),
      ]),
    ),
    '## Rows\n',
    table(
      ['table', 'before', 'written', 'expected', 'found', ''],
      matrix.map(({ table: name, before, planned, after, exact }) => [
        codeCell(name),
        grouped(before),
        grouped(planned),
        grouped(before + planned),
        grouped(after),
        exact ? 'exact' : '**different**',
      ]),
    ),
    '## Plans\n',
    table(
      ['plan', 'kind', 'lane', 'as', 'statements', 'approved by', 'hash'],
      plans.map(({ folder: name, kind, lane, principal, statements, approvals, sha256 }) => [
        codeCell(name),
        codeCell(kind),
        lane,
        codeCell(principal),
        grouped(statements),
        coveredWords(kind) ?? approvals.map(({ approver }) => codeCell(approver)).join('<br>'),
        codeCell(sha256),
      ]),
    ),
    '## Gates\n',
    table(
      ['plan', 'gate', 'checks'],
      plans.flatMap(({ folder: name, gates }) =>
        gates.map(({ gate, checks: asked }) => [codeCell(name), gate, asked.join(', ')]),
      ),
    ),
    '## On the wire\n',
    table(
      ['lane', 'verb', 'times', ''],
      verbs.map(({ lane, verb, count, allowed }) => [
        lane,
        verb,
        grouped(count),
        allowed ? 'allowed' : '**not allowed**',
      ]),
    ),
    '## Ledger\n',
    `${grouped(ledger.rows)} rows, ${grouped(ledger.links)} links${ledger.head === undefined ? '' : `, head ${codeSpan(ledger.head)}`}.\n`,
    '## Versions\n',
    table(
      ['what', 'version'],
      versions.map(([name, value]) => [name, codeCell(value)]),
    ),
  ].join('\n');
}
