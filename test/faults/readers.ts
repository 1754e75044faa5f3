/** The readers of untrusted bytes, and what an answer of one must look like. */
import { readAllowedSigners } from '../../src/core/approval/allowed-signers.ts';
import { type Checked, type Problem, Stop } from '../../src/core/problem.ts';
import { PROBLEM_CODES } from '../../src/core/problem-codes.ts';
import { readApproval } from '../../src/formats/approval.ts';
import { readCut } from '../../src/formats/cut.ts';
import { readManifest } from '../../src/formats/manifest.ts';
import { readPlan } from '../../src/formats/plan.ts';
import { readReceipt } from '../../src/formats/receipt.ts';

type Reader = (bytes: Buffer) => Checked<unknown> | Promise<Checked<unknown>>;

const FILE = 'f.yaml';

/** In one chunk, or in two: a reader of streams must not care where one ends. */
async function* chunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  const middle = bytes.length >> 1;
  yield bytes.subarray(0, middle);
  yield bytes.subarray(middle);
}

async function stopped(read: () => Promise<unknown>): Promise<Checked<unknown>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    if (error instanceof Stop) return { ok: false, problems: error.problems };
    throw error;
  }
}

export const READERS = {
  cut: (bytes) => readCut(bytes, FILE),
  manifest: (bytes) =>
    stopped(async () => {
      const reader = readManifest(chunks(bytes), FILE);
      await reader.header();
      for await (const _ of reader.spans());
      return reader.end();
    }),
  plan: (bytes) =>
    stopped(async () => {
      const reader = readPlan(chunks(bytes), FILE);
      await reader.header();
      for await (const _ of reader.units());
      return reader.end();
    }),
  approval: (bytes) => readApproval(bytes, FILE),
  receipt: (bytes) => readReceipt(bytes, FILE),
  allowed_signers: (bytes) => readAllowedSigners(bytes, FILE),
} as const satisfies Record<string, Reader>;

export type ReaderName = keyof typeof READERS;

const MOST_PROBLEMS = 110;

/** What is wrong with the problems that a reader answers; undefined = nothing is. */
export function untyped(problems: readonly Problem[]): string | undefined {
  if (problems.length === 0 || problems.length > MOST_PROBLEMS) return `${problems.length} problems`;
  for (const { code, message, hint, place } of problems) {
    if (!(code in PROBLEM_CODES)) return `the code ${code}`;
    if (message.trim() === '' || hint.trim() === '') return `no message or no hint: ${code}`;
    if (place?.file !== FILE) return `no place: ${code}`;
  }
  return undefined;
}
