/**
 * The head of the ledger: its last link, and how the tables are guarded. Signed and kept outside the database, it shows
 * whatever was done to the rows before it. Shape: schemas/ledger-head.schema.json. Anyone can check the signature:
 *
 *     ssh-keygen -Y check-novalidate -n cutter-ledger -s head.json.sig < head.json
 */
import { canonical } from '../canonical.ts';
import type { Identity } from '../plan/snapshot.ts';

export const HEAD_FORMAT = 'cutter.ledger-head/1';

export interface LedgerHead {
  readonly format: typeof HEAD_FORMAT;
  readonly target: Identity;
  /** Number of the last link; 0 for a ledger without rows, whose link is 64 zeros. */
  readonly seq: number;
  readonly link_sha256: string;
  /** By the database's clock; RFC 3339, UTC. */
  readonly taken_at: string;
  /** The lane or the principal whose key signs. */
  readonly signer: string;
  /** One SHA-256 per catalogue object that the ledger depends on: tables, triggers, functions, grants. */
  readonly catalogue: Readonly<Record<string, string>>;
}

/** The text of the file; its UTF-8 bytes are what is signed. */
export const headText = (head: LedgerHead): string =>
  canonical({
    format: head.format,
    target: { database: head.target.database, system_identifier: head.target.system_identifier },
    seq: head.seq,
    link_sha256: head.link_sha256,
    taken_at: head.taken_at,
    signer: head.signer,
    catalogue: Object.fromEntries(Object.entries(head.catalogue).sort(([a], [b]) => (a < b ? -1 : 1))),
  });
