/** The audit pack of a run: what it proves, that no change to it goes unseen, and its report in a real browser. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditRun } from '../../src/cli/audit.ts';
import { AUDIT_NAMESPACE } from '../../src/core/approval/sshsig.ts';
import { type PackIndex, packText } from '../../src/core/audit/pack.ts';
import type { Run } from '../../src/core/run/replay.ts';
import { files } from '../../src/edge/files.ts';
import { folders } from '../../src/edge/folders.ts';
import { checkPack } from '../../src/flows/audit/check.ts';
import { measured } from '../../src/flows/audit/measure.ts';
import type { Audited } from '../../src/flows/audit/write.ts';
import { auditReports } from '../../src/render/audit-reports.ts';
import { random } from '../faults/random.ts';
import { startBrowser, type View } from '../support/browser.ts';
import { TOOL } from '../support/cutter.ts';
import { temporaryFolder } from '../support/folder.ts';
import { exampleBy } from '../support/own.ts';
import { codes, type Place, place } from './place.ts';

let at: Place;
let run: Run;
let made: Audited;
beforeAll(async () => {
  at = await place();
  passwords('a password of its own');
  const first = await at.start();
  await at.sign(first);
  const second = await at.resume(first);
  await at.sign(second);
  run = await at.resume(second);
  made = await auditRun(at.wire, at.store, run.id);
}, 120_000);
afterAll(() => at?.end());

/** The server asks for none; what is written must not hold it all the same. */
function passwords(word: string): void {
  const file = join(at.folder, 'server.env');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(_PASSWORD=).*$/gm, `$1${word}`));
}

const secondOpinion = { verify: async () => ({ verdict: 'not_installed' as const }) };
const check = async (folder: string, own = true) => {
  const lanes = own ? await at.wire.laneKeys() : undefined;
  return checkPack(
    { folder, ...(lanes === undefined ? {} : { lanes }), tool: TOOL, reports: auditReports },
    { files, folders, secondOpinion },
  );
};

/** A copy that may be spoiled. */
function copied(): string {
  const folder = join(temporaryFolder(), 'pack');
  cpSync(made.folder, folder, { recursive: true });
  return folder;
}

/** Signs the pack as it is now, as somebody who has the key of the lane could. */
async function signedAnew(folder: string): Promise<void> {
  const index = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as PackIndex;
  const text = packText({ ...index, files: await measured(folder, { files, folders }) });
  const ssh = await at.wire.signers();
  const key = await ssh.open((await at.wire.laneKeyFiles())['DOT-992'], AUDIT_NAMESPACE);
  writeFileSync(join(folder, 'pack.json'), text);
  writeFileSync(join(folder, 'pack.json.sig'), await key.sign(Buffer.from(text)));
}

const failed = ({ checks }: Awaited<ReturnType<typeof check>>) =>
  checks.filter(({ verdict }) => verdict === 'FAIL').map(({ id }) => id);

describe('the audit pack of a run', () => {
  it('proves everything of a run that went well, wherever it lies', async () => {
    expect(made.evidence.checks.filter(({ verdict }) => verdict !== 'PASS')).toEqual([]);
    expect(made.evidence).toMatchObject({ verdict: 'PASS', ledger: { rows: 128, links: 128 } });
    const checked = await check(copied());
    expect(checked).toMatchObject({ verdict: 'PASS', changed: [], trusted: 'own', run: run.id });
    expect(await check(copied(), false)).toMatchObject({ verdict: 'PASS', trusted: 'pack' });
  });

  it('counts every table, with the rows that triggers add', () => {
    const found = new Map(made.evidence.matrix.map((row) => [row.table, row]));
    expect(found.get('public.information_unit')).toMatchObject({ before: 0, planned: 60, after: 60, exact: true });
    expect(found.get('public.birth_registry')).toMatchObject({ planned: 60, after: 60 });
    expect(found.get('public.iu_lifecycle_log')).toMatchObject({ planned: 60, after: 60 });
    expect(found.get('cutter_governance.ledger_chain')).toMatchObject({ planned: 128, after: 128 });
    expect(found.get('cutter_governance.canonical_address_alias')).toMatchObject({ planned: 0, after: 0 });
  });

  it('is made of a cut that was recorded in its own transaction, and of a run that waits', async () => {
    const other = await place();
    try {
      const cutFile = exampleBy('direct');
      writeFileSync(cutFile, readFileSync(cutFile, 'utf8').replace(/^writer:.*$/m, '$&\nrecord: atomic'));
      const first = await other.start({ cutFile });
      const waiting = await auditRun(other.wire, other.store, first.id, join(other.folder, 'waiting'));
      expect(waiting.evidence).toMatchObject({ verdict: 'BLOCKED' });
      expect(waiting.evidence.checks.filter(({ verdict }) => verdict === 'FAIL')).toEqual([]);
      await other.sign(first);
      const closed = await other.close(await other.resume(first));
      const { evidence } = await auditRun(other.wire, other.store, closed.id, join(other.folder, 'closed'));
      expect(evidence.checks.filter(({ verdict }) => verdict !== 'PASS')).toEqual([]);
      expect(evidence.verdict).toBe('PASS');
    } finally {
      await other.end();
    }
  }, 60_000);

  it('is not written over', async () => {
    expect(await codes(auditRun(at.wire, at.store, run.id))).toEqual(['input.exists']);
  });

  it('holds no password, and is not signed where a file holds one', async () => {
    const secret = run.facts.plan_sha256?.slice(0, 20) ?? '';
    const out = join(temporaryFolder(), 'pack');
    passwords(secret);
    const refused = await codes(auditRun(at.wire, at.store, run.id, out));
    passwords('a password of its own');
    expect([...new Set(refused)]).toEqual(['audit.secret']);
    expect(readdirSync(out)).not.toContain('pack.json');
  });
});

describe('a pack that was changed', () => {
  it('names the file, for a changed byte at any place of any file', async () => {
    const folder = copied();
    const dice = random(7);
    const unseen: string[] = [];
    let flips = 0;
    for (const path of await folders.files(folder)) {
      const file = join(folder, path);
      const whole = readFileSync(file);
      const places = new Set([0, whole.length - 1, ...Array.from({ length: 4 }, () => dice.below(whole.length))]);
      for (const place of whole.length === 0 ? [] : places) {
        const other = Buffer.from(whole);
        other[place] = (other[place] as number) ^ (1 << dice.below(8));
        writeFileSync(file, other);
        flips += 1;
        const { verdict, changed } = await check(folder);
        if (verdict !== 'FAIL' || !changed.some((one) => one.path === path)) unseen.push(`${path} at ${place}`);
      }
      writeFileSync(file, whole);
    }
    expect(unseen).toEqual([]);
    expect(flips).toBeGreaterThan(200);
    expect((await check(folder)).verdict).toBe('PASS');
  }, 120_000);

  it('names a file that is gone, was cut off, came in between, or is a link', async () => {
    const paths = async (change: (folder: string) => void) => {
      const folder = copied();
      change(folder);
      return (await check(folder)).changed.map(({ path }) => path);
    };
    expect(await paths((folder) => rmSync(join(folder, 'plan/region.txt')))).toEqual(['plan/region.txt']);
    expect(await paths((folder) => truncateSync(join(folder, 'run.ndjson'), 100))).toEqual(['run.ndjson']);
    expect(await paths((folder) => writeFileSync(join(folder, 'plan/x.json'), '{}'))).toEqual(['plan/x.json']);
    expect(await paths((folder) => rmSync(join(folder, 'pack.json.sig')))).toEqual(['pack.json.sig']);
    const folder = copied();
    rmSync(join(folder, 'pack.json'));
    expect(await codes(check(folder))).toEqual(['input.missing']);
  });

  it('is refused when it was signed with keys that are not ours', async () => {
    const folder = copied();
    const index = JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')) as PackIndex;
    const lanes = { 'DOT-991': index.lanes['DOT-992'], 'DOT-992': index.lanes['DOT-991'] };
    const checked = await checkPack(
      { folder, lanes, tool: TOOL, reports: auditReports },
      { files, folders, secondOpinion },
    );
    expect(checked).toMatchObject({ verdict: 'FAIL', changed: [{ path: 'pack.json' }] });
  });

  /** Who has the key of the lane can sign what is not so; it does not follow from the pack. */
  it.each([
    ['ledger/rows.ndjson', '"verdict":"approve"', '"verdict":"defer"', 'ledger'],
    ['ledger/links.ndjson', '"seq":"5"', '"seq":"6"', 'ledger'],
    ['plan/receipts/ATTEMPT.json', '"public.unit_version":60', '"public.unit_version":61', 'receipts'],
    ['plan/receipts/ATTEMPT.json', '"principal":"cutter_exec"', '"principal":"cutter_verify"', 'lanes'],
    ['plan/region.txt', 'Điều', 'Điêu', 'plans'],
    ['live.json', '"system_identifier":"', '"system_identifier":"1', 'server'],
    ['live.json', '"ok":true', '"ok":false', 'live'],
    ['trust/policy.json', '"lifetime_hours":24', '"lifetime_hours":23', 'approvals'],
  ])('and signed anew is refused: %s, %s', async (path, from, to, id) => {
    const folder = copied();
    const file = join(folder, path.replace('ATTEMPT', `${run.id}-1`));
    const before = readFileSync(file, 'utf8');
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
    await signedAnew(folder);
    const checked = await check(folder);
    expect(checked.verdict).toBe('FAIL');
    expect(failed(checked)).toContain(id);
  });

  it('with a report that says something else is refused, though it is signed', async () => {
    const folder = copied();
    const report = join(folder, 'report.html');
    writeFileSync(report, readFileSync(report, 'utf8').replaceAll('60', '61'));
    await signedAnew(folder);
    expect(await check(folder)).toMatchObject({ verdict: 'FAIL', changed: [{ path: 'report.html' }] });
  });
});

describe('the report', () => {
  it('stands alone, fits both widths in light and dark, and is photographed', async () => {
    const browser = await startBrowser();
    const pictures = process.env.CUTTER_PICTURES ?? temporaryFolder();
    mkdirSync(pictures, { recursive: true });
    const file = join(made.folder, 'report.html');
    try {
      const view: View = { width: 1280, height: 900, scheme: 'light' };
      const page = await browser.open(file, view);
      const colours = new Set<string>();
      for (const width of [1280, 390]) {
        for (const scheme of ['light', 'dark'] as const) {
          // As high as the whole report.
          await page.resize({ width, height: width === 390 ? 5600 : 3900, scheme });
          await page.screenshot(join(pictures, `audit-${width}-${scheme}.png`));
          expect(await page.evaluate('document.documentElement.scrollWidth'), `${width}`).toBe(width);
          colours.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
        }
      }
      expect(colours.size).toBe(2);
      expect(page.requests).toEqual([pathToFileURL(file).href]);
      expect(page.complaints).toEqual([]);
      expect(await page.evaluate(`document.querySelector('.verdict').textContent`)).toBe('PASS');
      expect(await page.evaluate(`document.querySelectorAll('.matrix tbody tr').length`)).toBe(
        made.evidence.matrix.length,
      );
      expect(await page.evaluate(`document.querySelectorAll('.phases li').length`)).toBe(
        made.evidence.stretches.length,
      );
      expect(await page.evaluate(`document.querySelectorAll('script:not(:empty), img, iframe').length`)).toBe(0);
      for (const picture of ['.scale rect', '.lanes circle', '.strip .fill-unit']) {
        expect(await page.evaluate(`document.querySelectorAll('${picture}').length`), picture).toBeGreaterThan(0);
      }
    } finally {
      await browser.close();
    }
  });

  it('has a page of Markdown for each phase, and a summary that leads to them', () => {
    const summary = readFileSync(join(made.folder, 'report.md'), 'utf8');
    const pages = readdirSync(join(made.folder, 'phases'));
    expect(pages.length).toBe(13);
    for (const page of pages) {
      expect(summary).toContain(`(phases/${page})`);
      expect(statSync(join(made.folder, 'phases', page)).size).toBeGreaterThan(100);
    }
  });
});
