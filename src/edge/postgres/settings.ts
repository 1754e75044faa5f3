/** How to reach a PostgreSQL server. These fields are all there is: no variable of the environment adds to them. */
import type { Secret } from '../../core/secret.ts';
import type { Lane } from '../../ports.ts';

/**
 * As in libpq: `require` encrypts without asking who is there, `verify-ca` wants a certificate from a trusted
 * authority, `verify-full` wants it to name the host, too. The modes that fall back to plain text are not offered.
 */
export type SslMode = 'disable' | 'require' | 'verify-ca' | 'verify-full';

export interface Login {
  readonly user: string;
  /** Absent: a server that asks for one refuses. */
  readonly password?: Secret;
}

export interface ServerSettings {
  /** Name or address; a path that starts with '/' is the folder of a Unix socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly sslmode: SslMode;
  /** Certificates of the trusted authorities, PEM; absent = those that Node trusts. */
  readonly authorities?: string;
  /** Without `owner`, commands that need the owner's rights are refused. */
  readonly users: { readonly [L in Exclude<Lane, 'owner'>]: Login } & {
    readonly owner?: Login;
    readonly queue?: Login;
  };
  /** Seconds until a server that does not answer counts as unreachable. Default 10. */
  readonly connectSeconds?: number;
}
