/** A step of a request: a compare-and-swap of its status. Every step that ends a transaction has its history row, too. */
import type { RegisteredTemplate } from '../kinds/kind.ts';
import type { Statement } from '../plan/plan.ts';
import { qualified } from './tables.ts';

const table = qualified('decision_backlog_entry');

/** Moves one entry from the one status to the other; no row = somebody else moved it, and the transaction ends. */
export const moveTemplate: RegisteredTemplate = {
  sql: `UPDATE ${table} SET status = $3::text WHERE entry_id = $1::uuid AND status = $2::text`,
  parameters: ['shared.entry_id', 'unit.from', 'unit.to'],
  tag: 'UPDATE 1',
  writes: { table, verb: 'update' },
};

export const moveStatement = (template: string, address: string, from: string, to: string): Statement => [
  template,
  address,
  [from, to],
];
