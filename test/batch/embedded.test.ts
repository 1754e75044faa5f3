/** A batch on the embedded database: one process, the same table, one sitting for all approvals. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { embeddedStage } from './stage.ts';

describe('a batch on the embedded database', () => {
  it('goes from the queue to drafts, stopping where it must, and goes on where it stood', async () => {
    const stage = await embeddedStage(3, 2, { after: { 0: [2] } });
    const broken = join(stage.folder, 'docs/0001/document.md');
    appendFileSync(broken, '\n### ⁉ nothing that the profile knows\n');
    const first = await stage.batch();
    expect(first.rows.map(({ prefix, state }) => `${prefix} ${state}`)).toEqual([
      'DOC-0000 waiting',
      'DOC-0001 failed',
      'DOC-0002 waiting',
    ]);
    expect(first.code).toBe(10);
    expect(first.rows[1]?.problems.length).toBeGreaterThan(0);
    // Another list than the one that was read is not signed.
    const { code, stdout } = await stage.cutter(
      'approve',
      '--all',
      '--as',
      'approver@example.org',
      '--key',
      'key',
      '--sign',
      '2-00000000',
      '--json',
    );
    expect([code, JSON.parse(stdout).problems[0].code]).toEqual([2, 'input.usage']);
    const neither = await stage.cutter('approve', '--as', 'approver@example.org', '--key', 'key', '--json');
    expect([neither.code, JSON.parse(neither.stdout).problems[0].code]).toEqual([2, 'input.usage']);
    expect(await stage.approveAll()).toBe(2);
    const second = await stage.batch();
    expect(second.rows.map(({ prefix, state, run_state }) => `${prefix} ${state} ${run_state}`)).toEqual([
      'DOC-0000 waiting awaiting_lifecycle_authorization',
      expect.stringMatching(/^DOC-0001 failed voided_/),
      'DOC-0002 waiting awaiting_lifecycle_authorization',
    ]);
  }, 240_000);
});
