/** A TCP proxy that stands between a client and a server: it adds a delay, and it can cut. */
import { connect, createServer, type Socket } from 'node:net';

export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Cuts all connections at once, as a broken line does: nothing more arrives on either side. */
  cut(): void;
  close(): Promise<void>;
}

export interface ProxyOptions {
  readonly to: { readonly host: string; readonly port: number };
  /** Time from a client to the server and back, added to every byte. */
  readonly roundTripMs?: number;
}

export async function startProxy({ to, roundTripMs = 0 }: ProxyOptions): Promise<Proxy> {
  const sockets = new Set<Socket>();
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = createServer((client) => {
    const upstream = connect(to.port, to.host);
    for (const [from, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      const later = (action: () => void): void => void setTimeout(action, roundTripMs / 2);
      from.on('data', (bytes) => (roundTripMs === 0 ? other.write(bytes) : later(() => other.write(bytes))));
      from.on('end', () => later(() => other.end()));
      from.on('error', () => undefined);
      from.on('close', () => {
        sockets.delete(from);
        later(() => other.destroy());
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    host: '127.0.0.1',
    port,
    cut,
    close: async () => {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
