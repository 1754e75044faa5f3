/**
 * Reads the statements of a plan that has been read before (plan.ts): parsed, and not checked once more, for the hash
 * of all bytes says at the end whether they are those that were checked.
 */
import { STATEMENTS } from '../core/plan/encode.ts';
import { readFramed } from './framed.ts';
import { tapped } from './tap.ts';

export interface PlanAgainReader {
  /**
   * Nothing about them holds before `sha256` is known, not even their shape. Throws Stop (`syntax.*`, `input.*`) where
   * the bytes are no plan at all.
   */
  statements(): AsyncGenerator<unknown, void, undefined>;
  /** SHA-256 of the whole file; after the last statement. */
  sha256(): Promise<string>;
}

export function readPlanAgain(chunks: AsyncIterable<Uint8Array>, file: string): PlanAgainReader {
  const whole = tapped(chunks);
  const frame = readFramed(whole.chunks, STATEMENTS, { file, again: true });
  return {
    async *statements() {
      await frame.head();
      for await (const { value } of frame.records()) yield value;
    },
    async sha256() {
      await frame.tail();
      return whole.result().sha256;
    },
  };
}
