import { it } from 'vitest';
import { expectTrue } from './follow.ts';

it('the commands of the README end as it says and print what it shows', { timeout: 240_000 }, () => {
  expectTrue('README.md', 5);
});
