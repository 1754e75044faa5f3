import type { Gate } from './gate.ts';

/** The server has proved its name with a certificate: else whoever sits on the network can be the database. */
export const tlsGate: Gate = {
  id: 'tls',
  title: 'tls',
  closedBy: 'operator',
  applies: ({ require }) => require.verify_full === true,
  offline: ({ transport }) =>
    transport === 'verify-full' || transport === 'in_process'
      ? []
      : [
          {
            code: 'gate.tls',
            message: `The policy asks for sslmode verify-full, and the connection is made with ${SAYS[transport ?? 'unknown']}.`,
            hint: 'Set DOT_CUTTER_DB_SSLMODE=verify-full, with the name of the server as DOT_CUTTER_DB_HOST; for an authority of your own, name its certificates as `authorities` of the target in cutter.yaml.',
          },
        ],
};

const SAYS = {
  unknown: 'an sslmode that is not known',
  socket: 'a Unix socket, where there are no certificates',
  disable: 'sslmode disable',
  require: 'sslmode require',
  'verify-ca': 'sslmode verify-ca',
} as const;
