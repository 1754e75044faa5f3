/**
 * What a preflight looks at beside the gates: an apply that lacks one of these fails too, but later, or says less of why.
 */
import type { PlanHeader } from './plan/plan.ts';
import type { Problem } from './problem.ts';

type Row = Readonly<Record<string, string | null>>;

/** The document version that was cut is registered as it was then. `rows` answer REGISTRY_QUERY. */
export function registrationProblems({ cut, pins }: PlanHeader, rows: readonly Row[]): Problem[] {
  const here = rows.filter((row) => row.document_version_id === pins.document_version);
  if (here.some((row) => row.content_checksum === pins.region_sha256)) return [];
  const what = here.length === 0 ? 'is not registered' : 'is registered with another text';
  return [
    {
      code: rows.length === 0 ? 'plan.document_unknown' : 'plan.version_unknown',
      message:
        rows.length === 0
          ? `No document is registered under ${cut.prefix}.`
          : `The document version ${pins.document_version} ${what}.`,
      hint: 'Registering a document and its versions is the act of the owner; see docs/database.md.',
    },
  ];
}

const FINDINGS: Readonly<Record<string, readonly [Problem['code'], string]>> = {
  denied: ['database.permission', 'may not'],
  no_usage: ['database.permission', 'has no USAGE on the schema to'],
  absent: ['database.absent', 'cannot, for it is not there,'],
  role_absent: ['database.absent', 'is no role here, so it cannot'],
  public: ['database.permission', 'may'],
};

/** The rights that no run can do without. `rows` answer GRANT_PROBE_QUERY. */
export const grantProblems = (rows: readonly Row[]): Problem[] =>
  rows
    .filter(({ finding }) => finding !== 'granted')
    .map(({ role, right, object, finding }) => {
      const [code, may] = FINDINGS[finding ?? ''] ?? ['database.permission', 'perhaps cannot'];
      return {
        code,
        message: `${role} ${may} ${right} ${object}.`,
        hint: 'Run `cutter grants`: it compares every right and prints the SQL for the owner.',
      };
    });
