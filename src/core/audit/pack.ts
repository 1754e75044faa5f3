/**
 * An audit pack: a folder that holds everything that a run read, decided and left behind, so that anybody can check it
 * later without a database.
 *
 *     pack.json, pack.json.sig     every other file with its SHA-256, signed by the verifier's lane (ssh-keygen -Y, cutter-audit)
 *     run.ndjson                   the record of the run, line by line
 *     plan/                        the folder of the plan as it lay there, with approvals and receipts, and those of the plans that followed
 *     trust/                       policy, allowed signers, revoked keys
 *     ledger/                      rows of the cut, the links of the chain from the first of them on, and the signed head
 *     live.json                    what the database said when the pack was made
 *     report.*, phases/            what follows from all of these; `cutter audit check` makes them again
 */
import { canonical } from '../canonical.ts';
import type { LaneKeys } from '../plan/request.ts';
import type { Identity } from '../plan/snapshot.ts';

export const PACK_FORMAT = 'cutter.audit/1';
export const LIVE_FORMAT = 'cutter.audit-live/1';

export const PACK = {
  index: 'pack.json',
  signature: 'pack.json.sig',
  run: 'run.ndjson',
  plan: 'plan',
  policy: 'trust/policy.json',
  allowed: 'trust/allowed_signers',
  revoked: 'trust/revoked_keys',
  rows: 'ledger/rows.ndjson',
  links: 'ledger/links.ndjson',
  head: 'ledger/head.json',
  live: 'live.json',
  reportJson: 'report.json',
  reportMarkdown: 'report.md',
  reportHtml: 'report.html',
  pages: 'phases',
} as const;

export interface PackFile {
  /** Within the pack, with forward slashes. */
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

export interface PackIndex {
  readonly format: typeof PACK_FORMAT;
  readonly run: string;
  /** Digest of the last line of the record. */
  readonly head: string;
  readonly tool: { readonly version: string; readonly build: string };
  /** Public keys of the lanes, `type base64`; that of DOT-992 signs. */
  readonly lanes: LaneKeys;
  /** By path. */
  readonly files: readonly PackFile[];
}

/** The text of pack.json; its UTF-8 bytes are what is signed. */
export const packText = ({ format, run, head, tool, lanes, files }: PackIndex): string =>
  canonical({
    format,
    run,
    head,
    tool: { version: tool.version, build: tool.build },
    lanes: { 'DOT-991': lanes['DOT-991'], 'DOT-992': lanes['DOT-992'] },
    files: files.map(({ path, sha256, bytes }) => ({ path, sha256, bytes })),
  });

/** What the database said when the pack was made. */
export interface Live {
  readonly format: typeof LIVE_FORMAT;
  /** By the database's clock. */
  readonly at: string;
  readonly target: Identity;
  readonly server_version: string;
  /** Rows by table. */
  readonly rows: Readonly<Record<string, number>>;
  /** The rows of the last plan of the run, held against the database; absent = nothing was written. */
  readonly verify?: {
    readonly plan: string;
    readonly facts: readonly {
      readonly name: string;
      readonly expected: string;
      readonly found: string;
      readonly ok: boolean;
    }[];
  };
  /** Why the ledger has no head; absent = it has one. */
  readonly ledger?: readonly string[];
}

export const liveText = ({ format, at, target, server_version, rows, verify, ledger }: Live): string =>
  canonical({
    format,
    at,
    target: { database: target.database, system_identifier: target.system_identifier },
    server_version,
    rows,
    ...(verify === undefined
      ? {}
      : {
          verify: {
            plan: verify.plan,
            facts: verify.facts.map(({ name, expected, found, ok }) => ({ name, expected, found, ok })),
          },
        }),
    ...(ledger === undefined ? {} : { ledger }),
  });
