/** A server for every worker of the run; the tests of a worker get the coordinates of theirs, see database.ts. */
import type { TestProject } from 'vitest/node';
import { type ServerCoordinates, startServer } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    servers: readonly ServerCoordinates[];
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { maxWorkers } = project.config;
  const servers = await Promise.all(Array.from({ length: Number(maxWorkers) }, () => startServer()));
  project.provide(
    'servers',
    servers.map(({ host, port, superuser, version, source }) => ({ host, port, superuser, version, source })),
  );
  return async () => {
    await Promise.all(servers.map((server) => server.stop()));
    const said = servers.map(({ version, source }) => `PostgreSQL ${version} (${source})`);
    process.stdout.write(`\nThe server tests ran on ${[...new Set(said)].join(', ')}.\n`);
  };
}
