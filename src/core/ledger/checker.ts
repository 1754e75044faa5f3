/**
 * Checks the ledger: every row against its link, every link against the one before it, every request against its
 * history, and all of it against a head that was kept outside. Rows first, in any order, then links by their number.
 */
import type { Identity } from '../plan/snapshot.ts';
import { type Link, linkSha256, NO_LINK, type RawRow, rowKey, rowSha256 } from './chain.ts';
import type { Finding, FindingKind } from './findings.ts';
import type { LedgerHead } from './head.ts';
import { LEDGER, type LedgerName } from './tables.ts';

interface Request {
  status?: string | null;
  /** Steps by the version they lead to. */
  readonly steps: {
    readonly before: number;
    readonly after: number;
    readonly from: string | null;
    readonly to: string | null;
  }[];
}

export interface LedgerState {
  readonly rows: number;
  /** Number and hash of the last link. */
  readonly seq: number;
  readonly link_sha256: string;
}

export class LedgerChecker {
  readonly #findings: Finding[] = [];
  /** Hashes of rows whose link has not been seen, by `table key`. */
  readonly #open = new Map<string, string>();
  readonly #linked = new Set<string>();
  readonly #requests = new Map<string, Request>();
  readonly #kept: LedgerHead | undefined;
  #rows = 0;
  #seq = 0;
  #before = NO_LINK;

  constructor(kept?: LedgerHead) {
    this.#kept = kept;
  }

  row(table: LedgerName, row: RawRow): void {
    this.#rows += 1;
    this.#open.set(`${table} ${rowKey(table, row)}`, rowSha256(table, row));
    if (table === 'decision_backlog_entry') this.#request(row.entry_id ?? '').status = row.status ?? null;
    if (table === 'decision_backlog_history') this.#step(row);
  }

  link(link: Link): void {
    const where = `link ${link.seq}`;
    const name = `${link.table_name} ${link.row_key}`;
    const seq = Number(link.seq);
    // Each number that is left out is one finding, however many they are.
    if (seq !== this.#seq + 1) this.#find('link_missing', seq > this.#seq + 1 ? gap(this.#seq + 1, seq - 1) : where);
    if (link.prev_sha256 !== this.#before) this.#find('link_out_of_place', where);
    if (link.link_sha256 !== linkSha256(link)) this.#find('link_changed', where);
    if (!Object.hasOwn(LEDGER, link.table_name)) this.#find('link_foreign', where);
    else if (this.#linked.has(name)) this.#find('link_repeated', `${where}: ${name}`);
    else this.#row(name, link.row_sha256);
    this.#linked.add(name);
    if (this.#kept !== undefined && seq === this.#kept.seq && link.link_sha256 !== this.#kept.link_sha256) {
      this.#find('head_differs', where);
    }
    this.#seq = seq;
    this.#before = link.link_sha256;
  }

  /** Once every row and every link was given. */
  result(target: Identity): { readonly findings: readonly Finding[]; readonly state: LedgerState } {
    for (const name of this.#open.keys()) this.#find('row_not_chained', name);
    for (const [entry, request] of this.#requests) this.#history(entry, request);
    const kept = this.#kept;
    if (kept !== undefined) {
      if (kept.target.database !== target.database || kept.target.system_identifier !== target.system_identifier) {
        this.#find('head_foreign', `${kept.target.database} on ${kept.target.system_identifier}`);
      }
      if (kept.seq > this.#seq) this.#find('head_cut_off', gap(this.#seq + 1, kept.seq));
    }
    return { findings: this.#findings, state: { rows: this.#rows, seq: this.#seq, link_sha256: this.#before } };
  }

  #row(name: string, wanted: string): void {
    const found = this.#open.get(name);
    if (found === undefined) this.#find('row_missing', name);
    else if (found !== wanted) this.#find('row_changed', name);
    this.#open.delete(name);
  }

  #request(entry: string): Request {
    const known = this.#requests.get(entry);
    if (known !== undefined) return known;
    const request: Request = { steps: [] };
    this.#requests.set(entry, request);
    return request;
  }

  #step(row: RawRow): void {
    const diff = parse(row.change_diff ?? '{}');
    this.#request(row.entry_id ?? '').steps.push({
      before: Number(row.entry_version_before),
      after: Number(row.entry_version_after),
      from: diff.from ?? null,
      to: diff.to ?? null,
    });
  }

  #history(entry: string, { status, steps }: Request): void {
    const where = `decision_backlog_entry ${entry}`;
    steps.sort((a, b) => a.after - b.after);
    let version = 0;
    let at: string | null = null;
    let whole = steps.length > 0;
    for (const step of steps) {
      whole &&= step.before === version && step.after === version + 1 && step.from === at;
      version = step.after;
      at = step.to;
    }
    if (!whole) this.#find('history_broken', where);
    if (status !== at) this.#find('status_without_step', where);
  }

  #find(what: FindingKind, where: string): void {
    this.#findings.push({ what, where });
  }
}

const gap = (from: number, to: number): string => (from === to ? `link ${from}` : `links ${from} to ${to}`);

/** A step whose diff is no object of texts says nothing, and so breaks the history. */
function parse(text: string): { readonly from?: string | null; readonly to?: string | null } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
