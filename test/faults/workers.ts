/** Processes that apply the plan of a stage when they are told to: many at once, or to be killed in the middle of it. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { bundled } from './bundle.ts';
import type { Stage } from './stage.ts';

/** What a worker needs to know; it survives becoming JSON. */
export interface WorkerSetting {
  readonly config: string;
  readonly root: string;
  readonly plan: string;
  readonly approval: string;
}

export interface Order {
  /** Number of the place (faulty.ts) where the process kills itself; absent = nowhere. */
  readonly killAt?: number;
}

export interface Worker {
  readonly process: ChildProcess;
  /** Resolves when it has loaded everything. */
  readonly ready: Promise<void>;
  /** The outcome, `threw: ...`, or `killed` when the process is gone. */
  apply(order?: Order): Promise<string>;
  end(): Promise<void>;
}

export function startWorker(root: string, { work, plan, approval }: Stage): Worker {
  const setting: WorkerSetting = { config: join(work.folder, 'cutter.yaml'), root, plan: plan.file, approval };
  const child = fork(bundled(root, 'worker'), [JSON.stringify(setting)], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let settle: (word: string) => void = () => undefined;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const ready = new Promise<void>((resolve) => child.once('message', () => resolve()));
  child.on('message', (word: string) => settle(word));
  return {
    process: child,
    ready,
    async apply(order = {}) {
      await Promise.race([ready, gone]);
      const answer = new Promise<string>((resolve) => {
        settle = resolve;
        void gone.then(() => resolve('killed'));
      });
      if (child.connected) child.send(order);
      return answer;
    },
    async end() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
