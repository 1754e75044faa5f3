import type { Progress } from '../flows/progress.ts';

/** Time between two changes of the line, in milliseconds. */
const EVERY = 100;
/** A step shorter than this shows nothing: short work needs no progress. */
const PATIENCE = 400;

export interface LiveProgress extends Progress {
  /** Takes the line away; it comes back when the work goes on. */
  end(): void;
  /** Takes it away for good. */
  close(): void;
}

/** One line on a terminal, rewritten in place; silent when the stream is no terminal. */
export function progressOf(stream: NodeJS.WriteStream, quiet: boolean): LiveProgress {
  const live = stream.isTTY === true && !quiet;
  const began = Date.now();
  let step = '';
  let stepBegan = began;
  let last = 0;
  let shown = false;
  let over = false;
  const show = (text: string): void => {
    stream.write(`\r\u001b[2K${text.slice(0, Math.max(10, (stream.columns || 80) - 1))}`);
    shown = true;
  };
  return {
    step(name) {
      step = name;
      stepBegan = Date.now();
      if (live && !over && stepBegan - began > PATIENCE) show(`${name} ...`);
    },
    count(done, total) {
      const now = Date.now();
      if (!live || over || now - last < EVERY || now - began < PATIENCE) return;
      last = now;
      const rate = done / Math.max(0.001, (now - stepBegan) / 1000);
      const left = Math.max(0, Math.round((total - done) / Math.max(1, rate)));
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total);
      show(`${step}: ${done} of ${total} (${percent} %), ${Math.round(rate)} a second, ${left} s left`);
    },
    end() {
      if (shown && !over) stream.write('\r\u001b[2K');
    },
    close() {
      this.end();
      over = true;
    },
  };
}
