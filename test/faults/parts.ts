/** The table of proofs, in order. */
import { crash, kill, terminate } from './kill.ts';
import { line } from './line.ts';
import type { Part } from './part.ts';
import { points } from './points.ts';
import { together } from './together.ts';

export const PARTS: readonly Part[] = [points, kill, terminate, crash, line, together];
