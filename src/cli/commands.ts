/** Every command by its id, the words of a topic joined by a colon; only the one that runs is loaded. */
import type { Program } from './command.ts';

interface RunnableCommand {
  run(argv: readonly string[], config: Program): Promise<void>;
}

export const COMMANDS: Readonly<Record<string, () => Promise<RunnableCommand>>> = {
  apply: async () => (await import('./commands/apply.ts')).Apply,
  'approvals:check': async () => (await import('./commands/approvals/check.ts')).ApprovalsCheck,
  approve: async () => (await import('./commands/approve.ts')).Approve,
  backup: async () => (await import('./commands/backup.ts')).Backup,
  'backup:verify': async () => (await import('./commands/backup/verify.ts')).BackupVerify,
  diff: async () => (await import('./commands/diff.ts')).Diff,
  drift: async () => (await import('./commands/drift.ts')).Drift,
  help: async () => (await import('./commands/help.ts')).Help,
  init: async () => (await import('./commands/init.ts')).Init,
  mark: async () => (await import('./commands/mark.ts')).Mark,
  plan: async () => (await import('./commands/plan.ts')).Plan,
  preflight: async () => (await import('./commands/preflight.ts')).Preflight,
  'profiles:list': async () => (await import('./commands/profiles/list.ts')).ProfilesList,
  'profiles:show': async () => (await import('./commands/profiles/show.ts')).ProfilesShow,
  'profiles:try': async () => (await import('./commands/profiles/try.ts')).ProfilesTry,
  resolve: async () => (await import('./commands/resolve.ts')).Resolve,
  'sandbox:register': async () => (await import('./commands/sandbox/register.ts')).SandboxRegister,
  'sandbox:reset': async () => (await import('./commands/sandbox/reset.ts')).SandboxReset,
  'sandbox:run': async () => (await import('./commands/sandbox/run.ts')).SandboxRun,
  'sandbox:sql': async () => (await import('./commands/sandbox/sql.ts')).SandboxSql,
  'sandbox:up': async () => (await import('./commands/sandbox/up.ts')).SandboxUp,
  show: async () => (await import('./commands/show.ts')).Show,
  snapshot: async () => (await import('./commands/snapshot.ts')).Snapshot,
  validate: async () => (await import('./commands/validate.ts')).Validate,
  verify: async () => (await import('./commands/verify.ts')).Verify,
};
