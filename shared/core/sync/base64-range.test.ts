import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { base64Join, base64Length, base64Range } from './base64-range.ts';

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));

test('ranges and joins are those of the bytes', () => {
  fc.assert(
    fc.property(bytes, fc.nat(40), fc.nat(40), bytes, (buffer, from, length, other) => {
      const start = Math.min(from, buffer.length);
      const take = Math.min(length, buffer.length - start);
      expect(base64Length(buffer.toString('base64'))).toBe(buffer.length);
      expect(base64Range(buffer.toString('base64'), start, take)).toBe(buffer.subarray(start, start + take).toString('base64'));
      expect(base64Join(buffer.toString('base64'), other.toString('base64'))).toBe(Buffer.concat([buffer, other]).toString('base64'));
    }),
    { numRuns: 3000, seed: 1 },
  );
});

test.each(['a', 'ab', 'abc', '====', 'ab=c', 'a-_b', 'ab\n='])('%s is not base64', (text) => {
  expect(base64Length(text)).toBeNull();
});
