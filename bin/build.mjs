#!/usr/bin/env node
/**
 * Builds dist/: one bundle a command, what several share in chunks of its own, so that a command loads only what it
 * needs. PGlite stays outside: it brings files of its own, and most commands never load it.
 *
 * An argument names another folder than dist/; it is emptied first.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

execFileSync(process.execPath, [join(root, 'bin/compile-schemas.mjs')], { stdio: 'inherit' });
rmSync(dist, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: { main: 'src/cli/main.ts' },
  outdir: dist,
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  keepNames: true,
  external: ['@electric-sql/pglite', 'pg-native'],
  // Bundled CommonJS packages call require for modules of Node.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  logLevel: 'warning',
});

/** The build hash: SHA-256 over name and SHA-256 of every file of dist, sorted. Approvals and receipts quote it. */
const hash = createHash('sha256');
for (const name of readdirSync(dist).sort()) {
  hash.update(
    `${name} ${createHash('sha256')
      .update(readFileSync(join(dist, name)))
      .digest('hex')}\n`,
  );
}
writeFileSync(join(dist, 'build.json'), `${JSON.stringify({ build: hash.digest('hex') })}\n`);
