import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paintOf, screenOf } from '../../src/cli/paint.ts';
import type { PlanHeader } from '../../src/core/plan/plan.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { planText } from '../../src/render/plan-text.ts';
import { rendered } from '../../src/render/rendering.ts';
import { displayWidth, wrap } from '../../src/render/width.ts';
import { CONTROLS } from './controls.ts';
import { planOf, type SmallPlan, unitList, type Wanted } from './plans.ts';

const file = { path: "plans/it's here/plan.json", sha256: 'f'.repeat(64) };
const colours = paintOf({ stream: {}, environment: { FORCE_COLOR: '1' } });
const show = (plan: SmallPlan, options: { width?: number; full?: boolean; colour?: boolean } = {}): string => {
  const { width = 80, full = false, colour = false } = options;
  const screen = { width, full, paint: colour ? colours : PLAIN_PAINT };
  return [...rendered(planText(plan.header, file, screen), unitList(plan))].join('');
};

const hostile: Wanted[] = [
  {
    address: 'ICX-CONST/A\x1b]8;;http://example.org\x07',
    title: '\x1b[31mred\u202e',
    body: '\x9b2J\r\x1b[1A overwritten',
  },
  {
    address: 'ICX-CONST/B',
    title: 'two\nlines',
    body: 'Nguye\u0302\u0303n \u{1F468}\u200D\u{1F469}\u200D\u{1F467} 法律 '.repeat(40),
  },
];

describe('a plan in the terminal', () => {
  it('has no escape byte without colour', () => {
    expect(show(planOf(hostile), { full: true })).not.toMatch(CONTROLS);
  });

  it('has only our own colours with colour', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    const rest = show(planOf(hostile), { full: true, colour: true }).replace(/\x1b\[\d+m/g, '');
    expect(rest).toBe(show(planOf(hostile), { full: true }));
  });

  it('keeps to 40 columns but for what must stay whole: ids, digests, addresses, paths and the next command', () => {
    const long = `ICX-CONST/${'DIEU-TERMINOLOGY-'.repeat(4)}1`;
    const lines = show(planOf([{ ...(hostile[1] as Wanted), address: long }]), { width: 40, full: true }).split('\n');
    const broad = lines.filter((line) => displayWidth(line) > 40 && line.trim().replace(/^\+ /, '').includes(' '));
    expect(broad).toEqual([lines.at(-2)]);
    expect(lines).toContain(`  + ${long}`);
  });

  it('folds a long body to three lines, says how long it is, and shows all of it on demand', () => {
    const body = Array.from({ length: 50 }, (_, i) => `Sentence number ${i} of the body.`).join('\n');
    const plan = planOf([{ address: 'ICX-CONST/A', title: 'T', body }]);
    expect(show(plan)).toContain(`… (${body.length.toLocaleString('en')} characters, show --full)`);
    expect(show(plan)).not.toContain('Sentence number 3 ');
    expect(show(plan, { full: true })).toContain('Sentence number 49 ');
  });

  it('explains only the symbols in use and counts everything, zeroes included', () => {
    const plan = planOf([{ address: 'ICX-CONST/A', title: 'T', body: 'b' }]);
    expect(show(plan)).toContain('Symbols:\n  + create (1 unit)\n\n');
    expect(show(plan)).toContain('Plan: 1 to create, 0 the same, 0 changed, 0 gone, 0 excluded. 3 statements.\n');
  });

  it('says in an empty plan that there is nothing to do, and goes on to verify', () => {
    const plan = planOf([]);
    const header: PlanHeader = { ...plan.header, changes: { create: 0, same: 60, changed: 0, gone: 0 } };
    const text = show({ ...plan, header });
    expect(text).toContain('Nothing to do: every unit is there already, exactly as planned.');
    expect(text).toMatch(/\n {2}cutter verify .*\n$/);
  });

  it('ends with the plan hash and the next command, quoted for the shell', () => {
    const text = show(planOf([{ address: 'ICX-CONST/A', title: 'T', body: 'b' }]));
    expect(text).toContain(`  ${file.sha256}\n`);
    expect(text).toMatch(/\n {2}cutter approve 'plans\/it'\\''s here\/plan\.json' --as \S+ --key \S+\n$/);
  });

  it('shows both values where two statements of one unit disagree', () => {
    const plan = planOf([{ address: 'ICX-CONST/A', title: 'T', body: 'b' }]);
    const other = '00000000-0000-4000-8000-000000000000';
    const statements = plan.statements.map(([name, address, values]) =>
      name === 'set_anchors'
        ? ([name, address, [values[0] ?? null, other]] as const)
        : ([name, address, values] as const),
    );
    expect(show({ ...plan, statements })).toMatch(new RegExp(`unit_id of set_anchors\\s+${other}`));
  });

  it('shows any kind of plan by the names of its values', () => {
    const { header } = planOf([]);
    const enact: SmallPlan = {
      header: {
        ...header,
        changes: { ...header.changes, changed: 1 },
        templates: {
          enact: { sql: 'SELECT public.fn_iu_enact($1, $2)', parameters: ['unit.review_decision', 'shared.actor'] },
        },
      },
      statements: [['enact', 'ICX-CONST/A', ['decision-7']]],
    };
    expect(show(enact)).toMatch(/~ ICX-CONST\/A\n {6}review_decision\s+decision-7\n/);
  });
});

describe('wrapping', () => {
  it('loses nothing but blanks at the breaks, and never parts a grapheme', () => {
    const text = 'Nguye\u0302\u0303n  a\u{1F468}\u200D\u{1F469}\u200D\u{1F467}b 法律法律法律法律 end';
    for (let width = 2; width < 40; width += 1) {
      const pieces = wrap(text, width);
      expect(pieces.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      for (const piece of pieces) {
        expect(displayWidth(piece)).toBeLessThanOrEqual(width);
        expect(piece).not.toMatch(/^[\u0300-\u036f\u200d]/);
      }
    }
  });

  it('breaks a plain line where it breaks any other', () => {
    const random = fc.string({ unit: fc.constantFrom('a', 'b', ' '), maxLength: 80 });
    // Cyrillic letters are as wide, and take the road of all other text.
    const other = (text: string): string => text.replaceAll('a', 'а').replaceAll('b', 'б');
    fc.assert(
      fc.property(random, fc.integer({ min: 1, max: 20 }), fc.boolean(), (text, width, keepWords) => {
        expect(wrap(text, width, keepWords).map(other)).toEqual(wrap(other(text), width, keepWords));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('colours', () => {
  const tty = { isTTY: true, columns: 100 };
  const on = (stream: object, environment: Record<string, string>, noColor = false): boolean =>
    paintOf({ stream, environment, noColor }).red('x') !== 'x';

  it('are for terminals, unless NO_COLOR, --no-color, FORCE_COLOR or a dumb terminal say otherwise', () => {
    expect(on(tty, {})).toBe(true);
    expect(on({}, {})).toBe(false);
    expect(on(tty, { NO_COLOR: '1' })).toBe(false);
    expect(on(tty, { NO_COLOR: '' })).toBe(true);
    expect(on(tty, {}, true)).toBe(false);
    expect(on(tty, { TERM: 'dumb' })).toBe(false);
    expect(on({}, { FORCE_COLOR: '1' })).toBe(true);
    expect(on(tty, { FORCE_COLOR: '0' })).toBe(false);
    expect(on(tty, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
  });

  it('come with the width of the terminal, or 80 columns where there is none', () => {
    expect(screenOf({ stream: tty, environment: {} }).width).toBe(100);
    expect(screenOf({ stream: {}, environment: {} }).width).toBe(80);
    expect(screenOf({ stream: { columns: 0 }, environment: {} }).width).toBe(80);
  });
});
