/** The path to a schema that `cutter init` writes is committed: it holds wherever the folder is checked out, or is none. */
import { describe, expect, it } from 'vitest';
import { schemaPath } from '../../src/cli/schema-path.ts';

describe('the schema of cutter.yaml', () => {
  it.each([
    ['a clone', '/home/you/cutter', '/home/you/cutter/', './schemas/config.schema.json'],
    ['a folder in a clone', '/home/you/cutter/.cutter/trial', '/home/you/cutter/', '../../schemas/config.schema.json'],
    [
      'a package of the folder',
      '/law',
      '/law/node_modules/cutter/',
      './node_modules/cutter/schemas/config.schema.json',
    ],
    ['a package of a folder beside it', '/law/cuts', '/law/node_modules/cutter/', undefined],
    ['a package of this machine', '/home/a/law', '/usr/lib/node_modules/cutter/', undefined],
    ['a package of this person', '/home/a', '/home/a/.npm/lib/node_modules/cutter/', undefined],
  ])('%s', (_, folder, root, path) => {
    expect(schemaPath(folder, root, 'config.schema.json')).toBe(path);
  });
});
