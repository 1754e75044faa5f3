/** The entry for programs: `import { run, resume, status } from 'cutter'`. */
import { fileURLToPath } from 'node:url';
import { openCutter, Stop } from '../dist/library.mjs';

export const { run, resume, status } = openCutter(fileURLToPath(new URL('..', import.meta.url)));
export { Stop };
