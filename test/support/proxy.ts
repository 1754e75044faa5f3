/** A TCP proxy that stands between a client and a server: it adds a delay, and it can cut, also at a chosen query. */
import { connect, createServer, type Socket } from 'node:net';
import { clientMessages } from './messages.ts';

export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Cuts all connections at once, as a broken line does: nothing more arrives on either side. */
  cut(): void;
  /** From now on every new connection is cut as soon as it is made. */
  refuse(): void;
  close(): Promise<void>;
}

/** A query without parameters, on its way to the server. */
export interface SeenQuery {
  readonly application: string;
  readonly sql: string;
}

/**
 * What becomes of a query: it goes on; or the line is cut before it reaches the server; or when the server has answered,
 * and the answer is lost, whole or from its third byte on; or at the moment it is passed on; or the client alone is cut
 * off, and the server waits; or both sides get a reset instead of an end, before or after the server has answered.
 */
export type Fate =
  | 'pass'
  | 'cut before'
  | 'lose answer'
  | 'cut in answer'
  | 'cut at once'
  | 'leave server waiting'
  | 'reset'
  | 'reset after';

export interface ProxyOptions {
  readonly to: { readonly host: string; readonly port: number };
  /** Time from a client to the server and back, added to every byte. */
  readonly roundTripMs?: number;
  readonly onQuery?: (query: SeenQuery) => Fate;
  /** Told every SQL text on its way to the server, with parameters or without. */
  readonly onSql?: (sql: string) => void;
}

export async function startProxy({ to, roundTripMs = 0, onQuery, onSql }: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Socket>();
  let refusing = false;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    if (refusing) {
      client.destroy();
      return;
    }
    const upstream = connect(to.port, to.host);
    const later = (action: () => void): void =>
      void (roundTripMs === 0 ? action() : setTimeout(action, roundTripMs / 2));
    let answer: 'pass' | 'lose answer' | 'cut in answer' | 'reset after' = 'pass';
    let serverWaits = false;
    const send =
      onQuery === undefined && onSql === undefined
        ? (bytes: Buffer) => void upstream.write(bytes)
        : watching(onQuery ?? (() => 'pass'));
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => undefined);
    }
    client.on('data', (bytes) => later(() => send(bytes)));
    upstream.on('data', (bytes) => {
      if (answer === 'lose answer') client.destroy();
      else if (answer === 'cut in answer') client.end(bytes.subarray(0, 3), () => client.destroy());
      else if (answer === 'reset after') client.resetAndDestroy();
      else later(() => client.write(bytes));
    });
    client.on('end', () => later(() => upstream.end()));
    upstream.on('end', () => later(() => client.end()));
    client.on('close', () => {
      sockets.delete(client);
      if (!serverWaits) later(() => upstream.destroy());
    });
    upstream.on('close', () => {
      sockets.delete(upstream);
      later(() => client.destroy());
    });

    /** Passes messages on one by one, and does to a query what it is fated to. */
    function watching(ask: (query: SeenQuery) => Fate): (bytes: Buffer) => void {
      const read = clientMessages();
      return (chunk) => {
        for (const { bytes, query, sql } of read(chunk)) {
          if (sql !== undefined) onSql?.(sql);
          const fate = query === undefined ? 'pass' : ask(query);
          serverWaits = fate === 'leave server waiting';
          if (fate === 'lose answer' || fate === 'cut in answer' || fate === 'reset after') answer = fate;
          else answer = 'pass';
          if (fate === 'reset') {
            upstream.resetAndDestroy();
            client.resetAndDestroy();
            return;
          }
          if (fate === 'cut before' || serverWaits) {
            if (!serverWaits) upstream.destroy();
            client.destroy();
            return;
          }
          upstream.write(bytes);
          if (fate === 'cut at once') client.destroy();
        }
      };
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    host: '127.0.0.1',
    port,
    cut,
    refuse: () => {
      refusing = true;
    },
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
