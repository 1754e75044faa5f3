import { expect, it } from 'vitest';
import { sources } from './sources.ts';

/** These hold, as text, the program of a process of its own. */
const OTHER_PROCESSES = ['src/edge/backup/guardian.ts'];

it('one file decides the exit code of the process, so that no way out forgets the answer or the clean-up', () => {
  const users = sources().filter(({ code }) => /\bprocess\s*\.\s*(?:exit|exitCode|abort|reallyExit)\b/.test(code));
  const here = users.map(({ path }) => path).filter((path) => !OTHER_PROCESSES.includes(path));
  expect(here).toEqual(['src/cli/output.ts']);
});

it('no command ends the process by way of oclif', () => {
  const users = sources().filter(({ code }) => /\bthis\.(?:exit|error)\(/.test(code));
  expect(users.map(({ path }) => path)).toEqual([]);
});
