/** A plan names its kind, and gets that kind's code. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cutNames } from '../../src/core/kinds/cuts.ts';
import { FACTS } from '../../src/core/kinds/facts.ts';
import { kindOf, requestKindOf } from '../../src/formats/kinds.ts';

describe('a kind is loaded by its name', () => {
  it.each(Object.entries(FACTS))('%s', async (name, facts) => {
    const kind = await kindOf(name);
    expect(kind).toMatchObject({ ...facts, name });
    expect(await requestKindOf(name)).toBe(facts.from === 'request' ? kind : undefined);
    expect(cutNames.includes(name)).toBe(facts.from === 'document');
  });

  it('and no other is known, whatever its name', async () => {
    for (const name of ['cut', '', 'toString', '__proto__', 'CUT.DIRECT']) expect(await kindOf(name)).toBeUndefined();
  });

  it('each folder of kinds holds one of them', () => {
    const folders = readdirSync('src/core/kinds', { withFileTypes: true }).filter((entry) => entry.isDirectory());
    const known = Object.keys(FACTS).map((name) => name.replace(/[._]/g, '-'));
    const others = folders.map(({ name }) => name).filter((name) => !known.includes(name));
    expect(others).toEqual(['backlog', 'moves']);
  });
});
