/**
 * The sandbox: the reference database, provisioned by its owner, to try everything on.
 *
 * The same SQL provisions an owner's own database (`sandboxSql`); only the mark that lets `sandboxReset` drop things is
 * the sandbox's alone.
 */
export { type DocumentVersion, type Registration, sandboxRegister } from './sandbox/register.ts';
export { sandboxReset } from './sandbox/reset.ts';
export { sandboxRun } from './sandbox/run.ts';
export { type SqlFile, sandboxSql } from './sandbox/sql.ts';
export { type Provisioned, sandboxUp } from './sandbox/up.ts';
