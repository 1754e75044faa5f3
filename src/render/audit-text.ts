/** An audit pack in the terminal. */
import type { AuditCheck, Evidence } from '../core/audit/evidence.ts';
import { outcomeSentence } from './audit-words.ts';
import { counted } from './numbers.ts';
import type { Screen } from './paint.ts';
import { called, shellPath } from './shell.ts';
import { tableLines } from './table.ts';
import { visible } from './visible.ts';
import { wrap } from './width.ts';

const colourOf = (verdict: Evidence['verdict'], { paint }: Screen) =>
  verdict === 'PASS' ? paint.green : verdict === 'FAIL' ? paint.red : paint.yellow;

export function auditLines(
  { folder, report, evidence }: { readonly folder: string; readonly report: string; readonly evidence: Evidence },
  screen: Screen,
): string[] {
  return [
    ...checkLines(evidence.checks, screen),
    '',
    `${colourOf(evidence.verdict, screen)(evidence.verdict)} ${outcomeSentence(evidence)}`,
    `Evidence: ${report}`,
    'Next:',
    `  ${called(`cutter audit check ${shellPath(folder)}`, screen)}`,
  ];
}

export interface CheckedPack {
  readonly verdict: 'PASS' | 'FAIL';
  readonly run: string;
  readonly signer: string;
  readonly trusted: 'own' | 'pack';
  readonly files: number;
  readonly changed: readonly { readonly path: string; readonly what: string }[];
  readonly checks: readonly AuditCheck[];
  readonly evidence?: Evidence;
}

export function packLines(checked: CheckedPack, screen: Screen): string[] {
  const { verdict, run, signer, trusted, files, changed, checks, evidence } = checked;
  const { paint } = screen;
  const lines = [
    ...checkLines(checks, screen),
    ...changed.flatMap(({ path, what }) =>
      wrap(`${paint.red('changed')} ${visible(path)}: ${visible(what)}`, screen.width),
    ),
    ...(changed.length > 0 || checks.length > 0 ? [''] : []),
  ];
  const whole =
    changed.length === 0
      ? `${counted(files, 'file')} as signed by ${signer}`
      : `${counted(changed.length, 'file')} changed`;
  lines.push(`${colourOf(verdict, screen)(verdict)} ${visible(run)}: ${whole}.`);
  if (evidence !== undefined) lines.push(`The run: ${evidence.verdict}. ${outcomeSentence(evidence)}`);
  if (trusted === 'pack' && changed.length === 0) {
    lines.push(
      ...wrap(
        'The keys are those that the pack names: hold the signer against one you know, or run this where cutter.yaml names the lanes.',
        screen.width,
      ),
    );
  }
  return lines;
}

const checkLines = (checks: readonly AuditCheck[], screen: Screen): string[] =>
  checks.length === 0
    ? []
    : tableLines(
        [{ title: '' }, { title: 'check' }, { title: 'found' }],
        checks.map(({ verdict, name, found }) => [verdict, name, verdict === 'FAIL' ? found.join('; ') : '']),
        screen,
      );
