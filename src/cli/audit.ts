/** What commands share that make audit packs. */
import type { Audited } from '../flows/audit/write.ts';
import type { RunStore } from '../ports.ts';
import { serverSettings } from './server-settings.ts';
import type { Wire } from './wire.ts';

export async function auditRun(wire: Wire, store: RunStore, run: string, out?: string): Promise<Audited> {
  const { writeAudit } = await import('../flows/audit/write.ts');
  const { AUDIT_NAMESPACE, HEAD_NAMESPACE } = await import('../core/approval/sshsig.ts');
  const { folders } = await import('../edge/folders.ts');
  const { auditReports } = await import('../render/audit-reports.ts');
  const { Stop } = await import('../core/problem.ts');
  const [signers, lanes, keyFiles, ssh] = await Promise.all([
    wire.signerFiles(),
    wire.laneKeys(),
    wire.laneKeyFiles(),
    wire.signers(),
  ]);
  const keyFile = keyFiles['DOT-992'];
  if (lanes === undefined) throw new Stop([noKeys(keyFile)]);
  return writeAudit(
    {
      run,
      ...(out === undefined ? {} : { out }),
      policy: await wire.policy(),
      signers,
      lanes,
      headKey: await ssh.open(keyFile, HEAD_NAMESPACE),
      packKey: await ssh.open(keyFile, AUDIT_NAMESPACE),
      tool: await wire.tool(),
      reports: auditReports,
      secrets: await passwords(wire),
    },
    { ...wire, folders, databases: await wire.databases(), store, secondOpinion: await wire.secondOpinion() },
  );
}

/** What must not stand in anything that is written. */
async function passwords(wire: Wire): Promise<readonly string[]> {
  const { target, folder } = await wire.target();
  if (target.kind === 'embedded') return [];
  const { users, database } = await serverSettings(target, folder);
  // A password that is the name of the role or the database stands everywhere, and is none.
  const names = [database, ...Object.values(users).map(({ user }) => user)];
  return Object.values(users)
    .flatMap(({ password }) => (password === undefined ? [] : [password.reveal()]))
    .filter((word) => !names.includes(word));
}

const noKeys = (file: string) =>
  ({
    code: 'config.lanes',
    message: 'There is no key of the lane DOT-992, which signs audit packs.',
    place: { file },
    hint: 'Run `cutter keys init`, or name the key under `lanes` in cutter.yaml.',
  }) as const;
