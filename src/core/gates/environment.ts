import type { Gate } from './gate.ts';

/** Variables that say to other tools where a database is; with one of them set, nobody can be sure what is meant. */
export const FORBIDDEN_VARIABLES = [
  'PG_DSN',
  'DATABASE_URL',
  'DIRECTUS_URL',
  'PGHOST',
  'PGUSER',
  'PGPASSWORD',
] as const;

export const environmentGate: Gate = {
  id: 'environment',
  title: 'environment',
  closedBy: 'operator',
  offline: ({ environment }) =>
    FORBIDDEN_VARIABLES.filter((name) => environment.includes(name)).map((name) => ({
      code: 'gate.environment',
      message: `The environment variable ${name} is set.`,
      hint: `Run \`unset ${name}\`; cutter takes its connection from cutter.yaml and the DOT_CUTTER_* keys alone.`,
    })),
};
