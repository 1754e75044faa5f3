/** A process works on one file of tests after the other: what databases a file leaves are dropped at its end. */
import { afterAll } from 'vitest';
import { dropThoseMade } from './database.ts';

afterAll(dropThoseMade);
