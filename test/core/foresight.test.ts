/** The COMMIT that may turn quadratic is foreseen where it may, and nowhere else. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { foresee } from '../../src/core/plan/foresight.ts';
import type { Snapshot } from '../../src/core/plan/snapshot.ts';

const snapshot = JSON.parse(
  readFileSync(new URL('../../plans/constitution/snapshot.json', import.meta.url), 'utf8'),
) as Snapshot;
const GUARD = 'function public.fn_iu_birth_gate_l2()';

const guarded = (body: string, units = 0): Snapshot => ({
  ...snapshot,
  outside: { ...snapshot.outside, units },
  catalogue: { ...snapshot.catalogue, [GUARD]: `CREATE OR REPLACE FUNCTION f() AS $f$\n${body}\n$f$` },
});
const JOIN = `SELECT 1 FROM public.information_unit u JOIN public.unit_version v ON v.id = u.version_anchor_ref
  WHERE u.id = NEW.id`;
const LIST = `SELECT 1 FROM public.information_unit u, public.unit_version v WHERE v.id = u.version_anchor_ref`;
const WITHIN = `SELECT 1 FROM public.information_unit u WHERE u.id = NEW.id
  AND EXISTS (SELECT 1 FROM public.unit_version v WHERE v.id = u.version_anchor_ref)`;
const KEYS = `SELECT a, b INTO c, d FROM public.information_unit AS u WHERE u.id = NEW.id; -- no JOIN
  SELECT v.unit_id INTO e FROM public.unit_version AS v WHERE v.id = c;`;

test('a guard at COMMIT that joins is named, with what the owner can do', () => {
  for (const body of [JOIN, LIST, WITHIN]) {
    const [found, ...more] = foresee(guarded(body), 60_000);
    expect(more).toEqual([]);
    expect(found?.what).toContain('public.fn_iu_birth_gate_l2() of public.information_unit');
    expect(found?.choices).toHaveLength(3);
  }
});

test('a join in a function that the guard calls is seen as well', () => {
  const { catalogue, ...rest } = guarded('PERFORM public.fn_look(NEW.id);');
  const helped = { ...rest, catalogue: { ...catalogue, 'function public.fn_look(uuid)': `AS $f$ ${JOIN} $f$` } };
  expect(foresee(helped, 60_000)).toHaveLength(1);
});

test('the reference guards, look-ups by key, small cuts and filled tables give no warning', () => {
  expect(foresee(snapshot, 1_000_000)).toEqual([]);
  expect(foresee(guarded(KEYS), 60_000)).toEqual([]);
  expect(foresee(guarded(JOIN), 60)).toEqual([]);
  expect(foresee(guarded(JOIN, 60_000), 60_000)).toEqual([]);
});
