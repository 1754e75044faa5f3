/** Names that the parts of the queue share. The schema is that of graphile-worker 0.17. */
export const SCHEMA = 'cutter_queue';
export const TASK = 'cutter-step';
/** Work of this queue is done one by one: one writer a database. */
export const SERIAL_QUEUE = 'write';
/** Often enough that workers may be killed while they have it in hand; each time counts as an attempt. */
export const MOST_ATTEMPTS = 1_000;
