/** The table of proofs, in order. */
import { bits, planBits } from './bits.ts';
import { drift } from './drift.ts';
import { environment } from './environment.ts';
import { crash, kill, terminate } from './kill.ts';
import { line } from './line.ts';
import { lists } from './lists.ts';
import { parsers } from './parsers.ts';
import type { Part } from './part.ts';
import { points } from './points.ts';
import { together } from './together.ts';

export const PARTS: readonly Part[] = [
  points,
  kill,
  terminate,
  crash,
  line,
  together,
  bits,
  planBits,
  drift,
  ...lists,
  environment,
  parsers,
];
