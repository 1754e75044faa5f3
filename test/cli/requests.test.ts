import { it } from 'vitest';
import { expectTrue } from './follow.ts';

it('the commands of a tracked request end as its page says', { timeout: 480_000 }, () => {
  expectTrue('docs/requests.md', 4);
});
