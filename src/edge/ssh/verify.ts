/** The second opinion on a signature: `ssh-keygen -Y verify`, where it is installed. */
import { APPROVAL_NAMESPACE } from '../../core/approval/sshsig.ts';
import type { SecondOpinion } from '../../ports.ts';
import { runSshKeygen, withPrivateFolder } from './run.ts';

const MILLISECONDS = 20_000;

/** Whether there is an ssh-keygen on the PATH. */
export async function sshKeygenAvailable(): Promise<boolean> {
  return (await runSshKeygen(['-?'], { input: new Uint8Array(0), milliseconds: MILLISECONDS })) !== undefined;
}

export const sshKeygenOpinion: SecondOpinion = {
  verify: ({ signers, revoked, principal, signature, message }) =>
    withPrivateFolder(async (put) => {
      const argv = [
        ...['-Y', 'verify', '-n', APPROVAL_NAMESPACE, '-I', principal],
        ...['-f', put('allowed_signers', signers)],
        ...['-r', put('revoked_keys', revoked)],
        ...['-s', put('approval.json.sig', signature)],
      ];
      const result = await runSshKeygen(argv, { input: message, milliseconds: MILLISECONDS });
      if (result === undefined) return { verdict: 'not_installed' };
      if (result.code === 0) return { verdict: 'accepted' };
      const said = result.code === null ? `it did not end within ${MILLISECONDS / 1000} s` : lastLine(result.said);
      return { verdict: 'refused', said };
    }),
};

/** Without control characters: ssh-keygen quotes what stands in files. */
function lastLine(text: string): string {
  const line = text.trimEnd().split('\n').at(-1) ?? '';
  return line.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 300);
}
