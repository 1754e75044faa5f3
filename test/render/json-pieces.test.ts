import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPieces } from '../../src/render/json-pieces.ts';
import { jsonText } from '../../src/render/problems.ts';

test('the pieces are what the whole would be, whatever it holds', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.array(fc.jsonValue()), (fields, list) => {
      expect(
        [...jsonPieces({ ...fields, list: new Set(list).size === list.length ? new Set(list) : list })].join(''),
      ).toBe(jsonText({ ...fields, list }));
    }),
  );
});

test('a list is gone through as it is written', () => {
  let made = 0;
  const list = {
    *[Symbol.iterator]() {
      for (; made < 1000; made++) yield { made };
    },
  };
  const pieces = jsonPieces({ first: 1, none: undefined, list, last: '\u202e' });
  for (let count = 0; count < 5; count++) pieces.next();
  expect(made).toBeLessThan(5);
});
