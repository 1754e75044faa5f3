/** The page of a manifest in a real browser: what it shows, how it is used, and that it neither loads nor runs anything. */

import { once } from 'node:events';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Stop } from '../../src/core/problem.ts';
import { type Browser, type BrowserPage, startBrowser, type View } from '../support/browser.ts';
import { codeOfUnits } from '../support/synthetic-code.ts';
import { type Folder, folderOf, pageFile, pageOf } from './support.ts';

const WIDE: View = { width: 1280, height: 900, scheme: 'light' };
const PHONE: View = { width: 390, height: 844, scheme: 'light' };

/** Everything that could break out of text, an attribute, a script or a style. */
const HOSTILE = `LUẬT THỬ

Điều 1. </title></style></script><script>document.title='ran'</script>
Câu một có dấu " và ' và & và &lt; và <img src="http://127.0.0.1:9/x.png" onerror="document.title='ran'">.
<!-- ]]> --> <svg onload=alert(1)> \${7*7} {{7*7}} javascript:alert(1)

Điều 2. Tên" onmouseover="document.title='ran'" data-x='
1. Khoản một có khoảng trắng\u00a0lạ.
2. Khoản hai.

Điều 3. (được bãi bỏ)

Điều 4. Tên thường
Câu cuối.
`;

describe('the page of a manifest', () => {
  let browser: Browser;
  let folder: Folder;
  let file: string;
  let page: BrowserPage;
  beforeAll(async () => {
    browser = await startBrowser();
    const decision = { address: 'LAW/D4', do: 'exclude', reason: 'It is <b>not</b> "ours".' } as const;
    folder = folderOf(
      HOSTILE,
      'vn-law',
      { leaf: 'khoan', decisions: [decision] },
      `decisions:\n  - address: LAW/D4\n    do: exclude\n    reason: 'It is <b>not</b> "ours".'`,
    );
    file = await pageFile(folder);
    page = await browser.open(file, WIDE);
  });
  afterAll(async () => {
    await browser.close();
    folder.remove();
  });
  const text = (selector: string) =>
    page.evaluate<string>(`document.querySelector(${JSON.stringify(selector)}).textContent`);
  const middleOf = (selector: string) =>
    page.evaluate<[number, number]>(
      `(() => { const box = document.querySelector(${JSON.stringify(selector)}).getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; })()`,
    );

  it('asks for nothing but itself, and says nothing to the console', async () => {
    expect(page.requests).toEqual([pathToFileURL(file).href]);
    expect(page.complaints).toEqual([]);
  });

  it('shows every word of the document as it is, and runs none of it', async () => {
    const shown = await page.evaluate<string>(
      `[...document.querySelectorAll('main .t')].map((part) => part.textContent).join('\\n')`,
    );
    const words = (from: string) => from.replaceAll('U+00A0', '\u00a0').split(/\s+/).filter(Boolean);
    expect(words(shown)).toEqual(words(readFileSync(join(folder.path, 'region.txt'), 'utf8')));
    expect(await page.evaluate('document.title')).toBe('law.txt: LAW');
    expect(await page.evaluate(`document.querySelectorAll('script, img, iframe, object, main svg').length`)).toBe(1);
    expect(await page.evaluate(`document.querySelectorAll('[onmouseover], [onerror], [onload]').length`)).toBe(0);
  });

  it('would load and run nothing even if a text broke out', async () => {
    let asked = 0;
    const server = createServer((_, answer) => {
      asked += 1;
      answer.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.png`;
    const other = await browser.open(file, WIDE);
    await other.evaluate(`(() => {
      const script = document.createElement('script');
      script.textContent = "document.title = 'ran'";
      document.body.append(script);
      document.body.insertAdjacentHTML('beforeend', '<img src="${url}" onerror="document.title = \\'ran\\'">');
      return new Promise((done) => setTimeout(done, 200));
    })()`);
    expect(await other.evaluate('document.title')).toBe('law.txt: LAW');
    expect(other.complaints.filter((said) => said.includes('Content Security Policy'))).not.toEqual([]);
    expect(asked).toBe(0);
    server.close();
  });

  it('shows text, address and hash of the unit that is clicked', async () => {
    await page.click(...(await middleOf('main .u .t')));
    const manifest = JSON.parse(readFileSync(folder.manifest, 'utf8')) as { spans: readonly Record<string, string>[] };
    const unit = manifest.spans.find(({ address }) => address === 'LAW/D1');
    const id = await page.evaluate<string>(`location.hash`);
    expect(id).toMatch(/^#s\d+$/);
    expect(await text('aside h2')).toBe(unit?.title);
    expect(await text('aside dl')).toContain(`addressLAW/D1`);
    expect(await text('aside dl')).toContain(`sha256${unit?.span_sha256}`);
    expect(await text('aside .body')).toContain(`onerror="document.title='ran'">`);
  });

  it('is used by keys alone', async () => {
    const address = () => page.evaluate<string>(`document.querySelector('aside dd').textContent`);
    const active = () => page.evaluate<string>(`document.activeElement.textContent || document.activeElement.id`);
    await page.evaluate(`document.querySelector('nav a').click()`);
    await page.press('j');
    expect(await address()).toBe('LAW/D2');
    await page.press('j');
    expect(await address()).toBe('LAW/D2-K1');
    await page.press('k');
    expect(await address()).toBe('LAW/D2');
    await page.press('/');
    expect(await active()).toBe('filter');
    await page.press('ArrowDown');
    expect(await active()).toContain('D1');
    await page.press('ArrowDown');
    expect(await active()).toContain('D2');
    await page.press('Escape');
    expect(await page.evaluate(`document.querySelector('aside').classList.contains('open')`)).toBe(false);
  });

  it('finds units by address and title', async () => {
    const seen = `[...document.querySelectorAll('nav li:not([hidden]) .key')].map((key) => key.textContent)`;
    const find = (what: string) =>
      page.evaluate(
        `(() => { const box = document.querySelector('#filter'); box.value = ${JSON.stringify(what)}; box.dispatchEvent(new Event('input')); })()`,
      );
    await find('d2-k');
    expect(await page.evaluate(seen)).toEqual(['D2-K1', 'D2-K2']);
    await find('thường');
    expect(await page.evaluate(seen)).toEqual(['D4']);
    await find('');
    expect(await page.evaluate(seen)).toEqual(['D1', 'D2', 'D2-K1', 'D2-K2', 'D3', 'D4']);
  });

  it('draws units, exclusions, what is no content and findings, and goes where the strip is clicked', async () => {
    for (const kind of ['unit', 'unit2', 'excluded', 'plain', 'finding']) {
      expect(await page.evaluate(`document.querySelector('.strip .fill-${kind}').getAttribute('d')`), kind).not.toBe(
        '',
      );
    }
    expect(await text('.legend')).toMatch(
      /^4 units, [\d.]+ %2 excluded, [\d.]+ %5 without content, [\d.]+ %2 findingsUnits$/,
    );
    const [x, y] = await middleOf('.strip');
    await page.click(x * 1.9, y);
    expect(await text('aside dl')).toContain('excludedD4');
    expect(await text('aside dl')).toContain('reasonIt is <b>not</b> "ours".');
  });

  it('names what was decided, and rare signs that look like others', async () => {
    const notes = await page.evaluate<string[]>(
      `[...document.querySelectorAll('.finding')].map((one) => one.textContent)`,
    );
    expect(notes).toEqual([
      'Rare in this document: U+00A0 NO-BREAK SPACE.',
      'Decided: exclude. It is <b>not</b> "ours".',
    ]);
  });

  it('fits both widths in light and dark, and is photographed', async () => {
    const pictures = process.env.CUTTER_PICTURES ?? join(folder.path, 'pictures');
    mkdirSync(pictures, { recursive: true });
    const colours = new Set<string>();
    for (const view of [WIDE, PHONE]) {
      for (const scheme of ['light', 'dark'] as const) {
        await page.resize({ ...view, scheme });
        const picture = join(pictures, `manifest-${view.width}-${scheme}.png`);
        await page.screenshot(picture);
        expect(readFileSync(picture).subarray(1, 4).toString()).toBe('PNG');
        expect(await page.evaluate('document.documentElement.scrollWidth'), `${view.width}`).toBe(view.width);
        colours.add(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      }
    }
    expect(colours.size).toBe(2);
    await page.evaluate(`document.querySelector('.open-nav').click()`);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('nav')).display`)).toBe('block');
    expect(page.complaints).toEqual([]);
  });
});

/** Milliseconds: far above what it takes on a quiet machine, and far below what anything quadratic would. */
const SLOW = 60_000;

describe('a page of many units', () => {
  it(
    'is there at once, and chooses and finds without delay',
    async () => {
      const folder = folderOf([...codeOfUnits(6_000)].join(''), 'vn-law', { leaf: 'diem' });
      const browser = await startBrowser();
      try {
        const started = performance.now();
        const page = await browser.open(await pageFile(folder), WIDE);
        expect(performance.now() - started).toBeLessThan(SLOW);
        // Timed in the page itself: what the choice and the layout after it take, without the way to the browser and back.
        const taken = await page.evaluate<number>(`(() => {
        const began = performance.now();
        [...document.querySelectorAll('nav a')].at(-1).click();
        document.querySelector('main .picked').getBoundingClientRect();
        return performance.now() - began;
      })()`);
        expect(taken).toBeLessThan(SLOW);
        await page.screenshot(join(folder.path, 'many.png'));
        expect(await page.evaluate(`document.querySelectorAll('main .u').length`)).toBeGreaterThanOrEqual(6_000);
        expect(page.complaints).toEqual([]);
      } finally {
        await browser.close();
        folder.remove();
      }
    },
    2 * SLOW,
  );
});

describe('nothing of a manifest is shown', () => {
  const refusal = async (manifest: string): Promise<string> => {
    try {
      await pageOf(manifest);
    } catch (error) {
      if (error instanceof Stop) return error.problems.map(({ code }) => code).join(' ');
      throw error;
    }
    return 'shown';
  };
  const change = (file: string, from: string, to: string): void => {
    const before = readFileSync(file, 'utf8');
    expect(before).toContain(from);
    writeFileSync(file, before.replace(from, to));
  };

  it('whose region is another, in a unit or between units', async () => {
    const folder = folderOf(HOSTILE, 'vn-law');
    const region = join(folder.path, 'region.txt');
    copyFileSync(region, `${region}.kept`);
    change(region, 'Câu cuối', 'Câu cuồi');
    expect(await refusal(folder.manifest)).toBe('mark.coverage');
    copyFileSync(`${region}.kept`, region);
    change(region, 'LUẬT THỬ', 'LUẤT THỬ');
    expect(await refusal(folder.manifest)).toBe('plan.folder');
    copyFileSync(`${region}.kept`, region);
    change(folder.manifest, '"title":"Tên thường"', '"title":"Tên khác"');
    expect(await refusal(folder.manifest)).toBe('plan.digest');
    folder.remove();
  });
});
