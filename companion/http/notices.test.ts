import { expect, test } from '@jest/globals';
import { id, type IssueId } from '@entente/core';
import { coalesced, type Notice } from './notices.ts';

const one = id<IssueId>('1');
const two = id<IssueId>('2');

/** Keeps what is passed on; `all` resolves when it is so many. */
function listener(count: number): { readonly passed: unknown[]; readonly notice: Notice; readonly all: Promise<void> } {
  const passed: unknown[] = [];
  let whole = (): void => undefined;
  const all = new Promise<void>((resolve) => (whole = resolve));
  const keep: Notice = (issueId, stamp) => {
    if (passed.push([issueId, stamp]) === count) whole();
  };
  return { passed, notice: coalesced(keep, 20), all };
}

test('what follows closely about one issue is one hint, with the highest stamp', async () => {
  const { passed, notice, all } = listener(3);
  const first = [
    ['1', 3],
    ['2', 1],
  ];
  notice(one, 3);
  notice(one, 5);
  notice(two, 1);
  notice(one, 4);
  expect(passed).toEqual(first);
  await all;
  expect(passed).toEqual([...first, ['1', 5]]);
});

test('one without a stamp makes them all be read', async () => {
  const { passed, notice, all } = listener(2);
  notice(one, 3);
  notice(one, null);
  notice(one, 9);
  await all;
  expect(passed).toEqual([
    ['1', 3],
    ['1', null],
  ]);
});
