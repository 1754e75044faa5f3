/** Every command by its id; oclif finds them here and searches no folder. */
import Apply from './commands/apply.ts';
import ApprovalsCheck from './commands/approvals/check.ts';
import Approve from './commands/approve.ts';
import BackupVerify from './commands/backup/verify.ts';
import Backup from './commands/backup.ts';
import Diff from './commands/diff.ts';
import Drift from './commands/drift.ts';
import Help from './commands/help.ts';
import Init from './commands/init.ts';
import Mark from './commands/mark.ts';
import Plan from './commands/plan.ts';
import Preflight from './commands/preflight.ts';
import Resolve from './commands/resolve.ts';
import SandboxRegister from './commands/sandbox/register.ts';
import SandboxReset from './commands/sandbox/reset.ts';
import SandboxRun from './commands/sandbox/run.ts';
import SandboxSql from './commands/sandbox/sql.ts';
import SandboxUp from './commands/sandbox/up.ts';
import Show from './commands/show.ts';
import Snapshot from './commands/snapshot.ts';
import Validate from './commands/validate.ts';
import Verify from './commands/verify.ts';

export const COMMANDS = {
  apply: Apply,
  'approvals:check': ApprovalsCheck,
  approve: Approve,
  backup: Backup,
  'backup:verify': BackupVerify,
  diff: Diff,
  drift: Drift,
  help: Help,
  init: Init,
  mark: Mark,
  plan: Plan,
  preflight: Preflight,
  resolve: Resolve,
  'sandbox:register': SandboxRegister,
  'sandbox:reset': SandboxReset,
  'sandbox:run': SandboxRun,
  'sandbox:sql': SandboxSql,
  'sandbox:up': SandboxUp,
  show: Show,
  snapshot: Snapshot,
  validate: Validate,
  verify: Verify,
};
