/** Somebody else has read the code. PROTOCOL §2: with a URL he gets nothing; without one he is held, and shown to the admin. */
import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { HOUR, MINUTE, PROJECT, accept, initiate, only, pairHarness, requestId } from '@entente/testkit';

test('of a code without a URL: held at awaiting confirmation, shown by name and host, and nothing flows', async () => {
  const pair = await pairHarness({ crypto: nodeCrypto(), others: ['thief'] });
  const { connectionId, code } = await initiate(pair.left, { destinationUrl: null, askBeforeActivating: true });
  const thief = pair.side('thief');
  await accept(thief, code);
  await pair.pass(MINUTE);
  expect(await only(pair.left)).toMatchObject({
    state: 'awaiting',
    activatedAt: null,
    partner: { name: 'thief', baseUrl: 'https://thief.example.com' },
  });
  const issueId = thief.tracker.people.create('p1', { summary: 'from the thief' });
  await thief.node.noticeIssue(issueId);
  pair.left.tracker.people.create('p1', { summary: 'ours' });
  await pair.pass(HOUR);
  expect([pair.left.store.dump('inbox'), pair.left.store.dump('outbox'), pair.left.store.dump('twin')]).toEqual([[], [], []]);
  expect(pair.left.tracker.issues().map(({ summary }) => summary)).toEqual(['ours']);
  expect(thief.tracker.issues().map(({ summary }) => summary)).toEqual(['from the thief']);
  // Whom the code was meant for is turned away, and the admin is told that two have tried.
  await accept(pair.right, code);
  await pair.pass(MINUTE);
  expect(await only(pair.right)).toMatchObject({ state: 'failed', failure: { code: 'used' } });
  expect(await only(pair.left)).toMatchObject({ state: 'awaiting', trouble: { code: 'secondParty' } });
  // Declined, the thief has nothing; a new code connects the right one.
  await pair.left.node.act(connectionId, 'decline');
  await pair.pass(MINUTE);
  expect(await only(thief)).toMatchObject({ state: 'failed', failure: { code: 'declined' } });
  await pair.left.node.act(connectionId, 'renew');
  const renewed = await pair.left.node.invitation(connectionId);
  if (renewed.kind === 'refused') throw new Error(renewed.code);
  await accept(pair.right, renewed.code);
  await pair.pass(MINUTE);
  await pair.left.node.act(connectionId, 'confirm');
  await pair.pass(MINUTE);
  expect([(await only(pair.left)).state, (await only(pair.right)).state]).toEqual(['active', 'active']);
});

test('of a code with a URL: nothing is stored for him, nobody is called for him, and the right one connects', async () => {
  const pair = await pairHarness({ crypto: nodeCrypto(), others: ['thief'] });
  const { code } = await initiate(pair.left);
  const thief = pair.side('thief');
  const calls = pair.network.calls.length;
  expect(await thief.node.accept({ requestId: requestId(), code, projectId: PROJECT })).toMatchObject({ code: 'code.otherInstance' });
  await pair.pass(MINUTE);
  expect(pair.network.calls).toHaveLength(calls);
  expect([...thief.secrets.held.keys(), ...thief.store.dump('connection'), ...thief.store.dump('invite')]).toEqual([]);
  await accept(pair.right, code);
  await pair.pass(MINUTE);
  expect([(await only(pair.left)).state, (await only(pair.right)).state, (await only(pair.left)).trouble]).toEqual([
    'active',
    'active',
    null,
  ]);
});
