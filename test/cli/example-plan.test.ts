/** The committed plan of the example is what cutter plans from the committed snapshot: the same bytes, on any machine. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/folder.ts';
import { REPOSITORY } from './repository.ts';

const EXAMPLE = 'examples/01-constitution';
const COMMITTED = join(REPOSITORY, 'plans/constitution');

/** No database is running here: a command that wanted one would fail. */
const cutter = (...words: readonly string[]) =>
  spawnSync(process.execPath, [join(REPOSITORY, 'bin/cutter.js'), ...words, '--config', `${EXAMPLE}/cutter.yaml`], {
    cwd: REPOSITORY,
    encoding: 'utf8',
    // What differs between machines and must not matter.
    env: { PATH: process.env.PATH, TZ: 'Asia/Ho_Chi_Minh', LC_ALL: 'vi_VN.UTF-8' },
  });

describe('plans/constitution', () => {
  it('is rebuilt from the cut and the snapshot, byte for byte', () => {
    const folder = join(temporaryFolder(), 'plan');
    const snapshot = `${EXAMPLE}/snapshot.json`;
    const { status, stderr } = cutter('plan', `${EXAMPLE}/cut.yaml`, '--snapshot', snapshot, '--out', folder);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    const names = readdirSync(folder).sort();
    expect(readdirSync(COMMITTED).sort()).toEqual(names);
    for (const name of names) {
      expect(readFileSync(join(folder, name), 'utf8'), name).toBe(readFileSync(join(COMMITTED, name), 'utf8'));
    }
  });

  it('is the same plan to `plan --check`, from the cut and from its folder alone', () => {
    for (const cut of [[`${EXAMPLE}/cut.yaml`], []]) {
      const { status, stdout } = cutter('plan', ...cut, '--check', COMMITTED, '--snapshot', `${EXAMPLE}/snapshot.json`);
      expect(stdout).toContain('is what would be planned now');
      expect(status).toBe(0);
    }
  });

  it('has 180 statements, one a line', () => {
    const lines = readFileSync(join(COMMITTED, 'plan.json'), 'utf8').split('\n');
    for (const template of ['insert_unit', 'insert_version', 'set_anchors']) {
      expect(lines.filter((line) => line.startsWith(`["${template}",`))).toHaveLength(60);
    }
  });
});
