/** Files whose reading is shown to a person who waits: how far, how fast, and how long it will take. */
import { basename } from 'node:path';
import type { Progress } from '../flows/progress.ts';
import type { Files } from '../ports.ts';

const KILO = 1000;

/** Of files that are read side by side the largest is shown. */
export function watched(files: Files, progress: Progress): Files {
  let shown: { readonly path: string; readonly size: number } | undefined;

  function show(path: string, read: number, size: number): void {
    if (shown?.path !== path) {
      if (shown !== undefined && shown.size >= size) return;
      shown = { path, size };
      progress.step(`${basename(path)}, kB`);
    }
    progress.count(Math.round(read / KILO), Math.round(size / KILO));
    if (read >= size) shown = undefined;
  }
  return {
    ...files,
    stream: (path, seen) =>
      files.stream(path, (read, size) => {
        show(path, read, size);
        seen?.(read, size);
      }),
  };
}
