/**
 * The parts of node-postgres that the edge uses. The client is imported from its own file, because the package's main
 * file chooses another driver when NODE_PG_FORCE_NATIVE is set.
 */
declare module 'pg/lib/client.js' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';
  import type { ConnectionOptions } from 'node:tls';
  import type Connection from 'pg/lib/connection.js';

  export interface Config {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly password: () => string;
    readonly ssl: false | ConnectionOptions;
    readonly sslnegotiation: 'postgres';
    readonly enableChannelBinding: boolean;
    readonly connectionTimeoutMillis: number;
    readonly keepAlive: boolean;
    readonly keepAliveInitialDelayMillis: number;
    readonly stream: (() => Duplex) | undefined;
  }

  /** What a client runs in turn: `submit` writes the request, the handlers get the messages that answer it. */
  export interface Submittable {
    submit(connection: Connection): void;
    handleRowDescription(message: { readonly fields: readonly { readonly name: string }[] }): void;
    handleDataRow(message: { readonly fields: readonly (string | null)[] }): void;
    handleCommandComplete(message: { readonly text: string }): void;
    handleEmptyQuery(connection: Connection): void;
    handlePortalSuspended(connection: Connection): void;
    handleCopyInResponse(connection: Connection): void;
    handleCopyData(): void;
    handleError(error: Error): void;
    handleReadyForQuery(connection: Connection): void;
  }

  export default class Client extends EventEmitter {
    constructor(config: Config);
    readonly connection: Connection;
    readonly processID: number | null;
    readonly secretKey: number | null;
    connect(): Promise<unknown>;
    query(submittable: Submittable): unknown;
    end(): Promise<void>;
    /** `I` outside a transaction, `T` inside one, `E` inside an aborted one. */
    getTransactionStatus(): string | null;
    /** The parameters of the startup packet. */
    getStartupConf(): Record<string, string>;
  }
}

declare module 'pg/lib/connection.js' {
  import type { EventEmitter } from 'node:events';
  import type { Duplex } from 'node:stream';
  import type { ConnectionOptions } from 'node:tls';

  export default class Connection extends EventEmitter {
    constructor(config: { readonly ssl: false | ConnectionOptions });
    readonly stream: Duplex;
    connect(portOrPath: number | string, host?: string): void;
    requestSsl(): void;
    cancel(processId: number, secretKey: number): void;
    sendCopyFail(message: string): void;
    sync(): void;
  }
}
