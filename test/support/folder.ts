/** A new empty folder, removed at the end of the run. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import './scratch-setup.ts';

export const temporaryFolder = (): string => mkdtempSync(join(inject('scratch'), 'folder-'));
