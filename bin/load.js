/**
 * Loads the files of dist/ with the code that the build has compiled of them: to parse and compile it again takes a
 * fifth of the time of a short command. What was compiled fits one release of Node, and V8 refuses it where flags or the
 * processor differ; then the code is compiled as it runs.
 */
'use strict';

const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const vm = require('node:vm');

/** The folder of dist/ that holds what this Node has compiled. */
const compiledIn = (dist) => join(dist, `compiled-${process.version}-${process.arch}`);

/** `load` loads a file as `require` does, by its name; `scripts` are those loaded so far. */
function loader(dist) {
  const compiled = compiledIn(dist);
  const scripts = new Map();
  const modules = new Map();
  const outside = createRequire(join(dist, 'main.cjs'));
  const load = (name) => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const filename = join(dist, name);
    const cachedData = existing(join(compiled, name));
    const script = new vm.Script(readFileSync(filename, 'latin1'), { filename, cachedData });
    scripts.set(name, script);
    const made = { exports: {} };
    modules.set(name, made);
    script.runInThisContext()(made.exports, require, made, filename, dist);
    return made.exports;
  };
  const require = (wanted) => {
    // Of the validators a command uses those of the files that it reads.
    if (wanted.startsWith('./formats-generated-')) return whenFirstUsed(() => load(wanted.slice(2)));
    if (wanted.startsWith('./')) return load(wanted.slice(2));
    return SLOW.has(wanted.replace('node:', '')) ? whenFirstUsed(() => outside(wanted)) : outside(wanted);
  };
  return { load, scripts };
}

/** Modules of Node that take a millisecond or more to load, and that most commands import for a later moment. */
const SLOW = new Set([
  'child_process',
  'crypto',
  'dns',
  'fs/promises',
  'net',
  'os',
  'readline',
  'stream/promises',
  'timers/promises',
  'tls',
  'util',
  'v8',
  'worker_threads',
  'zlib',
]);

/** Stands for a module until something of it is asked for. */
function whenFirstUsed(load) {
  let loaded;
  const real = () => (loaded ??= load());
  return new Proxy(
    {},
    {
      get: (_, name) => real()[name],
      has: (_, name) => name in real(),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Reflect.getOwnPropertyDescriptor(real(), name);
        return found && { ...found, configurable: true };
      },
    },
  );
}

function existing(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

module.exports = { compiledIn, loader };
