import { join } from 'node:path';
import { sha256 } from '../../core/hash.ts';
import type { Kind } from '../../core/kinds/kind.ts';
import { FOLDER, type Pinned } from '../../core/plan/folder.ts';
import { Stop } from '../../core/problem.ts';
import type { Files } from '../../ports.ts';

/** What a plan is made from, as bytes that can be read any number of times. */
export type PlanInputs = DocumentInputs | RequestInputs;

export interface DocumentInputs {
  readonly from: 'document';
  readonly cut: Source;
  readonly manifest: Source;
  readonly region: Source;
  readonly snapshot: Source;
}

export interface RequestInputs {
  readonly from: 'request';
  readonly request: Source;
  /** The survey; see core/plan/survey.ts. */
  readonly snapshot: Source;
}

export interface Source {
  /** Shown in problems. */
  readonly file: string;
  chunks(): AsyncIterable<Uint8Array>;
}

/** Bytes handed on at a time: readers turn a whole chunk into text before they go on. */
const CHUNK = 64 * 1024;

/** A file that is not written yet, or not at all. */
export function memorySource(file: string, content: string | Uint8Array): Source {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return piecesSource(file, () => [bytes]);
}

/** The same, of pieces that are made again for each reading. */
export function piecesSource(file: string, pieces: () => Iterable<Uint8Array>): Source {
  return {
    file,
    async *chunks() {
      for (const piece of pieces()) {
        for (let at = 0; at < piece.length; at += CHUNK) yield piece.subarray(at, at + CHUNK);
      }
    },
  };
}

/** The folder of a plan, as it was written when the plan was made. */
export const folderInputs = (files: Files, folder: string, from: Kind['from']): PlanInputs =>
  from === 'document' ? documentInputs(files, folder) : requestInputs(files, folder);

export function documentInputs(files: Files, folder: string): DocumentInputs {
  const source = sourcesIn(files, folder);
  return {
    from: 'document',
    cut: source(FOLDER.cut),
    manifest: source(FOLDER.manifest),
    region: source(FOLDER.region),
    snapshot: source(FOLDER.snapshot),
  };
}

function requestInputs(files: Files, folder: string): RequestInputs {
  const source = sourcesIn(files, folder);
  return { from: 'request', request: source(FOLDER.request), snapshot: source(FOLDER.snapshot) };
}

function sourcesIn(files: Files, folder: string): (name: string) => Source {
  return (name) => {
    const file = join(folder, name);
    return { file, chunks: () => files.stream(file) };
  };
}

/** All bytes of a source, and what they are pinned by. Throws Stop `input.too_large`. */
export async function wholeSource(source: Source, limit: number): Promise<{ bytes: Uint8Array; pinned: Pinned }> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.chunks()) {
    size += chunk.byteLength;
    if (size > limit) {
      throw new Stop([
        {
          code: 'input.too_large',
          message: `The file is larger than the ${limit} bytes it may have.`,
          place: { file: source.file },
          hint: 'Check that this is the file you mean.',
        },
      ]);
    }
    pieces.push(Uint8Array.from(chunk));
  }
  const bytes = Buffer.concat(pieces);
  return { bytes, pinned: { sha256: sha256(bytes), bytes: bytes.length } };
}
