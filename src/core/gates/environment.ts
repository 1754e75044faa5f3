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

/** With this one set, Node may have loaded other code before ours. */
const LOADS_OTHER_CODE = 'NODE_OPTIONS';

export const environmentGate: Gate = {
  id: 'environment',
  title: 'environment',
  closedBy: 'operator',
  offline: ({ environment }) =>
    [...FORBIDDEN_VARIABLES, LOADS_OTHER_CODE]
      .filter((name) => environment.includes(name))
      .map((name) => ({
        code: 'gate.environment',
        message: `The environment variable ${name} is set.`,
        hint: `Run \`unset ${name}\`; ${name === LOADS_OTHER_CODE ? OF_NODE : OF_CONNECTIONS}.`,
      })),
};

const OF_CONNECTIONS = 'cutter takes its connection from cutter.yaml and the DOT_CUTTER_* keys alone';
const OF_NODE = 'it can make Node run other code than what was built and approved with';
