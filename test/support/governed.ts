/** What follows from a cut, in a workplace: keys of the lanes, the record, the verification. */
import type { RequestKind } from '../../src/core/kinds/kind.ts';
import { record } from '../../src/core/kinds/record/index.ts';
import { writeVerify } from '../../src/core/kinds/write-verify/index.ts';
import type { LaneId } from '../../src/core/ledger/lanes.ts';
import { makeKeyPair } from '../../src/edge/ssh/keygen.ts';
import type { ApplyPorts, ApplyRequest, ApplyResult } from '../../src/flows/apply/request.ts';
import { planAndApply } from '../../src/flows/derived.ts';
import { openLane } from '../../src/flows/lanes.ts';
import { type PlannedCut, silent, TOOL, type Workplace } from './cutter.ts';

export interface Derived {
  readonly kind: RequestKind;
  readonly folder: string;
  readonly lane?: LaneId;
  readonly given?: Readonly<Record<string, string>>;
}

export const RECORD: Derived = { kind: record, folder: 'record', lane: 'DOT-991' };
export const WRITE_VERIFY: Derived = { kind: writeVerify, folder: 'write-verify', lane: 'DOT-992' };

/** Makes the keys of both lanes, as `cutter keys init` does. */
export async function laneKeys(work: Workplace): Promise<void> {
  for (const [lane, path] of Object.entries(await work.wire.laneKeyFiles())) await makeKeyPair(path, lane);
}

/** Plans and applies what follows from a cut, as its command does. */
export async function derive(
  work: Workplace,
  cut: Pick<PlannedCut, 'file'>,
  derived: Derived,
  request: Partial<ApplyRequest> = {},
  ports: Partial<ApplyPorts> = {},
): Promise<ApplyResult> {
  const { wire, databases } = work;
  const signers = await wire.signerFiles();
  const lane =
    derived.lane === undefined
      ? undefined
      : await openLane(derived.lane, await wire.laneKeyFiles(), signers, TOOL, {
          files: wire.files,
          signers: await wire.signers(),
        });
  return planAndApply(
    {
      kind: derived.kind,
      folder: derived.folder,
      ...(derived.given === undefined ? {} : { given: derived.given }),
      parent: cut.file,
      ...(lane === undefined ? {} : { lane, lanes: lane.signer.keys }),
      approvalFiles: [],
      dryRun: false,
      run: wire.run(derived.folder),
      environment: [],
      policy: await wire.policy(),
      signers,
      tool: TOOL,
      signal: new AbortController().signal,
      ...request,
    },
    {
      files: wire.files,
      output: wire.output,
      clock: wire.clock,
      databases,
      secondOpinion: await wire.secondOpinion(),
      progress: silent,
      ...ports,
    },
  );
}
