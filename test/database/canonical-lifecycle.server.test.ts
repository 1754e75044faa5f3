/** fn_iu_enact, fn_iu_supersede, fn_iu_retire, fn_iu_reissue and fn_iu_apply_edit_draft: decisions, states, records. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestDatabase } from '../support/database.ts';
import { call, called, newUnit } from './canonical.ts';
import {
  affected,
  block,
  type Columns,
  changeSet,
  DOCUMENT,
  decision,
  entry,
  envelope,
  hex,
  type Ids,
  newIds,
  OTHER_DOCUMENT,
  registerDocuments,
  type Subject,
  signature,
  step,
} from './ledger.ts';
import { attempt, posture, referenceDatabase } from './reference.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await referenceDatabase();
  await registerDocuments(database);
  await database.query(posture('canonical'));
});

let numbered = 0;
const NOBODY = '00000000-0000-4000-8000-000000000000';

async function draft(prefix = 'TST'): Promise<Subject> {
  numbered += 1;
  const address = `${prefix}/L-${numbered}`;
  const { answer, message } = await called(database, 'fn_iu_create', newUnit(address));
  if (message !== undefined) throw new Error(message);
  return { id: String(answer.unit_id), version: String(answer.version_id), address, body: `Text of ${address}.` };
}

interface Reviewed {
  readonly units: readonly Subject[];
  readonly decided?: Columns;
  readonly envelope?: Columns;
  readonly blocks?: Columns;
}

/** Puts the units to review and decides; the ids of what was recorded. */
async function reviewed({ units, decided = {}, envelope: columns = {}, blocks = {} }: Reviewed): Promise<Ids> {
  const ids = newIds();
  const done = await attempt(database, 'cutter_exec', [
    entry(ids.entry),
    step(ids.entry, 1, null, 'marked', 'mark'),
    envelope(ids.envelope, { source_doc_ref: DOCUMENT, ...columns }),
    ...units.map((unit) => block(ids.envelope, ids.entry, unit, blocks)),
    decision(ids.decision, ids.envelope, ids.entry, decided),
  ]);
  if (done.refused) throw new Error(done.message);
  return ids;
}

const because = (unit: Subject, ids: Partial<Ids>, more: Columns = {}): Record<string, unknown> => ({
  canonical_address: unit.address,
  actor: 'cutter_exec/DOT-991/test-enact',
  review_decision_id: ids.decision ?? null,
  change_set_id: null,
  reason: 'read and found good',
  tool_revision: 'executor',
  dry_run: false,
  ...more,
});
const enact = (unit: Subject, ids: Partial<Ids>, more: Columns = {}) =>
  called(database, 'fn_iu_enact', because(unit, ids, { target_lifecycle: 'enacted', ...more }));
const retire = (unit: Subject, ids: Partial<Ids>, more: Columns = {}) =>
  called(database, 'fn_iu_retire', because(unit, ids, more));
const REVERT = { verdict: 'revert', governance_event_kind: 'compensate', rationale: 'a mistake' };

/** What can be seen of a unit: its status, its versions, its log. */
async function seen(unit: Subject): Promise<string> {
  const [row] = await database.query(
    `SELECT u.lifecycle_status || ': ' || (SELECT string_agg(v.version_seq || ' ' || v.lifecycle_status
         || CASE WHEN v.id = u.version_anchor_ref THEN ' current' ELSE '' END || CASE WHEN v.enacted_at IS NULL THEN '' ELSE ' in force' END, ', ' ORDER BY v.version_seq)
       FROM public.unit_version v WHERE v.unit_id = u.id)
       || coalesce('; ' || (SELECT string_agg(l.from_status || ' to ' || l.to_status, ', ' ORDER BY l.log_id) FROM public.iu_lifecycle_log l WHERE l.unit_id = u.id), '') AS line
     FROM public.information_unit u WHERE u.id = $1`,
    [unit.id],
  );
  return row?.line ?? '';
}
const FRESH = 'draft: 1 draft current';

describe('enact', () => {
  test('makes a draft law and logs it once, with what it rests on', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit] });
    expect((await enact(unit, ids)).answer).toMatchObject({
      status: 'enacted',
      from: 'draft',
      to: 'enacted',
      unit_id: unit.id,
      version_id: unit.version,
    });
    expect(await seen(unit)).toBe('enacted: 1 enacted current in force; draft to enacted');
    const log = await database.query(
      'SELECT actor, session_role, review_decision_id, change_set_id, reason, tool_revision FROM public.iu_lifecycle_log WHERE unit_id = $1',
      [unit.id],
    );
    expect(log).toEqual([
      {
        actor: 'cutter_exec/DOT-991/test-enact',
        session_role: 'cutter_exec',
        review_decision_id: ids.decision,
        change_set_id: null,
        reason: 'read and found good',
        tool_revision: 'executor',
      },
    ]);
  });

  test('done again changes nothing', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit] });
    await enact(unit, ids);
    const before = await seen(unit);
    expect((await enact(unit, ids)).answer.status).toBe('already_enacted');
    expect(await seen(unit)).toBe(before);
  });

  test('a dry run checks everything and writes nothing', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit] });
    expect((await enact(unit, ids, { dry_run: true })).answer.status).toBe('would_enact');
    expect(await seen(unit)).toBe(FRESH);
    expect((await enact(unit, { decision: NOBODY }, { dry_run: true })).code).toBe('IU011');
  });

  test('names the change set only if that lists the unit', async () => {
    const [unit, other] = [await draft(), await draft()];
    const ids = await reviewed({ units: [unit, other] });
    const done = await attempt(database, 'cutter_exec', [
      changeSet(ids),
      affected(ids, unit),
      signature(ids.executorSignature, 'executor', { cross_reference_change_set_id: ids.changeSet }),
    ]);
    expect(done.message).toBeUndefined();
    expect(await enact(other, ids, { change_set_id: ids.changeSet })).toMatchObject({ refused: true, code: 'IU010' });
    expect((await enact(unit, ids, { change_set_id: ids.changeSet })).answer.status).toBe('enacted');
  });

  const decisions: [string, (unit: Subject) => Promise<Partial<Ids>>, string][] = [
    ['none', async () => ({}), 'none is named'],
    ['one that does not exist', async () => ({ decision: NOBODY }), 'there is none'],
    [
      'a rejection',
      (unit) => reviewed({ units: [unit], decided: { verdict: 'reject', rationale: 'no' } }),
      'it says reject for cut',
    ],
    [
      'a deferral',
      (unit) => reviewed({ units: [unit], decided: { verdict: 'defer', rationale: 'later' } }),
      'it says defer for cut',
    ],
    ['a revert', (unit) => reviewed({ units: [unit], decided: REVERT }), 'it says revert for compensate'],
    [
      'an approval of something else',
      (unit) => reviewed({ units: [unit], decided: { governance_event_kind: 'retire' } }),
      'it says approve for retire',
    ],
    [
      'one of another document',
      (unit) => reviewed({ units: [unit], envelope: { source_doc_ref: OTHER_DOCUMENT } }),
      'another document',
    ],
    ['one of another unit', async () => reviewed({ units: [await draft()] }), 'does not name this address'],
    [
      'one that names it as origin',
      (unit) => reviewed({ units: [unit], blocks: { block_role: 'origin' } }),
      'does not name this address as result',
    ],
    [
      'one of another text',
      (unit) => reviewed({ units: [unit], blocks: { content_hash: hex('other') } }),
      'about another text',
    ],
    [
      'one whose manifest was withdrawn',
      (unit) => reviewed({ units: [unit], envelope: { status: 'withdrawn' } }),
      'is withdrawn, not accepted',
    ],
    [
      'one that a later decision replaced',
      async (unit) => {
        const ids = await reviewed({ units: [unit] });
        await attempt(database, 'cutter_exec', [
          decision(randomUUID(), ids.envelope, ids.entry, { prior_review_decision_id: ids.decision }),
        ]);
        return ids;
      },
      'a later decision has taken its place',
    ],
    [
      'one whose manifest was reverted',
      async (unit) => {
        const ids = await reviewed({ units: [unit] });
        await attempt(database, 'cutter_exec', [decision(randomUUID(), ids.envelope, ids.entry, REVERT)]);
        return ids;
      },
      'was reverted',
    ],
  ];
  test.each(decisions)('refuses as a review decision: %s', async (_, decide, said) => {
    const unit = await draft();
    const done = await enact(unit, await decide(unit));
    expect(done).toMatchObject({ refused: true, code: 'IU011', table: 'review_decision' });
    expect(done.message).toContain(said);
    expect(done.message).toContain(unit.address);
    expect(await seen(unit)).toBe(FRESH);
  });

  test('names all that is wrong with a decision', async () => {
    const unit = await draft();
    const done = await enact(
      unit,
      await reviewed({ units: [unit], decided: REVERT, envelope: { source_doc_ref: OTHER_DOCUMENT } }),
    );
    expect(done.message).toMatch(/it says revert .*; it is about another document/);
  });

  test('needs no decision where the owner says so', async () => {
    const unit = await draft();
    await database.query(`UPDATE public.dot_config SET value = 'true' WHERE key = 'iu_enact.allow_no_review_decision'`);
    const wrong = await enact(unit, { decision: NOBODY });
    const done = await enact(unit, {});
    await database.query(
      `UPDATE public.dot_config SET value = 'false' WHERE key = 'iu_enact.allow_no_review_decision'`,
    );
    expect(wrong.code).toBe('IU011');
    expect(done.answer.status).toBe('enacted');
  });

  test.each<[string, Columns, string]>([
    ['no actor', { actor: '' }, 'p_actor is empty'],
    ['no reason', { reason: null }, 'p_reason is empty'],
    ['no tool revision', { tool_revision: ' ' }, 'p_tool_revision is empty'],
    ['another target', { target_lifecycle: 'retired' }, 'p_target_lifecycle is "retired"'],
    ['an address that is not there', { canonical_address: 'TST/NOT-THERE' }, 'no unit has this address'],
  ])('refuses %s', async (_, more, said) => {
    const unit = await draft();
    const done = await enact(unit, await reviewed({ units: [unit] }), more);
    expect(done).toMatchObject({ refused: true, code: 'IU010' });
    expect(done.message).toContain(said);
    expect(await seen(unit)).toBe(FRESH);
  });

  test('refuses a draft that was edited since its review', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit] });
    await edit(unit, { body: 'Edited.' });
    expect(await enact(unit, ids)).toMatchObject({ refused: true, code: 'IU011' });
  });

  test('refuses a unit that is not sound', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit] });
    await attempt(database, database.superuser, [
      'SET LOCAL session_replication_role = replica',
      `UPDATE public.information_unit SET content_anchor_ref = 'x' WHERE id = '${unit.id}'`,
    ]);
    const done = await enact(unit, ids);
    expect(done).toMatchObject({ refused: true, code: 'IU010' });
    expect(done.message).toContain('exists_anchor_invalid');
  });
});

describe('retire', () => {
  test('a draft, by a revert or by decision; done again changes nothing', async () => {
    for (const decided of [REVERT, { governance_event_kind: 'retire' }]) {
      const unit = await draft();
      const ids = await reviewed({ units: [unit], decided });
      expect((await retire(unit, ids)).answer).toMatchObject({ status: 'retired', from: 'draft' });
      expect((await retire(unit, ids)).answer.status).toBe('already_retired');
      expect(await seen(unit)).toBe('retired: 1 retired current; draft to retired');
    }
  });

  test('an enacted unit by decision alone, never as compensation', async () => {
    const unit = await draft();
    await enact(unit, await reviewed({ units: [unit] }));
    expect(await retire(unit, await reviewed({ units: [unit], decided: REVERT }))).toMatchObject({
      refused: true,
      code: 'IU011',
    });
    expect(
      (await retire(unit, await reviewed({ units: [unit], decided: { governance_event_kind: 'retire' } }))).answer
        .status,
    ).toBe('retired');
    expect(await seen(unit)).toBe('retired: 1 retired current in force; draft to enacted, enacted to retired');
  });

  test('refuses the approval of the cut', async () => {
    const unit = await draft();
    expect(await retire(unit, await reviewed({ units: [unit] }))).toMatchObject({ refused: true, code: 'IU011' });
  });

  test('a dry run writes nothing', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit], decided: REVERT });
    expect((await retire(unit, ids, { dry_run: true })).answer.status).toBe('would_retire');
    expect(await seen(unit)).toBe(FRESH);
  });
});

describe('supersede', () => {
  const supersede = (unit: Subject, successor: Subject, ids: Partial<Ids>, more: Columns = {}) =>
    called(database, 'fn_iu_supersede', because(unit, ids, { successor_address: successor.address, ...more }));
  const aliases = (unit: Subject) =>
    database.query(
      'SELECT alias_kind, canonical_address FROM cutter_governance.canonical_address_alias WHERE alias_address = $1',
      [unit.address],
    );

  async function enacted(): Promise<Subject> {
    const unit = await draft();
    await enact(unit, await reviewed({ units: [unit] }));
    return unit;
  }
  async function decided(origin: Subject, result: Subject): Promise<Ids> {
    const ids = await reviewed({ units: [result], decided: { governance_event_kind: 'supersede' } });
    const done = await attempt(database, 'cutter_exec', [
      block(ids.envelope, ids.entry, origin, { block_role: 'origin' }),
    ]);
    if (done.refused) throw new Error(done.message);
    return ids;
  }

  test('puts the successor in its place and keeps its address as an alias', async () => {
    const [unit, successor] = [await enacted(), await enacted()];
    const ids = await decided(unit, successor);
    expect((await supersede(unit, successor, ids, { dry_run: true })).answer.status).toBe('would_supersede');
    expect(await aliases(unit)).toEqual([]);
    expect((await supersede(unit, successor, ids)).answer.status).toBe('superseded');
    expect((await supersede(unit, successor, ids)).answer.status).toBe('already_superseded');
    expect(await aliases(unit)).toEqual([{ alias_kind: 'PREVIOUS_CANONICAL', canonical_address: successor.address }]);
    expect(await seen(unit)).toBe('superseded: 1 superseded current in force; draft to enacted, enacted to superseded');
    expect(await supersede(unit, await enacted(), ids)).toMatchObject({ refused: true, code: 'IU010' });
  });

  test('refuses drafts on either side, itself, and a decision that does not name both', async () => {
    const [unit, successor, unripe] = [await enacted(), await enacted(), await draft()];
    expect(await supersede(unit, unripe, await decided(unit, unripe))).toMatchObject({ refused: true, code: 'IU010' });
    expect(await supersede(unripe, unit, await decided(unripe, unit))).toMatchObject({ refused: true, code: 'IU010' });
    expect(await supersede(unit, unit, await decided(unit, successor))).toMatchObject({ refused: true, code: 'IU010' });
    expect(await supersede(unit, successor, await decided(successor, unit))).toMatchObject({
      refused: true,
      code: 'IU011',
    });
    expect(
      await supersede(
        unit,
        successor,
        await reviewed({
          units: [unit],
          blocks: { block_role: 'origin' },
          decided: { governance_event_kind: 'supersede' },
        }),
      ),
    ).toMatchObject({ refused: true, code: 'IU011' });
    expect(await seen(unit)).toMatch(/^enacted/);
    expect(await aliases(unit)).toEqual([]);
  });
});

describe('reissue', () => {
  const reissue = (unit: Subject, ids: Partial<Ids>, more: Columns = {}) =>
    called(
      database,
      'fn_iu_reissue',
      because(unit, ids, { title: 'New title', body: 'New text.', section_type: 'principle', context: null, ...more }),
    );
  async function retired(): Promise<Subject> {
    const unit = await draft();
    await retire(unit, await reviewed({ units: [unit], decided: REVERT }));
    return unit;
  }
  const approving = (unit: Subject) => reviewed({ units: [{ ...unit, body: 'New text.' }] });

  test('gives the same unit a new version as a draft, which can then be enacted', async () => {
    const unit = await retired();
    const ids = await approving(unit);
    const context = { content_profile: { profile: 'p', level: 'l' }, provenance: { manifest_digest: hex('m') } };
    expect((await reissue(unit, ids, { dry_run: true })).answer.status).toBe('would_reissue');
    const { answer, message } = await reissue(unit, ids, { context });
    expect(message).toBeUndefined();
    expect(answer).toMatchObject({
      status: 'reissued',
      unit_id: unit.id,
      version_seq: 2,
      content_hash: hex('New text.'),
    });
    expect(await seen(unit)).toBe('draft: 1 retired, 2 draft current; draft to retired, retired to draft');
    const [row] = await database.query(
      `SELECT section_type, identity_profile ->> 'title' AS title, identity_profile -> 'provenance' ->> 'manifest_digest' AS digest,
         identity_profile ->> 'publication_authority_ref' AS authority, content_profile ->> 'level' AS level
       FROM public.information_unit u JOIN public.unit_version v ON v.id = u.version_anchor_ref WHERE u.id = $1`,
      [unit.id],
    );
    expect(row).toEqual({
      section_type: 'principle',
      title: 'New title',
      digest: hex('m'),
      authority: 'incomex_council',
      level: 'l',
    });
    expect((await reissue(unit, ids, { context })).answer).toMatchObject({
      status: 'already_reissued',
      version_seq: 2,
    });
    expect((await enact({ ...unit, body: 'New text.' }, ids)).answer.status).toBe('enacted');
  });

  test('refuses drafts and law, another text than the one decided about, and words outside the vocabulary', async () => {
    const unit = await draft();
    expect(await reissue(unit, await approving(unit))).toMatchObject({ refused: true, code: 'IU010' });
    await enact(unit, await reviewed({ units: [unit] }));
    expect(await reissue(unit, await approving(unit))).toMatchObject({ refused: true, code: 'IU010' });
    const again = await retired();
    expect(await reissue(again, await reviewed({ units: [again] }))).toMatchObject({ refused: true, code: 'IU011' });
    expect(await reissue(again, {})).toMatchObject({ refused: true, code: 'IU011' });
    const wrong = await reissue(again, await approving(again), { section_type: 'verse', title: '' });
    expect(wrong).toMatchObject({ refused: true, code: 'IU010' });
    expect(wrong.message).toContain('p_title is empty; p_section_type "verse"');
    expect(await seen(again)).toBe('retired: 1 retired current; draft to retired');
  });

  test('the approval of the cut that was reverted does not come back to life', async () => {
    const unit = await draft();
    const ids = await reviewed({ units: [unit] });
    const revert = randomUUID();
    await attempt(database, 'cutter_exec', [
      decision(revert, ids.envelope, ids.entry, { ...REVERT, prior_review_decision_id: ids.decision }),
    ]);
    expect((await retire(unit, { decision: revert })).answer.status).toBe('retired');
    expect(await reissue(unit, ids, { body: unit.body })).toMatchObject({ refused: true, code: 'IU011' });
  });
});

const edit = (unit: Subject, more: Columns = {}) =>
  called(database, 'fn_iu_apply_edit_draft', {
    canonical_address: unit.address,
    title: null,
    body: 'Edited.',
    actor: 'editor@example.org',
    expected_version_id: unit.version,
    reason: 'a slip of the pen',
    dry_run: false,
    ...more,
  });

describe('edit', () => {
  test('gives a draft a new version, while other units are law', async () => {
    const law = await draft();
    await enact(law, await reviewed({ units: [law] }));
    const unit = await draft();
    expect((await edit(unit, { dry_run: true })).answer.status).toBe('would_edit');
    expect((await edit(unit, { title: 'Other title' })).answer).toMatchObject({
      status: 'edited',
      version_seq: 2,
      content_hash: hex('Edited.'),
    });
    expect(await seen(unit)).toBe('draft: 1 retired, 2 draft current');
    const [row] = await database.query(
      `SELECT identity_profile ->> 'title' AS title, editor, description, updated_by FROM public.information_unit u JOIN public.unit_version v ON v.id = u.version_anchor_ref WHERE u.id = $1`,
      [unit.id],
    );
    expect(row).toEqual({
      title: 'Other title',
      editor: 'editor@example.org',
      description: 'a slip of the pen',
      updated_by: 'editor@example.org',
    });
    const edited = { ...unit, body: 'Edited.' };
    expect((await enact(edited, await reviewed({ units: [edited] }))).answer.status).toBe('enacted');
  });

  test('writes nothing where nothing changes, or where the text was edited since it was read', async () => {
    const unit = await draft();
    expect((await edit(unit, { body: unit.body })).answer).toMatchObject({
      status: 'unchanged',
      version_id: unit.version,
    });
    await edit(unit);
    const late = await edit(unit, { body: 'Late.' });
    expect(late).toMatchObject({ refused: true, code: 'IU010', column: 'version_anchor_ref' });
    expect(await seen(unit)).toBe('draft: 1 retired, 2 draft current');
  });

  test('refuses law, blank texts and units that are not there', async () => {
    const unit = await draft();
    expect((await edit(unit, { body: ' ', reason: '' })).message).toContain('p_body is empty; p_reason is empty');
    expect(await edit(unit, { canonical_address: 'TST/NOT-THERE' })).toMatchObject({ refused: true, code: 'IU010' });
    await enact(unit, await reviewed({ units: [unit] }));
    expect(await edit(unit)).toMatchObject({ refused: true, code: 'IU010', column: 'lifecycle_status' });
  });
});

test('no function is for the verifier, or leaves a marker or a reason behind', async () => {
  const unit = await draft();
  const ids = await reviewed({ units: [unit] });
  const args = because(unit, ids, { target_lifecycle: 'enacted' });
  expect((await called(database, 'fn_iu_enact', args, { user: 'cutter_verify' })).code).toBe('42501');
  const read = `SELECT concat(${['canonical_writer', 'review_decision_id', 'change_set_id', 'reason', 'tool_revision'].map((name) => `current_setting('app.${name}', true)`).join(', ')}) AS left_behind`;
  const done = await attempt(database, 'cutter_exec', [call('fn_iu_enact', args), read]);
  expect(done.rows).toEqual([{ left_behind: '' }]);
});
