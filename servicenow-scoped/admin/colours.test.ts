import { expect, test } from '@jest/globals';
import { lightnessOf } from './colours.ts';

test('a ground is as light as it looks; what is no colour has no lightness', () => {
  expect(lightnessOf(' 255,255,255')).toBeCloseTo(1);
  expect(lightnessOf('21, 26, 28')).toBeLessThan(0.2);
  expect([lightnessOf(''), lightnessOf('red'), lightnessOf('1,2')]).toEqual([null, null, null]);
});
