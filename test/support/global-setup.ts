/** One server for the whole run; the tests get its coordinates by `inject('server')`, see database.ts. */
import type { TestProject } from 'vitest/node';
import { type ServerCoordinates, startServer } from './server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    server: ServerCoordinates;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  const { host, port, superuser, version, source } = server;
  project.provide('server', { host, port, superuser, version, source });
  return async () => {
    await server.stop();
    process.stdout.write(`\nThe server tests ran on PostgreSQL ${version} (${source}).\n`);
  };
}
