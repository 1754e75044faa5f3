/** CancelRequest: asks the server, over a connection of its own, to stop what a backend is doing. */
import type { ConnectionOptions } from 'node:tls';
import Connection from 'pg/lib/connection.js';
import { connectionLost } from './failure.ts';

const PATIENCE_MS = 5_000;

interface Target {
  readonly host: string;
  readonly port: number;
  readonly ssl: false | ConnectionOptions;
}

/** Resolves when the server has taken the request; it says nothing about whether there was something to stop. */
export async function askToCancel(target: Target, processId: number | null, secretKey: number | null): Promise<void> {
  if (processId === null || secretKey === null) return;
  const connection = new Connection({ ssl: target.ssl });
  let failure: Error | undefined;
  const patience = setTimeout(
    () => connection.stream.destroy(new Error('no answer to the cancel request')),
    PATIENCE_MS,
  );
  await new Promise<void>((resolve) => {
    const send = (): void => connection.cancel(processId, secretKey);
    connection.on('connect', () => (target.ssl === false ? send() : connection.requestSsl()));
    connection.on('sslconnect', send);
    connection.on('error', (error: Error) => {
      failure = error;
    });
    connection.on('end', resolve);
    if (target.host.startsWith('/')) connection.connect(`${target.host}/.s.PGSQL.${target.port}`);
    else connection.connect(target.port, target.host);
  });
  clearTimeout(patience);
  if (failure !== undefined) throw connectionLost(failure);
}
