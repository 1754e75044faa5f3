/** Marked documents as folders with a manifest, its region and its cut, and the page of each. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { viewManifest } from '../../src/cli/manifest-view.ts';
import type { Cut } from '../../src/core/cut.ts';
import { manifestBytes } from '../../src/core/document/encode.ts';
import { orStop } from '../../src/core/problem.ts';
import { files } from '../../src/edge/files.ts';
import { markingLaw } from '../law/support.ts';

export interface Folder {
  readonly path: string;
  readonly manifest: string;
  remove(): void;
}

/** `cutYaml`: more lines of the cut, for what the page reads from it. */
export function folderOf(text: string, profile: string, cut: Partial<Cut> = {}, cutYaml = ''): Folder {
  const path = mkdtempSync(join(tmpdir(), 'cutter-page-'));
  const { manifest, bytes } = orStop(markingLaw(text, profile, cut));
  const file = join(path, 'manifest.json');
  writeFileSync(file, Buffer.concat([...manifestBytes(manifest)]));
  writeFileSync(join(path, 'region.txt'), bytes);
  const yaml = [
    'format: cutter.cut/1',
    'name: test',
    'author: you@example.org',
    'document: law.txt',
    `profile: ${profile}/1`,
    'prefix: LAW',
    'scope: enacted_only',
    'writer: direct',
    'owner: test_council',
    'publication:',
    '  type: law',
    '  authority: incomex_council',
    cutYaml,
    '',
  ].join('\n');
  writeFileSync(join(path, 'cut.yaml'), yaml);
  return { path, manifest: file, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function pageOf(manifest: string): Promise<string> {
  let page = '';
  for await (const piece of (await viewManifest(files, manifest)).html()) page += piece;
  return page;
}

/** Writes the page beside the manifest and gives its path. */
export async function pageFile({ path, manifest }: Folder): Promise<string> {
  const file = join(path, 'page.html');
  writeFileSync(file, await pageOf(manifest));
  return file;
}
