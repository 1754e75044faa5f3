/** Parts whose cases are a list that the tests run: the tests are run, and their cases counted. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Found, Part, Trial } from './part.ts';

export interface Listed {
  readonly name: string;
  readonly what: string;
  readonly target: number;
  readonly must: string;
  /** Files of tests, from the root. */
  readonly files: readonly string[];
  /** Titles of the groups whose cases are counted; the other tests of the files must pass as well. */
  readonly counted: readonly string[];
  /** What the figure does not say. */
  readonly detail?: string;
}

export const listed = ({ files, counted, detail = '', ...part }: Listed): Part => ({
  ...part,
  list: true,
  short: 0,
  run: async ({ root, done }: Trial): Promise<Found> => {
    const report = await testsOf(root, files);
    const cases = report.filter(({ ancestorTitles }) => ancestorTitles.some((title) => counted.includes(title)));
    const wrong = report
      .filter(({ status }) => status !== 'passed')
      .map(({ fullName, status }) => `${status}: ${fullName}`);
    done();
    return {
      count: cases.length,
      wrong: cases.length < part.target ? [...wrong, `only ${cases.length} cases of ${part.target}`] : wrong,
      detail: [detail, `and ${report.length - cases.length} tests beside them`].filter(Boolean).join('; '),
    };
  },
});

interface TestCase {
  readonly fullName: string;
  readonly status: string;
  readonly ancestorTitles: readonly string[];
}

async function testsOf(root: string, files: readonly string[]): Promise<readonly TestCase[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cutter-faults-'));
  const outputFile = join(folder, 'report.json');
  try {
    const program = join(root, 'node_modules/vitest/vitest.mjs');
    const argv = [program, 'run', ...files, '--reporter=json', `--outputFile=${outputFile}`];
    const child = spawn(process.execPath, argv, { cwd: root, stdio: 'ignore' });
    await new Promise((resolve) => child.once('close', resolve));
    const report = JSON.parse(readFileSync(outputFile, 'utf8')) as {
      readonly testResults: readonly {
        readonly name: string;
        readonly status: string;
        readonly assertionResults: readonly TestCase[];
      }[];
    };
    const broken = report.testResults.filter(({ assertionResults }) => assertionResults.length === 0);
    return [
      ...report.testResults.flatMap(({ assertionResults }) => assertionResults),
      ...broken.map(({ name, status }) => ({ fullName: name, status, ancestorTitles: [] })),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
