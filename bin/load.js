/**
 * Loads the files of dist/ with the code that the build has compiled of them: to parse and compile it again takes a
 * fifth of the time of a short command. What was compiled fits one build of V8 with one set of flags, and stands in a
 * folder named after both; another Node keeps what it compiles itself, where it is new enough to.
 */
import { existsSync, readFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';

// The heap may grow by half before garbage is collected again, not by several times: a large document then takes a third
// less memory, and no more time.
v8.setFlagsFromString('--heap-growing-percent=50');

/** The folder of dist/ that holds what this very Node has compiled. */
export const compiledIn = (dist) => join(dist, `compiled-${v8.cachedDataVersionTag()}`);

/** A function that loads a file of dist/ by its name. */
export function loader(dist) {
  const compiled = compiledIn(dist);
  if (existsSync(compiled)) return scriptLoader(dist, compiled).load;
  // Node 22.1 and later keep compiled code between runs: in dist/, where whoever can write could change the code itself.
  module.enableCompileCache?.(join(dist, 'compiled'));
  // Not import: that would first scan the whole file for the names it exports.
  const require = createRequire(join(dist, 'main.cjs'));
  return (name) => require(`./${name}`);
}

/** Loads as `require` does; `scripts` are the files loaded so far, by name. */
export function scriptLoader(dist, compiled) {
  const scripts = new Map();
  const modules = new Map();
  const load = (name) => {
    const known = modules.get(name);
    if (known !== undefined) return known.exports;
    const filename = join(dist, name);
    const head = '(function (exports, require, module, __filename, __dirname) {';
    const script = new vm.Script(`${head}${readFileSync(filename, 'utf8')}\n})`, {
      filename,
      columnOffset: -head.length,
      cachedData: existing(join(compiled, name)),
    });
    scripts.set(name, script);
    const made = { exports: {} };
    modules.set(name, made);
    const outside = createRequire(filename);
    const require = (wanted) => (wanted.startsWith('./') ? load(wanted.slice(2)) : outside(wanted));
    script.runInThisContext()(made.exports, require, made, filename, dist);
    return made.exports;
  };
  return { load, scripts };
}

function existing(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}
