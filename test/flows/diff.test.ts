/** Plans compared as streams give the same difference as plans compared whole. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { recordLine } from '../../src/core/canonical.ts';
import { sha256 } from '../../src/core/hash.ts';
import { diffPlans } from '../../src/core/plan/diff.ts';
import { planFrame, statementText, writerDigestHead } from '../../src/core/plan/encode.ts';
import { comparePlans } from '../../src/flows/diff.ts';
import type { Files } from '../../src/ports.ts';
import { planOf, type SmallPlan, side } from '../render/plans.ts';

/** With the digest that its statements have. */
function sealed({ header, statements }: SmallPlan): SmallPlan {
  const writer = sha256(statements.map(statementText).join(''));
  const writer_digest = sha256(`${writerDigestHead(header.templates, header.shared)}${writer}`);
  return { header: { ...header, pins: { ...header.pins, writer_digest } }, statements };
}

function bytesOf({ header, statements }: SmallPlan): Buffer {
  const frame = planFrame(header);
  return Buffer.from(`${frame.head}${statements.map(recordLine).join('')}${frame.tail(statements.length)}`);
}

const filesOf = (plans: Readonly<Record<string, SmallPlan>>): Files => ({
  read: () => Promise.reject(new Error('plans are streamed')),
  async *stream(path) {
    yield bytesOf(plans[path] as SmallPlan);
  },
  exists: async () => true,
  isFolder: async () => false,
  list: async () => [],
});

const unit = ([number, word]: readonly [number, string]) => ({
  address: `ICX-CONST/DIEU-${number}`,
  title: `Article ${number}`,
  body: `Article ${number} says ${word}.`,
});
/** Of few numbers and words, so that plans share addresses and texts. */
const units = fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 8 }), fc.constantFrom('yes', 'no')), {
  selector: ([number]) => number,
  minLength: 1,
  maxLength: 8,
});

it('whatever units are added, removed, changed or moved', async () => {
  await fc.assert(
    fc.asyncProperty(units, units, async (first, second) => {
      const [before, after] = [sealed(planOf(first.map(unit))), sealed(planOf(second.map(unit)))];
      const { diff, same } = await comparePlans('before', 'after', filesOf({ before, after }));
      expect(diff).toEqual(diffPlans(side(before), side(after)));
      expect(same).toBe(JSON.stringify(first) === JSON.stringify(second));
    }),
    { numRuns: 150 },
  );
});
