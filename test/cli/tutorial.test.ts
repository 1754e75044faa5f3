import { it } from 'vitest';
import { expectTrue } from './follow.ts';

it('the commands of the tutorial end as it says', { timeout: 240_000 }, () => {
  expectTrue('docs/cutting-a-document.md', 4);
});
