import { expect, test } from '@jest/globals';
import { carriesAny, claimedSince, isTheirs, nextClaims } from './claims.ts';

const view = { summary: 'same', status: 'same', labels: [], comments: [] };

test('a member is judged by the field of its own name, whatever else says the same', () => {
  const replica = { summary: 'same', labels: [], comments: [] };
  expect(carriesAny({ replica, view }, 'comments', ['labels'])).toBe(false);
  expect(carriesAny({ replica, view }, 'comments', ['comments'])).toBe(true);
  expect(isTheirs({ replica, view }, 'comments', { comments: 2 })).toBe(false);
  expect(isTheirs({ replica, view }, 'labels', { comments: 2 })).toBe(true);
});

test('a member of another name carries each field that says the same; what a script has made of them carries none', () => {
  const replica = { title: 'same', both: 'same same' };
  expect(isTheirs({ replica, view }, 'title', {})).toBe(true);
  expect(isTheirs({ replica, view }, 'title', { status: 1 })).toBe(false);
  expect(isTheirs({ replica, view }, 'both', {})).toBe(false);
});

test('claims stay until they are made anew; restated ones are all of this version', () => {
  const before = { summary: 1, labels: 2 };
  expect(nextClaims(before, ['labels'], 5, false)).toEqual({ summary: 1, labels: 5 });
  expect(nextClaims(before, ['comments'], 5, true)).toEqual({ summary: 5, labels: 5, comments: 5 });
  expect(claimedSince({ summary: 1, labels: 5 }, 1)).toEqual(['labels']);
});
