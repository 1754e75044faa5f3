/**
 * Acts of the owner: what nobody else may write (schemas/sql/80-arming.sql). Each is a few statements for psql with the
 * words that say what they do; cutter prints them, and runs them only on the owner's own connection.
 */
export interface OwnerAct {
  /** What it does and how it is taken back; a sentence a line. */
  readonly says: readonly string[];
  readonly statements: readonly string[];
}

export interface ArmedPlan {
  readonly sha256: string;
  readonly cut: string;
  readonly prefix: string;
  readonly database: string;
  readonly systemIdentifier: string;
  readonly statements: number;
}

const openArming = (sha256: string): string => `plan_sha256 = '${checked(sha256)}' AND taken_at IS NULL`;

/** `seconds` from 1 to 86,400. */
export const arm = (plan: ArmedPlan, seconds: number): OwnerAct => ({
  says: [
    `Lets the plan ${plan.sha256} be applied, by one run, within ${lasting(seconds)} from now.`,
    `It sends ${plan.statements} statements about ${plan.prefix}/, of the cut ${plan.cut}.`,
    `Run this in the database ${plan.database} of the server with the system identifier ${plan.systemIdentifier}.`,
    'The first run that begins takes it, whatever comes of that run. To take it back before: cutter arm PLAN --disarm.',
  ],
  statements: [
    `INSERT INTO cutter_governance.execution_arming (plan_sha256, armed_until)
VALUES ('${checked(plan.sha256)}', now() + interval '${seconds} seconds')
ON CONFLICT (plan_sha256) WHERE taken_at IS NULL DO UPDATE SET armed_until = excluded.armed_until;`,
  ],
});

export const disarm = (plan: ArmedPlan): OwnerAct => ({
  says: [`Takes back the arming of the plan ${plan.sha256}, unless a run has taken it already.`],
  statements: [
    `UPDATE cutter_governance.execution_arming SET armed_until = now()
WHERE ${openArming(plan.sha256)} AND armed_until > now();`,
  ],
});

/** `reason` is not empty and one line. */
export const kill = (reason: string): OwnerAct => ({
  says: [
    'Stops every write of cutter in this database: no run begins, and a run under way is rolled back before its COMMIT.',
    'To let writes go on again: cutter kill --lift.',
  ],
  statements: [`UPDATE cutter_governance.execution_kill SET killed = true, reason = ${literal(reason)};`],
});

export const lift = (): OwnerAct => ({
  says: ['Lets cutter write in this database again.'],
  statements: ['UPDATE cutter_governance.execution_kill SET killed = false, reason = NULL;'],
});

export const pinTrust = (roots: { readonly policy_sha256: string; readonly signers_sha256: string }): OwnerAct => ({
  says: [
    'Fixes the approval policy and the signers: from now on only plans made under exactly these are applied here.',
    'Plans that were made under others must be made again, and approved again.',
  ],
  statements: [
    `INSERT INTO public.dot_config (key, value) VALUES
  ('cutter.policy_sha256', '${checked(roots.policy_sha256)}'),
  ('cutter.signers_sha256', '${checked(roots.signers_sha256)}')
ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = now();`,
  ],
});

/** One transaction for psql, the words as comments before it. */
export const actSql = ({ says, statements }: OwnerAct): readonly string[] => [
  ...says.map((line) => `-- ${line}`),
  'BEGIN;',
  ...statements,
  'COMMIT;',
];

/** Digests are computed here or checked by the plan's schema; anything else is our own mistake. */
function checked(sha256: string): string {
  if (/^[0-9a-f]{64}$/.test(sha256)) return sha256;
  throw new Error('not a SHA-256');
}

/** For `standard_conforming_strings = on`. */
const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const lasting = (seconds: number): string =>
  seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;
