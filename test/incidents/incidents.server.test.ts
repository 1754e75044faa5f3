/** Incidents of governed cuts that no other test holds by its name; docs/incidents.md lists all of them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { verdictOf } from '../../src/flows/write-verify.ts';
import type { Databases, Session } from '../../src/ports.ts';
import { place } from '../support/backlog.ts';
import {
  codesOf,
  contentOf,
  NOTHING,
  refusalOf,
  registerCut,
  type ServerWorkplace,
  serverWorkplace,
  syntheticDocument,
} from '../support/cutter.ts';
import { derive, RECORD, WRITE_VERIFY } from '../support/governed.ts';

/** A document of one article whose title and text are given, planned and approved. */
async function written(title: string, text: string) {
  const work = await serverWorkplace();
  const { cutFile } = syntheticDocument(1);
  const document = join(dirname(cutFile), 'document.md');
  writeFileSync(document, `# Văn bản\n\n## ✅ Phần I. Các điều\n### Điều 1. ${title}\n${text}\n`);
  await registerCut(work.databases, cutFile);
  const cut = await work.plan(cutFile);
  await work.approve(cut);
  return { work, cut, cutFile, document };
}

describe('a word that SQL would read as something else', () => {
  it.each(['now', 'today', 'CURRENT_TIMESTAMP', 'NULL', 'infinity', '{{now}}'])(
    '"%s" stays that word',
    async (word) => {
      const { work, cut } = await written(word, word);
      expect((await work.apply(cut)).outcome).toBe('applied');
      const [row] = await work.database.query(`SELECT u.identity_profile ->> 'title' AS title, v.body,
      (u.created_at = v.created_at AND u.updated_at = u.created_at
        AND abs(extract(epoch FROM now() - u.created_at)) < 600) AS at_commit
      FROM public.information_unit u JOIN public.unit_version v ON v.unit_id = u.id`);
      expect(row).toEqual({ title: word, body: expect.stringContaining(word), at_commit: 't' });
      expect(readFileSync(cut.file, 'utf8')).not.toMatch(/"(?:created|updated)_at"/);
    },
  );

  it('a text full of SQL is cut as it is', async () => {
    const text = `'; DROP TABLE x; -- \\ $1 $$ /* "quoted" */ E'\\n' %s :name ? {} \${x}`;
    const { work, cut } = await written('Điều; khoản', text);
    expect((await work.apply(cut)).outcome).toBe('applied');
    const [row] = await work.database.query('SELECT body FROM public.unit_version');
    expect(row?.body).toContain(text);
  });

  it('and one blank more in a statement is refused, harmless as it is', async () => {
    const { work, cut } = await written('Tên', 'Nội dung.');
    const plan = readFileSync(cut.file, 'utf8');
    const blank = plan.replace('INSERT INTO public.unit_version (', 'INSERT INTO public.unit_version  (');
    expect(blank).not.toBe(plan);
    writeFileSync(cut.file, blank);
    const found = await work.apply(cut).catch(({ problems }) => ({ outcome: 'refused', problems }));
    expect(found.outcome).toBe('refused');
    expect(codesOf(found.problems)).toEqual(expect.arrayContaining(['plan.template']));
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });
});

describe('a text in which dashes became look-alikes on the way', () => {
  const DASHES = ['\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212', '\ufe63', '\uff0d'];
  it('as long and with as many marks as before: no plan is made of it', async () => {
    const { work, cutFile, document } = await written('Tên', 'Một - hai - ba.');
    const before = readFileSync(document, 'utf8');
    for (const dash of DASHES) {
      const after = before.replace(' - hai', ` ${dash} hai`);
      expect([...after]).toHaveLength([...before].length);
      expect(after.split('✅')).toHaveLength(before.split('✅').length);
      writeFileSync(document, after);
      expect(codesOf(await refusalOf(work.plan(cutFile))), dash).toEqual(['plan.version_unknown']);
    }
  });

  it('and a plan that was made before is refused where its region has changed so', async () => {
    const { work, cut } = await written('Tên', 'Một - hai - ba.');
    const file = join(cut.folder, 'region.txt');
    writeFileSync(file, readFileSync(file, 'utf8').replace(' - hai', ' – hai'));
    const found = await work.apply(cut).catch(({ problems }) => ({ outcome: 'refused', problems }));
    expect(codesOf(found.problems)).toEqual(['plan.folder']);
    expect(await contentOf(work.database)).toEqual(NOTHING);
  });
});

describe('a writer that writes nothing', () => {
  /** Answers every statement as if it had been carried out. */
  const idle = (databases: Databases): Databases => ({
    witness: databases.witness,
    async open(lane, options) {
      const session = await databases.open(lane, options);
      if (lane !== 'exec') return session;
      const send: Session['send'] = async ({ statements }) => {
        let count = 0;
        for await (const _ of statements) count += 1;
        return count;
      };
      return new Proxy(session, {
        get: (target, name) => {
          if (name === 'send') return send;
          const value = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    },
  });

  it('is never reported as a success: the rows decide', async () => {
    const { work, cut } = await written('Tên', 'Nội dung.');
    const found = await work.apply(cut, {}, { databases: idle(work.databases) });
    expect(['rolled_back', 'refused']).toContain(found.outcome);
    expect(await contentOf(work.database)).toEqual(NOTHING);
    expect((await work.apply(cut)).outcome).toBe('applied');
  });
});

/** What may be wrong in the content and in the ledger once a cut is recorded. */
const WRONG: readonly (readonly [what: string, table: string, sql: string])[] = [
  ['a body', 'public.unit_version', `UPDATE public.unit_version SET body = body || '.'`],
  [
    'a body and its hash',
    'public.unit_version',
    `UPDATE public.unit_version SET body = 'x', content_hash = encode(sha256('x'), 'hex')`,
  ],
  ['a hash that is none', 'public.unit_version', `UPDATE public.unit_version SET content_hash = 'none'`],
  [
    'a title',
    'public.information_unit',
    `UPDATE public.information_unit SET identity_profile = identity_profile || '{"title":"x"}'`,
  ],
  ['no title', 'public.information_unit', `UPDATE public.information_unit SET identity_profile = '{}'`],
  [
    'an identity that is no object',
    'public.information_unit',
    `UPDATE public.information_unit SET identity_profile = '[]'`,
  ],
  ['a section type', 'public.information_unit', `UPDATE public.information_unit SET section_type = 'heading'`],
  [
    'no anchors',
    'public.information_unit',
    'UPDATE public.information_unit SET version_anchor_ref = NULL, content_anchor_ref = NULL',
  ],
  ['an anchor that is no id', 'public.information_unit', `UPDATE public.information_unit SET content_anchor_ref = 'x'`],
  ['a status', 'public.information_unit', `UPDATE public.information_unit SET lifecycle_status = 'enacted'`],
  ['no version', 'public.unit_version', 'DELETE FROM public.unit_version'],
  [
    'the ledger says another text',
    'cutter_governance.cut_change_set_affected_row',
    `UPDATE cutter_governance.cut_change_set_affected_row SET content_hash = repeat('0', 64)`,
  ],
  [
    'the ledger lacks the units',
    'cutter_governance.cut_change_set_affected_row',
    'DELETE FROM cutter_governance.cut_change_set_affected_row',
  ],
  [
    'a signature of something else',
    'cutter_governance.dot_pair_signature',
    `UPDATE cutter_governance.dot_pair_signature SET payload_envelope = '{}', payload_hash = encode(sha256('{}'), 'hex')`,
  ],
  [
    'a signature that is none',
    'cutter_governance.dot_pair_signature',
    `UPDATE cutter_governance.dot_pair_signature SET signature_payload = 'x'`,
  ],
];

describe('what the verifier finds wrong is a verdict, never a crash, and nothing that the cut checks is left out', () => {
  let template: ServerWorkplace;
  let cut: Awaited<ReturnType<typeof place>>['cut'];
  beforeAll(async () => {
    const at = await place(2);
    template = at.work;
    cut = at.cut;
    expect((await template.apply(cut)).outcome).toBe('applied');
    expect((await derive(template, cut, RECORD)).outcome).toBe('applied');
  });
  it.each(WRONG)('%s', async (_, table, sql) => {
    const { database } = template;
    const off = `ALTER TABLE ${table} DISABLE TRIGGER ALL`;
    const on = `ALTER TABLE ${table} ENABLE TRIGGER ALL`;
    await database.query(`CREATE TABLE public.kept AS SELECT * FROM ${table}; ${off}; ${sql}; ${on}`);
    try {
      const result = await derive(template, cut, WRITE_VERIFY, { dryRun: true });
      expect(result.outcome).toBe('dry_run');
      const { verdict, findings } = await verdictOf(result.plan.file, template.wire.files);
      expect(verdict).toBe('fail');
      expect(findings.length).toBeGreaterThan(0);
      if (table.startsWith('public.')) expect((await template.verify(cut)).verdict).toBe('FAIL');
    } finally {
      await database.query(`SET session_replication_role = replica; ${off}; DELETE FROM ${table};
        INSERT INTO ${table} SELECT * FROM public.kept; ${on}; DROP TABLE public.kept`);
    }
  });

  it('and where nothing is wrong, it passes', async () => {
    const result = await derive(template, cut, WRITE_VERIFY);
    expect(result.outcome).toBe('applied');
    expect((await verdictOf(result.plan.file, template.wire.files)).verdict).toBe('pass');
  });
});
