import { describe, expect, it } from 'vitest';
import { diffPlans } from '../../src/core/plan/diff.ts';
import { COMMENT_LIMIT, diffMarkdown } from '../../src/render/diff-markdown.ts';
import { diffText } from '../../src/render/diff-text.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { displayWidth } from '../../src/render/width.ts';
import { planOf, type SmallPlan, side, type Wanted } from './plans.ts';

const files = {
  before: { path: 'old plans/plan.json', sha256: 'a'.repeat(64) },
  after: { path: 'plans/plan.json', sha256: 'b'.repeat(64) },
};
const diff = (before: SmallPlan, after: SmallPlan) => diffPlans(side(before), side(after));
const text = (before: SmallPlan, after: SmallPlan, width = 80, full = false): string =>
  [...diffText(diff(before, after), files, { width, full, paint: PLAIN_PAINT })].join('');

const unit = (n: number, body = `Article ${n} says that the register is kept by the council.`): Wanted => ({
  address: `ICX-CONST/DIEU-${n}`,
  title: `Article ${n}`,
  body,
});
const three = [unit(1), unit(2), unit(3)];

describe('the difference of two plans', () => {
  it('of one changed word is that word', () => {
    const after = planOf([unit(1), unit(2, 'Article 2 says that the register was kept by the council.'), unit(3)]);
    const shown = text(planOf(three), after);
    expect(shown).toContain('~ body: 1 word removed, 1 word added\n');
    expect(shown).toContain('register [-is-]{+was+} kept');
    expect(shown).toContain('Diff: 1 changed, 0 added, 0 removed, 2 the same.');
  });

  it('names units added and removed, and another order', () => {
    const { added, removed, reordered, same } = diff(planOf(three), planOf([unit(3), unit(1), unit(4)]));
    expect([added, removed].map((list) => list.map(({ address }) => address))).toEqual([
      ['ICX-CONST/DIEU-4'],
      ['ICX-CONST/DIEU-2'],
    ]);
    expect({ reordered, same }).toEqual({ reordered: true, same: 2 });
  });

  it('names changed pins, catalogue objects and exclusions', () => {
    const exclusion = {
      key: 'DIEU-44',
      status: 'draft',
      reason: 'A draft.',
      basis: 'own_marker',
      lines: [1, 2],
    } as const;
    const before = planOf(three, { catalogue: { 'table a': '1', 'trigger b': '2' }, exclusions: [exclusion] });
    const after = planOf(three, { catalogue: { 'table a': '9', 'trigger c': '3' } });
    const moved = { ...after, header: { ...after.header, target: { ...after.header.target, database: 'other' } } };
    const found = diff(before, moved);
    expect(found.catalogue.map(({ name }) => name).sort()).toEqual(['table a', 'trigger b', 'trigger c']);
    expect(found.exclusions).toMatchObject([{ name: 'DIEU-44', after: undefined }]);
    expect(found.exclusions[0]?.before).toBe('draft (own_marker), lines 1-2: A draft.');
    const short = planOf(three, { exclusions: [{ ...exclusion, lines: [28, 28] }] });
    expect(diff(before, short).exclusions[0]?.after).toBe('draft (own_marker), line 28: A draft.');
    expect(found.header).toMatchObject([{ name: 'target.database', before: 'incomex', after: 'other' }]);
  });

  it('shows a change of blanks, of line breaks and of look-alikes', () => {
    const change = (a: string, b: string): string => text(planOf([unit(1, a)]), planOf([unit(1, b)]));
    expect(change('one two', 'one  two')).toContain('{+<U+0020><U+0020>+}');
    expect(change('one two', 'one\u00a0two')).toContain('<U+00A0>');
    expect(change('one two', 'one\ntwo')).toContain('{+<U+000A>+}');
    expect(change('one - two', 'one \u2013 two')).toContain('[---]{+\u2013+}');
  });

  it('of equal plans says so', () => {
    const same = { before: files.before, after: files.before };
    const shown = [
      ...diffText(diff(planOf(three), planOf(three)), same, { width: 80, full: false, paint: PLAIN_PAINT }),
    ];
    expect(shown.join('')).toContain('The plans are the same, byte for byte.');
  });

  it('fits 40 columns and tells what it leaves out of long texts, or leaves out nothing', () => {
    const long = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ');
    const [before, after] = [planOf([unit(1, long)]), planOf([unit(1, long.replace('word150', 'WORD'))])];
    const body = text(before, after, 40).split('~ body')[1] ?? '';
    expect(body).toMatch(/characters\s+\|?\s*the same\) …/);
    for (const line of body.split('\n').filter((l) => l.includes('| ')))
      expect(displayWidth(line)).toBeLessThanOrEqual(40);
    expect(text(before, after, 80, true)).toContain('word299');
  });
});

describe('the difference as Markdown', () => {
  it('marks changed words and lets no text of a unit become markup', () => {
    const after = planOf([unit(1, '</pre></details><script>x</script> kept')]);
    const shown = diffMarkdown(diff(planOf([unit(1, '</pre></details><script>x</script> is kept')]), after), files);
    expect(shown).toContain('<del>is </del>');
    expect(shown).not.toContain('<script>');
    expect(shown.match(/<\/details>/g)?.length).toBe(shown.match(/<details>/g)?.length);
    expect(shown).not.toContain('Shortened');
  });

  it.each([1, 60, 500, 5000])(
    'of %i changed units fits a comment and says exactly what is folded or left out',
    (count) => {
      const units = Array.from({ length: count }, (_, n) => unit(n));
      const changed = units.map((u) => ({ ...u, body: u.body.replace('kept', 'held') }));
      const shown = diffMarkdown(diff(planOf(units), planOf(changed)), files);
      expect(shown.length).toBeLessThanOrEqual(COMMENT_LIMIT);
      const listed = new Set(shown.match(/~ ICX-CONST\/DIEU-\d+/g)).size;
      const folded = shown.match(/^- .* \(folded\)$/gm)?.length ?? 0;
      const number = (pattern: RegExp): number => Number((pattern.exec(shown)?.[1] ?? '0').replaceAll(',', ''));
      expect(number(/([\d,]+) (?:entry is|entries are) folded/)).toBe(folded);
      expect(number(/([\d,]+) changed units? of [\d,]+ changed units? (?:is|are) not listed/)).toBe(count - listed);
      if (folded > 0) expect(shown).toContain("`cutter diff 'old plans/plan.json' plans/plan.json --full`");
      expect(shown).toContain(`${count.toLocaleString('en')} changed, 0 added`);
    },
  );

  it('stays below the limit when single entries are larger than it', () => {
    const shown = diffMarkdown(diff(planOf([]), planOf([unit(1, 'x '.repeat(100_000)), unit(2)])), files);
    expect(shown.length).toBeLessThanOrEqual(COMMENT_LIMIT);
    expect(shown).toContain('- `+ ICX-CONST/DIEU-1` (folded)');
    expect(shown).toContain('<code>+ ICX-CONST/DIEU-2</code>');
  });
});
