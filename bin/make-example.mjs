#!/usr/bin/env node
/**
 * Makes the committed plan of the example, plans/constitution, anew:
 *
 *     npm run example                  from examples/01-constitution/snapshot.json; for a change of what is planned
 *     npm run example -- --snapshot    makes that snapshot first, from a new reference sandbox; for a change of the
 *                                      reference database or of what is read from it
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const example = 'examples/01-constitution';
const cut = `${example}/cut.yaml`;
const snapshot = `${example}/snapshot.json`;

if (process.argv.includes('--snapshot')) {
  rmSync(join(root, '.cutter/reference'), { recursive: true, force: true });
  cutter('sandbox', 'up');
  cutter('sandbox', 'register', cut);
  cutter('snapshot', cut, '--out', snapshot);
}
rmSync(join(root, 'plans/constitution'), { recursive: true, force: true });
cutter('plan', cut, '--snapshot', snapshot, '--out', 'plans/constitution');
cutter('plan', cut, '--snapshot', snapshot, '--check', 'plans/constitution');

function cutter(...words) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'bin/cutter.js'), ...words, '--config', `${example}/cutter.yaml`],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) process.exit(status ?? 1);
}
