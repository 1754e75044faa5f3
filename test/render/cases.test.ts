/**
 * Every folder of test/cases/render holds a plan and what people see of it. `UPDATE=1` writes the renderings anew; the
 * change then shows in the diff of the commit.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { unitsOf } from '../../src/core/plan/units.ts';
import { PLAIN_PAINT } from '../../src/render/paint.ts';
import { planMarkdown } from '../../src/render/plan-markdown.ts';
import { planSql } from '../../src/render/plan-sql.ts';
import { planText } from '../../src/render/plan-text.ts';
import { type PlanFile, type PlanRendering, rendered } from '../../src/render/rendering.ts';

const root = new URL('../cases/render/', import.meta.url);
const screen = { width: 80, paint: PLAIN_PAINT };
const renderings: Record<string, (header: PlanHeader, file: PlanFile) => PlanRendering> = {
  'plan.txt': (header, file) => planText(header, file, { ...screen, full: false }),
  'plan.full.txt': (header, file) => planText(header, file, { ...screen, full: true }),
  'plan.40.txt': (header, file) => planText(header, file, { ...screen, width: 40, full: false }),
  'plan.sql': planSql,
  'plan.md': planMarkdown,
};

describe.each(readdirSync(root))('the plan of case %s', (name) => {
  const folder = new URL(`${name}/`, root);
  const bytes = readFileSync(new URL('plan.json', folder));
  const { statements, ...header } = JSON.parse(bytes.toString()) as PlanHeader & { statements: Statement[] };
  const file = { path: `plans/${name}/plan.json`, sha256: sha256(bytes) };

  it.each(Object.entries(renderings))('is shown as %s', (output, render) => {
    const text = [...rendered(render(header, file), unitsOf(statements))].join('');
    const golden = new URL(output, folder);
    if (process.env.UPDATE === '1') writeFileSync(golden, text);
    expect(text).toBe(readFileSync(golden, 'utf8'));
  });
});
