import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { manifestBytes } from '../../src/core/document/encode.ts';
import { validate } from '../../src/formats/generated/manifest.js';
import { readProfile } from '../../src/formats/profile.ts';
import { EXAMPLE, marked } from '../document/support.ts';
import { bytes, refused } from './support.ts';

type Schema = { readonly [key: string]: unknown } & { $id: string; examples?: unknown[]; properties?: object };
const folder = new URL('../../schemas/', import.meta.url);
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.schema.json'))
  .map((name) => name.slice(0, -'.schema.json'.length));
const text = (name: string): string => readFileSync(new URL(`${name}.schema.json`, folder), 'utf8');

/** Every subschema, by its JSON pointer. */
function* subschemas(schema: unknown, pointer = '#'): Generator<[string, Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  yield [pointer, schema as Schema];
  for (const [key, value] of Object.entries(schema)) {
    if (['properties', '$defs', 'patternProperties'].includes(key)) {
      for (const [name, inner] of Object.entries(value as object))
        yield* subschemas(inner, `${pointer}/${key}/${name}`);
    } else if (['allOf', 'anyOf', 'oneOf', 'prefixItems'].includes(key)) {
      for (const [index, inner] of (value as unknown[]).entries())
        yield* subschemas(inner, `${pointer}/${key}/${index}`);
    } else if (['items', 'additionalProperties', 'propertyNames', 'if', 'then', 'else'].includes(key)) {
      yield* subschemas(value, `${pointer}/${key}`);
    }
  }
}

test('there is a schema for every file that cutter reads or writes', () => {
  for (const name of ['cut', 'config', 'manifest', 'snapshot', 'plan', 'approval', 'receipt', 'profile']) {
    expect(names).toContain(name);
  }
});

describe.each(names)('schemas/%s.schema.json', (name) => {
  const schema = JSON.parse(text(name)) as Schema;
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(['patternErrorMessage']);
  ajv.addSchema(schema);

  test('is valid JSON Schema 2020-12 and has its id', () => {
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(schema.$id).toBe(`urn:cutter:schema:${name}:1`);
    expect(ajv.validateSchema(schema), JSON.stringify(ajv.errors)).toBe(true);
  });

  test('every example is valid against the schema it stands in', () => {
    let count = 0;
    for (const [pointer, { examples = [] }] of subschemas(schema)) {
      const validate = pointer === '#' ? ajv.getSchema(schema.$id) : ajv.compile({ $ref: `${schema.$id}${pointer}` });
      for (const example of examples) {
        count++;
        expect(validate?.(structuredClone(example)), `${pointer} ${JSON.stringify(validate?.errors)}`).toBe(true);
      }
    }
    expect(count).toBeGreaterThan(0);
  });

  test('every field says what it is', () => {
    for (const [pointer, { properties = {} }] of subschemas(schema)) {
      if (/\/if$/.test(pointer)) continue;
      for (const [field, inner] of Object.entries(properties)) {
        const target = resolved(schema, inner as Schema);
        expect(target.description, `${pointer} ${field}`).toEqual(expect.any(String));
      }
    }
  });

  test('the compiled validator was made from this schema', () => {
    const compiled = readFileSync(new URL(`../../src/formats/generated/${name}.js`, import.meta.url), 'utf8');
    const hash = createHash('sha256').update(text(name)).digest('hex');
    expect(compiled.slice(0, 300), 'run: node bin/compile-schemas.mjs').toContain(hash);
  });
});

const resolved = (root: Schema, schema: Schema): Schema => {
  if (schema.description !== undefined || typeof schema.$ref !== 'string') return schema;
  const name = schema.$ref.replace('#/$defs/', '');
  return (root.$defs as Record<string, Schema>)[name] as Schema;
};

describe('a profile', () => {
  const constitution = readFileSync(new URL('profiles/constitution.json', folder));

  test('of the release is read', () => {
    expect(readProfile(constitution, 'constitution.json')).toMatchObject({ ok: true, value: { id: 'constitution/1' } });
  });

  test('with a wrong level is refused for that level alone', () => {
    const wrong = constitution.toString().replace('"role": "group"', '"role": "grup"').replace('"labels": ["NT"],', '');
    const found = refused(readProfile(bytes(wrong), 'p.json'), 'p.json');
    expect(found.map(({ code, hint }) => [code, hint])).toEqual([
      ['shape.wrong_value', 'Did you mean "group"?'],
      ['shape.missing_field', 'Add "labels".'],
    ]);
  });
});

test('the manifest of the example has the shape of its schema', () => {
  const text = Buffer.concat([...manifestBytes(marked(EXAMPLE).manifest)]).toString();
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
});
