#!/usr/bin/env node
/**
 * Compiles every schemas/*.schema.json to a validator of its own, src/formats/generated/<name>.js, so that a command
 * loads only the validators it needs and compiles nothing at run time. Run by the build and before the tests; the files
 * are not kept in git.
 *
 * `validate` checks a whole document and fills in defaults. Where a schema defines `record`, `validateRecord` checks one
 * entry of its long list, so that the list can be read one entry at a time.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import standalone from 'ajv/dist/standalone/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'schemas');
const target = join(root, 'src/formats/generated');

/** Keywords whose value is a schema, a list of schemas, or a map of schemas. */
const ONE = ['items', 'additionalProperties', 'propertyNames', 'if', 'then', 'else', 'not', 'contains'];
const LIST = ['allOf', 'anyOf', 'oneOf', 'prefixItems'];
const MAP = ['properties', 'patternProperties', '$defs', 'dependentSchemas'];
/** What only people and editors read. */
const ANNOTATIONS = ['title', 'description', 'examples', '$comment'];

function bare(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key]) => !ANNOTATIONS.includes(key));
  return Object.fromEntries(
    entries.map(([key, value]) => {
      if (ONE.includes(key)) return [key, bare(value)];
      if (LIST.includes(key)) return [key, value.map(bare)];
      if (MAP.includes(key)) return [key, Object.fromEntries(Object.entries(value).map(([k, v]) => [k, bare(v)]))];
      return [key, value];
    }),
  );
}

function compile(schema) {
  const ajv = new Ajv2020.default({
    allErrors: true,
    // Errors then carry the part of the schema they come from: what is allowed, and how to say it.
    verbose: true,
    useDefaults: true,
    strict: true,
    strictTypes: false,
    allowUnionTypes: true,
    code: { source: true, esm: true, lines: true },
  });
  ajv.addVocabulary(['patternErrorMessage']);
  ajv.addSchema(bare(schema));
  const record = schema.$defs?.record === undefined ? {} : { validateRecord: `${schema.$id}#/$defs/record` };
  return {
    code: esm(standalone.default(ajv, { validate: schema.$id, ...record })),
    record: 'validateRecord' in record,
  };
}

/** Ajv writes `require` for its helpers even in a module. */
function esm(code) {
  const imports = [];
  const body = code.replace(/const (\w+) = require\("(ajv\/dist\/runtime\/\w+)"\)\.default;/g, (_, name, path) => {
    imports.push(`import ${name}_module from '${path}.js';`);
    // What the default of a CommonJS module is, Node and bundlers see differently.
    return `const ${name} = ${name}_module.default ?? ${name}_module;`;
  });
  if (/\brequire\(/.test(body)) throw new Error('a helper is still required in a compiled schema');
  return `${imports.join('\n')}\n${body}`;
}

const names = readdirSync(source)
  .filter((file) => file.endsWith('.schema.json'))
  .map((file) => file.slice(0, -'.schema.json'.length));
mkdirSync(target, { recursive: true });

/** In one step, and only when it differs: another process may be loading the file. */
function put(file, content) {
  const path = join(target, file);
  if (existsSync(path) && readFileSync(path, 'utf8') === content) return;
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

for (const name of names) {
  const text = readFileSync(join(source, `${name}.schema.json`), 'utf8');
  const { code, record } = compile(JSON.parse(text));
  const hash = createHash('sha256').update(text).digest('hex');
  const head = `// Made from schemas/${name}.schema.json (sha256 ${hash}) by bin/compile-schemas.mjs.\n`;
  put(`${name}.js`, head + code);
  const validators = ['validate', ...(record ? ['validateRecord'] : [])];
  const types = validators.map((validator) => `export declare const ${validator}: Validate;\n`).join('');
  put(`${name}.d.ts`, `${head}import type { Validate } from '../schema.ts';\n${types}`);
}
for (const file of readdirSync(target)) {
  if (/\.(js|d\.ts)$/.test(file) && !names.includes(file.replace(/\.(js|d\.ts)$/, '')))
    rmSync(join(target, file), { force: true });
}
process.stdout.write(`${names.length} schemas compiled\n`);
