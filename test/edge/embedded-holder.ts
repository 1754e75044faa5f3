/** A process that keeps the embedded database of a folder open, in the middle of a transaction. */
import { openEmbedded } from '../../src/edge/embedded/open.ts';
import { inserts } from './items.ts';

const server = await openEmbedded(process.argv[2] as string);
const session = await server.databases().open('exec', { name: 'cutter/test/holder' });
await session.command("INSERT INTO public.item VALUES (-1, 'committed')");
await session.command('BEGIN');
await session.send({ statements: inserts(100), window: 10 });
process.stdout.write('in the middle\n');
setInterval(() => undefined, 60_000);
