import type { Cutter } from '../dist/types/cli/library.d.ts';

export declare const run: Cutter['run'];
export declare const resume: Cutter['resume'];
export declare const status: Cutter['status'];
export type {
  Finished,
  Mode,
  Problem,
  ResumeOptions,
  RunEvent,
  RunEvidence,
  RunOptions,
  RunReport,
  StartOptions,
} from '../dist/types/cli/library.d.ts';
export { Stop } from '../dist/types/cli/library.d.ts';
