/** A dry run: the whole job for real, with keys and a database that are gone afterwards. */
import { mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { uuid5 } from '../core/hash.ts';
import { Stop } from '../core/problem.ts';
import type { Run } from '../core/run/replay.ts';
import { isOver, stationRow } from '../core/run/states.ts';
import { makeKeyPair } from '../edge/ssh/keygen.ts';
import { temporaryFolder } from '../edge/temporary.ts';
import { approve } from '../flows/approve.ts';
import { init } from '../flows/init.ts';
import { markDocument } from '../flows/mark.ts';
import { enactFileOf, planFileOf } from '../flows/run/known.ts';
import { resumeRun } from '../flows/run/resume.ts';
import { startRun } from '../flows/run/start.ts';
import { sandboxRegister, sandboxUp } from '../flows/sandbox.ts';
import { runPorts, runSettings, storeOf, type Telling } from './run-world.ts';
import { referenceSql } from './sandbox.ts';
import { Wire } from './wire.ts';

/** Signs with a key that exists for this run alone, and that nobody else trusts. */
const APPROVER = 'dry-run@example.org';

export interface DryRun {
  readonly cutFile: string;
  readonly root: string;
  readonly telling: Telling;
  readonly signal: AbortSignal;
}

/** The run as it ended. Nothing of it is left: no database, no key, no record. */
export async function dryRun({ cutFile, root, telling, signal }: DryRun): Promise<Run> {
  const folder = temporaryFolder('cutter-dry-run-');
  const wire = new Wire({ config: join(folder, 'cutter.yaml'), target: 'local', root });
  try {
    await provision(wire, folder, cutFile, root);
    const store = await storeOf(wire);
    const settings = await runSettings(wire, signal);
    const ports = await runPorts(wire, store, telling);
    const request = {
      id: wire.run('ictr'),
      mode: 'dry-run',
      cutFile,
      target: 'local',
      planFolder: join(folder, 'plan'),
      scratch: true,
    } as const;
    let run = await startRun(request, settings, ports);
    while (!isOver(run.state) && run.state === run.station && stationRow(run.station).pause !== undefined) {
      await sign(wire, folder, run);
      run = await resumeRun(run.id, [], settings, ports);
    }
    return run;
  } finally {
    await wire.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function provision(wire: Wire, folder: string, cutFile: string, root: string): Promise<void> {
  const { publicKey } = await makeKeyPair(join(folder, 'key'), APPROVER);
  await init({ folder, signer: { principal: APPROVER, publicKey } }, wire);
  for (const [lane, file] of Object.entries(await wire.laneKeyFiles())) {
    await mkdir(dirname(file), { recursive: true });
    await makeKeyPair(file, lane);
  }
  const { cut, manifest } = await markDocument(cutFile, wire);
  if (cut.author === APPROVER) throw new Stop([ownAuthor]);
  const { target } = await wire.target();
  if (target.kind !== 'embedded') throw new Error('A dry run has a database of its own.');
  const databases = await wire.embedded(join(folder, target.directory), true);
  await sandboxUp(databases, await referenceSql(root), wire.run('sandbox'));
  const checksum = manifest.header.region.sha256;
  const version = {
    source_document_ref: cut.name,
    address_docprefix: cut.prefix,
    document_version_id: uuid5('document version', cut.name, checksum),
    content_checksum: checksum,
  };
  await sandboxRegister(databases, version, wire.run('sandbox'));
}

async function sign(wire: Wire, folder: string, run: Run): Promise<void> {
  const { pause } = stationRow(run.station);
  await approve(
    {
      planFile: pause === 'SG_2' ? enactFileOf(run) : planFileOf(run),
      approver: APPROVER,
      keyFile: join(folder, 'key'),
      policy: await wire.policy(),
      signers: await wire.signerFiles(),
      toolBuild: (await wire.tool()).build,
    },
    { files: wire.files, output: wire.output, signers: await wire.signers(), clock: wire.clock },
  );
}

const ownAuthor = {
  code: 'input.usage',
  message: `A dry run approves as ${APPROVER}, who is the author of this cut.`,
  hint: 'Name the real author in cut.yaml.',
} as const;
