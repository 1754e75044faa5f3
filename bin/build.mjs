#!/usr/bin/env node
/**
 * Builds dist/: one file a command, and beside them what not every command needs, read when it is first used. A command
 * so starts in half the time that a file for each shared module takes. They are CommonJS, because the loader of ES
 * modules takes longer to find, link and run the same code, and reads every export of Node's own modules on the way.
 * PGlite stays outside: it brings files of its own, and most commands never load it.
 *
 * An argument names another folder than dist/; it is emptied first. A dist/ that was made of these very sources is left as
 * it is.
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core/config';
import { build } from 'esbuild';
import { hashOfBuild, hashOfSources, isBuilt } from './built.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
/** Bundled CommonJS packages call require for modules of Node, and an ES module has none. */
const REQUIRE = "import{createRequire}from'node:module';const require=createRequire(import.meta.url);";
const dist = resolve(process.argv[2] ?? join(root, 'dist'));

/** An import, as TypeScript writes it for CommonJS: whatever is used of it is then used as a property. */
const IMPORT = /^const (\w+_\d+) = (?:\w*\.?(__importDefault)\()?(require\("[^"]+"\))\)?;$/gm;

/**
 * Imports that get a file of their own: every command, and what not every command needs. A file holds a copy of all it
 * imports but for these, so none of them may share a class with the rest of cutter.
 */
const APART = [
  /\/commands\/.*\.ts$/,
  /\/core\/kinds\/[\w-]+\/(?!entry)\w+\.ts$/,
  /\/(run-)?oclif\.ts$/,
  /\/generated\//,
  /^yaml$/,
  /^pg\//,
  /^graphile-worker$/,
];

if (process.argv[2] === undefined && isBuilt(root)) process.exit(0);
const sources = hashOfSources(root);
execFileSync(process.execPath, [join(root, 'bin/compile-schemas.mjs')], { stdio: 'inherit' });
rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
await bundleAll('src/cli/main.ts');
await bundle('src/cli/library.ts', 'library.mjs');
await writeManifest();
writeFileSync(join(dist, 'build.json'), `${JSON.stringify({ build: hashOfBuild(dist), sources })}\n`);
// A build elsewhere is a trial one.
await Promise.all([compile(), process.argv[2] === undefined ? declare() : undefined]);

/** Bundles a module into main.cjs and, one after the other, what it and these import apart. */
async function bundleAll(main) {
  const files = new Map([[join(root, main), 'main.cjs']]);
  for (const [path, file] of files) {
    await bundle(path, file, (path) => {
      const name = relative(root, path)
        .replace(/^.*(src|node_modules)\//, '')
        .replace(/\.\w+$/, '');
      files.set(path, `${name.replaceAll('/', '-')}.cjs`);
      return files.get(path);
    });
  }
}

/** `fileOf` says in which file a module is that is not to be part of this one. */
async function bundle(entry, file, fileOf) {
  const esm = file.endsWith('.mjs');
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: join(dist, file),
    bundle: true,
    platform: 'node',
    format: esm ? 'esm' : 'cjs',
    target: 'node20',
    // Names stay, for stack traces.
    minifyWhitespace: true,
    minifySyntax: true,
    // As newer releases of Node say themselves: without, pg finds out where it runs by loading Node's HTTP client.
    define: { navigator: JSON.stringify({ userAgent: 'Node.js' }) },
    // `import()` becomes a require that waits.
    supported: { 'dynamic-import': esm },
    external: ['@electric-sql/pglite', 'pg-native'],
    banner: { js: esm ? REQUIRE : '' },
    plugins: [
      {
        // Of oclif's working, DEBUG in the environment tells nothing about cutter; the package that would print it looks
        // at the terminal and the environment at every start.
        name: 'no debug output',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^debug$/ }, () => ({ path: 'debug', namespace: 'nothing' }));
          onLoad({ filter: /./, namespace: 'nothing' }, () => ({ contents: 'module.exports = () => () => {};' }));
        },
      },
      {
        // cutter says itself where it wants colours; what these find out about the terminal is not asked for.
        name: 'no look at the terminal',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^(node:)?tty$/ }, ({ importer }) =>
            /supports-color/.test(importer) && !entry.includes('run-oclif')
              ? { path: 'tty', namespace: 'no terminal' }
              : undefined,
          );
          onLoad({ filter: /./, namespace: 'no terminal' }, () => ({ contents: 'exports.isatty = () => false;' }));
        },
      },
      {
        // A module of oclif that another one imports is loaded when something of it is first used: so a command loads
        // its parser, and neither help nor what writes errors in oclif's own form.
        name: 'when first used',
        setup({ onLoad }) {
          onLoad({ filter: /@oclif\/core\/lib\/.*\.js$/ }, ({ path }) => ({
            contents: readFileSync(path, 'utf8').replace(IMPORT, (_, name, byDefault, required) => {
              const loaded =
                byDefault === undefined ? required : `(m => m.__esModule ? m : { default: m })(${required})`;
              return `let ${name}$; const ${name} = new Proxy({}, { get: (_, key) => (${name}$ ??= ${loaded})[key] });`;
            }),
          }));
        },
      },
      {
        name: 'apart',
        setup({ onResolve, onLoad, resolve: find }) {
          // The worker would look for a configuration of its own, and run one that is JavaScript.
          onResolve({ filter: /^cosmiconfig$/ }, ({ path }) => ({ path, namespace: 'none' }));
          onLoad({ filter: /./, namespace: 'none' }, () => ({
            contents: 'exports.cosmiconfigSync = () => ({ search: () => null });',
          }));
          onResolve({ filter: /./ }, async ({ path, kind, resolveDir, pluginData }) => {
            const asked = kind === 'entry-point' || pluginData === 'asked';
            if (fileOf === undefined || asked || !APART.some((pattern) => pattern.test(path))) return undefined;
            const found = await find(path, { kind, resolveDir, pluginData: 'asked' });
            return { path: `./${fileOf(found.path)}`, external: true };
          });
        },
      },
    ],
    logLevel: 'warning',
  });
  if (!esm) wrap(join(dist, file));
}

/**
 * As bin/load.js loads it: a function of what CommonJS gives a module, one byte a character. What esbuild leaves
 * unescaped stands in regular expressions.
 */
function wrap(file) {
  const code = readFileSync(file, 'utf8');
  const unit = (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  const ascii = code.replace(/[^\0-\x7f]/g, unit);
  writeFileSync(file, `(function(exports,require,module,__filename,__dirname){${ascii}\n})\n`);
}

/** What oclif's help reads instead of loading every command. */
async function writeManifest() {
  await bundle('src/cli/all-commands.ts', 'all-commands.mjs');
  const pjson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  pjson.oclif.commands = { strategy: 'explicit', target: './all-commands.mjs', identifier: 'COMMANDS' };
  const config = new Config({ root: dist, pjson });
  await config.load();
  const { manifest } = config.plugins.get(pjson.name);
  writeFileSync(join(dist, 'oclif.manifest.json'), `${JSON.stringify(manifest)}\n`);
  rmSync(join(dist, 'all-commands.mjs'));
}

/** Types of the library, for those who import it; where TypeScript is not installed, there are none. */
async function declare() {
  const options = ['--noEmit', 'false', '--declaration', '--emitDeclarationOnly', '--rootDir', join(root, 'src')];
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const config = join(dist, 'tsconfig.json');
  if (!existsSync(tsc)) return;
  const extend = {
    compilerOptions: { typeRoots: [join(root, 'node_modules/@types')] },
    extends: join(root, 'tsconfig.json'),
    files: [join(root, 'src/cli/library.ts')],
    include: [join(root, 'src/**/*.d.ts')],
  };
  writeFileSync(config, JSON.stringify(extend));
  await node([tsc, '-p', config, ...options, '--outDir', join(dist, 'types')], 'inherit');
  rmSync(config);
}

/** Compiled code depends on the Node that built it, so it is no part of the hash. */
async function compile() {
  for (const what of [[], ['job']]) await node([join(root, 'bin/compile.mjs'), dist, ...what], 'ignore');
}

function node(argv, stdio) {
  return new Promise((resolve, reject) =>
    spawn(process.execPath, argv, { stdio }).once('error', reject).once('exit', resolve),
  );
}
