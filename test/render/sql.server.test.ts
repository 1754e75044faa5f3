/** On a real server, the SQL of a plan leaves the same rows as its statements with bound parameters. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { binder } from '../../src/core/kinds/kind.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { unitsOf } from '../../src/core/plan/units.ts';
import { planSql } from '../../src/render/plan-sql.ts';
import { rendered } from '../../src/render/rendering.ts';
import { freshDatabase, type TestDatabase } from '../support/database.ts';

/** The columns that the statements write, without the rules of the reference database: here only values matter. */
const TABLES = `
  CREATE TABLE public.information_unit (id uuid PRIMARY KEY, canonical_address text, unit_kind text,
    lifecycle_status text, content_anchor_ref text, version_anchor_ref uuid, owner_ref text, conformance_status text,
    identity_profile jsonb, created_at timestamptz, updated_at timestamptz, created_by text, updated_by text,
    doc_code text, section_type text, section_code text, parent_or_container_ref uuid, sort_order integer);
  CREATE TABLE public.unit_version (id uuid PRIMARY KEY, unit_id uuid, body text, content_hash text, version_seq int,
    lifecycle_status text, content_profile jsonb, created_at timestamptz, created_by text, updated_at timestamptz)`;

const rowsOf = (database: TestDatabase) =>
  database.query(`SELECT to_jsonb(u) - 'created_at' - 'updated_at' || jsonb_build_object('version',
      to_jsonb(v) - 'created_at' - 'updated_at') AS row
    FROM public.information_unit u JOIN public.unit_version v ON v.id = u.version_anchor_ref AND v.unit_id = u.id
    ORDER BY u.id`);

it.each(['three-units', 'hostile'])('the rows of case %s are the same', async (name) => {
  const bytes = readFileSync(new URL(`../cases/render/${name}/plan.json`, import.meta.url));
  const { statements, ...header } = JSON.parse(bytes.toString()) as PlanHeader & { statements: Statement[] };
  const [shown, bound] = [await freshDatabase(), await freshDatabase()];
  await shown.query(TABLES);
  await bound.query(TABLES);

  const sql = [...rendered(planSql(header, { path: 'plan.json', sha256: sha256(bytes) }), unitsOf(statements))].join(
    '',
  );
  // The two commands of psql itself; the server does not know them.
  await shown.query(sql.replace('\\set ON_ERROR_STOP on\n', '').replace('\\encoding UTF8\n', ''));
  for (const [template, , values] of statements) {
    const found = header.templates[template];
    if (found === undefined) throw new Error(`no template ${template}`);
    await bound.query(found.sql, binder(found, header.shared)(values));
  }

  const rows = await rowsOf(shown);
  expect(rows).toHaveLength(3);
  expect(rows).toEqual(await rowsOf(bound));
});
