/** Takes the head of the ledger out of the database: checked, signed, in a file of its own. */

import { FINDINGS } from '../../core/ledger/findings.ts';
import { HEAD_FORMAT, headText, type LedgerHead } from '../../core/ledger/head.ts';
import { type Problem, Stop } from '../../core/problem.ts';
import type { Databases, Files, FileWriter, Signer } from '../../ports.ts';
import { type HeadSigners, keysOf, readHead } from './head-file.ts';
import { readLedger } from './read.ts';

export interface HeadRequest {
  /** The lane or the principal whose key it is. */
  readonly signer: string;
  readonly key: Signer;
  /** The head before this one; the ledger is held against it. */
  readonly last?: string;
  readonly signers: HeadSigners;
  /** Where to write; absent = a name in this folder, by database and number. */
  readonly out?: string;
  readonly run: string;
}

interface Ports {
  readonly files: Files;
  readonly output: FileWriter;
  readonly databases: Databases;
}

export interface HeadResult {
  readonly file: string;
  readonly head: LedgerHead;
}

/** At most this many findings are named. */
const NAMED = 20;

/** Throws Stop `ledger.broken` for a ledger in which something is wrong: its head would vouch for that. */
export async function takeHead(request: HeadRequest, { files, output, databases }: Ports): Promise<HeadResult> {
  const { signer, key, last, signers, run } = request;
  if (!keysOf(signer, signers).includes(key.publicKey)) throw new Stop([foreignKey(signer)]);
  const kept = last === undefined ? undefined : await readHead(last, signers, files);
  const { target, state, findings, catalogue, takenAt } = await readLedger(databases, run, kept);
  // A definition may change by the will of the owner; a new head is how that is accepted.
  const broken = findings.filter(({ what }) => what !== 'definition_changed');
  if (broken.length > 0) {
    throw new Stop([
      {
        code: 'ledger.broken',
        message: `The ledger is not whole: ${broken.length} findings.`,
        hint: 'Run `cutter ledger check`, and find out what happened before anything is signed.',
        detail: broken.slice(0, NAMED).map(({ what, where }) => `${where}: ${FINDINGS[what]}`),
      },
    ]);
  }
  const head: LedgerHead = {
    format: HEAD_FORMAT,
    target,
    seq: state.seq,
    link_sha256: state.link_sha256,
    taken_at: takenAt,
    signer,
    catalogue,
  };
  const file = request.out ?? `ledger-head-${target.database}-${state.seq}.json`;
  const text = headText(head);
  // The signature first: a head without one proves nothing.
  await output.create(`${file}.sig`, [await key.sign(new TextEncoder().encode(text))]);
  await output.create(file, [text]);
  return { file, head };
}

const foreignKey = (signer: string): Problem => ({
  code: 'ledger.head',
  message: `The key is not one that cutter.yaml or the allowed signers give to ${signer}.`,
  hint: 'Name the signer whose key it is, with --as; without --as and --key the verifier signs.',
});
