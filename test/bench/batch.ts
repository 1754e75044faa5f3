/**
 * `cutter batch --plan-only` on the embedded database, whole process and files included: many documents of a few units.
 * Time has to grow with the documents, and memory not to. A second start finds every plan made.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { shippedProfiles } from '../../src/cli/shipped-profiles.ts';
import { uuid5 } from '../../src/core/hash.ts';
import { files } from '../../src/edge/files.ts';
import { markDocument } from '../../src/flows/mark.ts';
import { run } from './process.ts';
import { type Line, soloLine } from './table.ts';

const SIZES = [100, 1_000, 10_000];
const UNITS = 3;
/** Most memory, in MiB, whatever the number of documents. */
const MEMORY = 600;

export async function batchPart(root: string, say: (text: string) => void): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const count of SIZES) {
    const folder = mkdtempSync(join(tmpdir(), 'cutter-bench-batch-'));
    const cutter = (...parameters: readonly string[]) =>
      run({ file: process.execPath, parameters: [join(root, 'bin/cutter.js'), ...parameters], cwd: folder });
    try {
      say(`batch: ${count} documents`);
      writeDocuments(folder, count);
      await cutter('init', '--signer', 'approver@example.org', '--new-key', 'key');
      await cutter('sandbox', 'up');
      writeFileSync(join(folder, 'register.sql'), await registration(root, folder, count));
      await cutter('sandbox', 'run', 'register.sql');
      for (const start of ['first', 'second']) {
        const measured = await cutter('batch', 'queue.json', '--plan-only', '--json');
        const each = (measured.milliseconds / count).toFixed(1);
        lines.push(soloLine(`batch, ${count} documents, ${start} start: ${each} ms each`, [measured], MEMORY));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  return lines;
}

const nameOf = (index: number): string => `doc-${String(index).padStart(5, '0')}`;

function writeDocuments(folder: string, count: number): void {
  const articles = Array.from(
    { length: UNITS },
    (_, at) => `### Điều ${at}. Tên của điều ${at}\nNội dung của điều ${at}.\n`,
  );
  const names = Array.from({ length: count }, (_, index) => nameOf(index));
  for (const name of names) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'document.md'), `# Văn bản\n\n## ✅ Phần I. Các điều\n${articles.join('\n')}`);
    const cut = {
      format: 'cutter.cut/1',
      name,
      author: 'author@example.org',
      document: 'document.md',
      profile: 'constitution/1',
      prefix: name.toUpperCase(),
      scope: 'enacted_only',
      publication: { type: 'law', authority: 'incomex_council' },
    };
    writeFileSync(join(folder, name, 'cut.yaml'), JSON.stringify(cut));
  }
  const queue = { format: 'cutter.queue/1', documents: names.map((name) => ({ cut: `${name}/cut.yaml` })) };
  writeFileSync(join(folder, 'queue.json'), JSON.stringify(queue));
}

/** SQL that registers them all; their texts are the same. */
async function registration(root: string, folder: string, count: number): Promise<string> {
  const ports = { files, profiles: shippedProfiles(join(root, 'schemas/profiles')) };
  const { manifest } = await markDocument(join(folder, nameOf(0), 'cut.yaml'), ports);
  const { sha256 } = manifest.header.region;
  const names = Array.from({ length: count }, (_, index) => nameOf(index));
  const documents = names.map((name) => `('${name}', '${name.toUpperCase()}')`);
  const versions = names.map((name) => `('${uuid5('document version', name, sha256)}', '${name}', '${sha256}')`);
  return `INSERT INTO cutter_governance.source_document_registry (source_document_ref, address_docprefix)
VALUES ${documents.join(',\n')};
INSERT INTO cutter_governance.source_document_version_registry (document_version_id, source_document_ref, content_checksum)
VALUES ${versions.join(',\n')};
`;
}
