/**
 * The default sync between Jira Cloud and Azure DevOps, with nothing but the parts themselves (PRODUCT, “Default sync”).
 *
 * 1. What a user makes or edits on either side appears on the other, whole.
 * 2. Nothing echoes: Entente makes exactly the writes that this takes, and not one after that.
 * 3. Older issues, other projects and other organisations are left alone.
 * 4. What could not be carried is noted on the twin.
 * 5. Every request to a tracker is as its official description has it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { descriptionsAreHere, held } from '../support/descriptions.ts';
import type { ConnectOptions } from '../support/room.ts';
import {
  connectedPair,
  createsArriveWhole,
  deletionsArrive,
  editsArrive,
  editsOfTheTwinArrive,
  lossesAreNoted,
  othersAreLeftAlone,
  type SyncedPair,
} from './default-sync.ts';

const cases: readonly (readonly [string, ConnectOptions])[] = [
  ['Jira initiates', { initiator: 'jira' }],
  ['Azure DevOps initiates', { initiator: 'azure-devops' }],
  ['Jira initiates without a URL, Azure DevOps is private', { initiator: 'jira', withUrl: false, privateSide: 'azure-devops' }],
];

const pairs = new Map<string, SyncedPair>();

beforeAll(async () => {
  await Promise.all(cases.map(async ([name, options]) => pairs.set(name, await connectedPair(options))));
});
afterAll(() => Promise.all([...pairs.values()].map(({ room }) => room.close())));

/** All pairs at once: most of the time they wait. */
const together = (step: (pair: SyncedPair) => void | Promise<void>) => async (): Promise<void> => {
  const outcomes = await Promise.allSettled([...pairs].map(async ([, pair]) => step(pair)));
  const names = [...pairs.keys()];
  for (const [at, outcome] of outcomes.entries()) {
    if (outcome.status === 'fulfilled') continue;
    const { reason } = outcome as { readonly reason: unknown };
    throw reason instanceof Error ? Object.assign(reason, { message: `${names[at] ?? ''}: ${reason.message}` }) : reason;
  }
};

test('an issue that a user creates on either side appears on the other, whole', together(createsArriveWhole), 120_000);

test('an edit of each field, an edited comment and a later one arrive', together(editsArrive), 120_000);

test('an edit and a comment on the side where Entente made the issue arrive', together(editsOfTheTwinArrive), 120_000);

test('older issues, other projects and other organisations are left alone, and nothing echoes', together(othersAreLeftAlone), 120_000);

test('what could not be carried is noted on the twin', together(lossesAreNoted), 60_000);

test(
  'what a user deletes is deleted on the other side, but for the issue itself: its counterpart says so',
  together(deletionsArrive),
  120_000,
);

test(
  'every request to the trackers is as the official descriptions have it',
  together(({ room }) => {
    if (!descriptionsAreHere()) return;
    const { jira, azureDevOps, violations } = held(room);
    expect(violations).toEqual([]);
    expect([jira > 50, azureDevOps > 50]).toEqual([true, true]);
  }),
  60_000,
);
