/** The guards of the ledger, as the catalogue shows them: triggers that are there and enabled always, and definitions. */
import { fingerprints } from '../plan/fingerprint.ts';
import type { Finding } from './findings.ts';
import type { LedgerHead } from './head.ts';
import { CHAIN, LEDGER, type LedgerName, qualified } from './tables.ts';

const TABLES = Object.keys(LEDGER) as LedgerName[];

/** Every table refuses to lose or change a row; every row of the twelve becomes a link. */
const GUARDS: readonly string[] = [
  ...TABLES.flatMap((table) => [
    `trigger trg_${table}_append_only on ${qualified(table)}`,
    `trigger trg_${table}_chain on ${qualified(table)}`,
  ]),
  `trigger trg_ledger_chain_append_only on ${CHAIN}`,
  `trigger trg_backlog_entry_guard on ${qualified('decision_backlog_entry')}`,
  `trigger trg_backlog_entry_settled on ${qualified('decision_backlog_entry')}`,
  `trigger trg_backlog_history_guard on ${qualified('decision_backlog_history')}`,
  `trigger trg_backlog_history_settled on ${qualified('decision_backlog_history')}`,
  `trigger trg_backlog_acyclic on ${qualified('decision_backlog_dependency')}`,
  `trigger trg_signature_lane on ${qualified('dot_pair_signature')}`,
];

/** Tables whose catalogue objects a head keeps. */
export const LEDGER_TABLES: readonly string[] = [...TABLES.map(qualified), CHAIN];

/** What guards the ledger; vocabulary, roles and settings change for reasons of their own. */
const GUARDING = /^(?!configuration |settings of |extension |role )/;

export const guardingOf = (catalogue: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  fingerprints(Object.fromEntries(Object.entries(catalogue).filter(([name]) => GUARDING.test(name))));

/** `catalogue`: definitions by name, as the catalogue query gives them. */
export function guardFindings(catalogue: Readonly<Record<string, string>>, kept?: LedgerHead): readonly Finding[] {
  const off = GUARDS.filter((name) => catalogue[name]?.endsWith('\nenabled always') !== true);
  const now = guardingOf(catalogue);
  const names = kept === undefined ? [] : [...new Set([...Object.keys(kept.catalogue), ...Object.keys(now)])].sort();
  return [
    ...off.map((where): Finding => ({ what: 'guard_off', where })),
    ...names
      .filter((name) => kept?.catalogue[name] !== now[name])
      .map((where): Finding => ({ what: 'definition_changed', where })),
  ];
}
