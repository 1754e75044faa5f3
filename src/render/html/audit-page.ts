/** The report of a run as one page of HTML that stands alone. */
import type { AuditPlan, Coverage, Evidence } from '../../core/audit/evidence.ts';
import { coveredWords, figures, outcomeSentence } from '../audit-words.ts';
import { bytes as bytesText, grouped } from '../numbers.ts';
import { AUDIT_STYLE } from './audit-style.ts';
import { laneChart, phaseRows, timeStrip } from './audit-time.ts';
import { shown } from './escape.ts';
import { pageEnd, pageHead } from './page.ts';
import { strip } from './strip.ts';

type Cell = string | { readonly html: string; readonly className?: string };

export function auditPage(evidence: Evidence): string {
  const { verdict, run, checks, stretches, matrix, plans, verbs, versions, ledger, coverage } = evidence;
  const page = { title: `${verdict}: ${run.run}`, style: AUDIT_STYLE, script: '' };
  return [
    pageHead(page),
    '<main>\n',
    `<p class="verdict ${verdict}">${verdict}</p>\n`,
    `<h1>${shown(run.facts.cut ?? '')} under ${shown(run.facts.prefix ?? '')}</h1>\n`,
    `<p class="lead">${shown(outcomeSentence(evidence))} Run <code>${shown(run.run)}</code>, mode ${run.mode}, state <code>${shown(run.state)}</code>.</p>\n`,
    `<dl class="figures">${figures(evidence)
      .map(([name, value]) => `<div><dt>${name}</dt><dd>${shown(value)}</dd></div>`)
      .join('')}</dl>\n`,
    section(
      'Checks',
      table(
        'checks',
        ['', 'what', 'found'],
        checks.map(({ verdict: is, name, found }) => [
          { html: is, className: is },
          name,
          { html: found.map(shown).join('<br>') },
        ]),
      ),
    ),
    section(
      'Time',
      `${timeStrip(stretches)}<p class="legend"><span class="k-work">work</span><span class="k-pause">waiting</span><span class="k-trouble">stopped or failed</span></p>${phaseRows(stretches)}`,
    ),
    section('Lanes', `<div class="wide pad" tabindex="0">${laneChart(stretches)}</div>`),
    coverage === undefined ? '' : section('Source', coverageStrip(coverage)),
    section(
      'Rows',
      table(
        'matrix',
        ['table', '>before', '>written', '>expected', '>found', ''],
        matrix.map(({ table: name, before, planned, after, exact }) => [
          { html: `<code>${shown(name)}</code>` },
          number(before),
          { html: grouped(planned), className: planned === 0 ? 'n zero' : 'n some' },
          number(before + planned),
          number(after),
          exact ? { html: 'exact', className: 'exact' } : { html: 'different', className: 'different' },
        ]),
      ),
    ),
    section(
      'Plans',
      table('plans', ['plan', 'kind', 'lane', 'as', '>statements', 'approved by', 'hash'], plans.map(planRow)),
    ),
    section('Gates', gates(plans)),
    section(
      'On the wire',
      table(
        'verbs',
        ['lane', 'verb', '>times', ''],
        verbs.map(({ lane, verb, count, allowed }) => [
          lane,
          verb,
          number(count),
          allowed ? 'allowed' : { html: 'not allowed', className: 'different' },
        ]),
      ),
    ),
    section(
      'Ledger and versions',
      table(
        'versions',
        ['what', 'value'],
        [
          ['ledger', `${grouped(ledger.rows)} rows, ${grouped(ledger.links)} links`],
          ...(ledger.head === undefined ? [] : [['head of the ledger', hash(ledger.head)] as Cell[]]),
          ...versions.map(([name, value]): Cell[] => [name, { html: shown(value), className: 'hash' }]),
        ],
      ),
    ),
    '</main>\n',
    pageEnd(page),
  ].join('');
}

const section = (title: string, inner: string): string => `<section><h2>${title}</h2>\n${inner}</section>\n`;
const number = (value: number): Cell => ({ html: grouped(value), className: 'n' });
const hash = (value: string): Cell => ({ html: shown(value), className: 'hash' });

/** A title that begins with `>` stands over numbers. */
function table(name: string, titles: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const head = titles.map((title) =>
    title.startsWith('>') ? `<th class="n">${title.slice(1)}</th>` : `<th>${title}</th>`,
  );
  const body = rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`);
  return `<div class="wide" tabindex="0"><table class="${name}"><thead><tr>${head.join('')}</tr></thead>\n<tbody>${body.join('\n')}</tbody></table></div>\n`;
}

const cell = (value: Cell): string =>
  typeof value === 'string'
    ? `<td>${shown(value)}</td>`
    : `<td${value.className === undefined ? '' : ` class="${value.className}"`}>${value.html}</td>`;

const planRow = ({ folder, kind, lane, principal, statements, approvals, sha256, applied }: AuditPlan): Cell[] => [
  folder,
  kind,
  lane,
  principal,
  number(statements),
  applied === undefined
    ? 'not applied'
    : (coveredWords(kind) ?? { html: approvals.map(({ approver }) => shown(approver)).join('<br>') }),
  hash(sha256),
];

/** Gates down, plans across. */
function gates(plans: readonly AuditPlan[]): string {
  const applied = plans.filter(({ applied: was }) => was !== undefined);
  const names = [...new Set(applied.flatMap((plan) => plan.gates.map(({ gate }) => gate)))];
  return table(
    'gates',
    ['gate', ...applied.map(({ folder }) => shown(folder))],
    names.map((name) => [
      name,
      ...applied.map((plan): Cell => {
        const asked = plan.gates.find(({ gate }) => gate === name)?.checks ?? [];
        return { html: asked.length === 0 ? '<span class="open">not asked</span>' : asked.map(shown).join('<br>') };
      }),
    ]),
  );
}

const KINDS = [{ name: 'unit' }, { name: 'unit2' }, { name: 'plain' }, { name: 'excluded', rare: true }];

function coverageStrip({ bytes, units, exclusions, unit_bytes, excluded_bytes, other_bytes, spans }: Coverage): string {
  const made = strip(bytes, KINDS);
  let from = 0;
  let even = false;
  for (const [kind, to] of spans) {
    if (kind === 'u') even = !even;
    made.add(kind === 'u' ? (even ? 'unit2' : 'unit') : kind === 'x' ? 'excluded' : 'plain', from, to);
    from = to;
  }
  const share = (part: number): string => `${((part / Math.max(1, bytes)) * 100).toFixed(1)} %`;
  return `${made.svg(`${units} units, ${exclusions} excluded, in the order of the document`)}<p class="legend"><span class="k-unit">${grouped(units)} units, ${share(unit_bytes)}</span><span class="k-excluded">${grouped(exclusions)} excluded, ${share(excluded_bytes)}</span><span class="k-plain">no content, ${share(other_bytes)}</span></p><p class="soft">${bytesText(bytes)}, every byte accounted for.</p>\n`;
}
