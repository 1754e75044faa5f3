/** The queue of a database: graphile-worker's tables, worked on as a role of its own. */
import { Stop } from '../../core/problem.ts';
import type { WorkQueue } from '../../ports.ts';
import type { ServerSettings } from '../postgres/settings.ts';
import { queueEndpoint } from './endpoint.ts';
import { lineTo } from './line.ts';
import { MOST_ATTEMPTS, SCHEMA, SERIAL_QUEUE, TASK } from './names.ts';

/** What was given up, and nobody came to hear of, would keep its key. */
const FORGET = `
DELETE FROM ${SCHEMA}._private_jobs WHERE key = $1 AND locked_at IS NULL AND attempts >= max_attempts`;

const ADD = `
SELECT (${SCHEMA}.add_job($1, $2::json, queue_name => $3, max_attempts => ${MOST_ATTEMPTS}, job_key => $4,
  job_key_mode => 'replace')).id::text AS id`;

const OPEN = `
SELECT id::text, CASE WHEN locked_at IS NULL AND attempts >= max_attempts THEN coalesce(last_error, '') END AS refused
FROM ${SCHEMA}.jobs WHERE id = ANY ($1::bigint[])`;

const WITHDRAW = `
DELETE FROM ${SCHEMA}._private_jobs WHERE id = ANY ($1::bigint[]) AND locked_at IS NULL RETURNING id::text`;

const NEWEST_QUERY = `SELECT max(id)::text AS newest FROM ${SCHEMA}.migrations`;

/** `name` is the application name of its connections. Throws Stop: `config.connection`. */
export function workQueue(settings: ServerSettings, name: string): WorkQueue {
  const endpoint = queueEndpoint(settings, name);
  const line = lineTo(endpoint);
  const numbers = (list: readonly string[]): string => `{${list.join(',')}}`;
  return {
    async add({ key, payload, serial }) {
      await line.rows(FORGET, [key]);
      for (;;) {
        const [row] = await line.rows(ADD, [TASK, payload, serial ? SERIAL_QUEUE : null, key]);
        // Nothing was added where a worker has, at this very moment, taken what an earlier batch left under the key; once
        // more, and it is added beside that.
        if (typeof row?.id === 'string') return row.id;
      }
    },
    async open(list) {
      const rows = await line.rows(OPEN, [numbers(list)]);
      return new Map(
        rows.map(({ id, refused }) => [id ?? '', refused === null || refused === undefined ? {} : { refused }]),
      );
    },
    async withdraw(list) {
      return (await line.rows(WITHDRAW, [numbers(list)])).map(({ id }) => id ?? '');
    },
    async work(most, perform) {
      const { NEWEST } = await import('./schema.ts');
      const [row] = await line.rows(NEWEST_QUERY);
      if (row?.newest !== String(NEWEST)) throw new Stop([otherRelease(row?.newest ?? 'none', NEWEST)]);
      const { startWorker } = await import('./worker.ts');
      return startWorker(endpoint, most, perform);
    },
    close: () => line.close(),
  };
}

const otherRelease = (found: string, wanted: number) =>
  ({
    code: 'database.unsupported',
    message: `The queue of this database is of migration ${found}; this release works with ${wanted}.`,
    hint:
      Number(found) > wanted
        ? 'Use the release of cutter that the other machines use.'
        : 'Have the owner run what `cutter worker --sql` prints.',
  }) as const;
