/** What admins do to a connection, from either side, while the partner is there, while it is away, and when it never comes back. */
import { describe, expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { DAY, HOUR, MINUTE, PROJECT, accept, connectedPair, initiate, pairHarness, requestId } from '@entente/testkit';
import type { Pair, Side } from '@entente/testkit';
import type { Connection } from '../connection.schema.ts';
import type { ConnectionId } from '../../ids.ts';
import type { AdminVerb, InitiateRequest } from '../../node.ts';
import type { PartnerReply } from '../../ports.ts';

type Name = 'left' | 'right';
/** Who can be called: both, or one alone. */
const ROOMS: readonly { readonly room: string; readonly private: readonly Name[]; readonly destinationUrl?: null }[] = [
  { room: 'both public', private: [] },
  { room: 'without a URL', private: [], destinationUrl: null },
  { room: 'private initiator', private: ['left'] },
  { room: 'private acceptor', private: ['right'], destinationUrl: null },
];

const shown = async (side: Side): Promise<Connection | null> => (await side.node.listConnections())[0]?.connection ?? null;
const stateOf = async (side: Side): Promise<string> => {
  const connection = await shown(side);
  if (connection === null) return 'none';
  return (
    connection.state +
    (connection.partnerDeactivated ? ' (partner deactivated)' : '') +
    (connection.failure === null ? '' : ` (${connection.failure.code})`)
  );
};
const statesOf = async (pair: Pair): Promise<readonly string[]> => [await stateOf(pair.left), await stateOf(pair.right)];

interface Flow {
  readonly what: string;
  /** Up to which point the two have come. */
  readonly from: 'pending' | 'accepting' | 'awaiting' | 'active' | 'deactivated by left';
  readonly acts: readonly (readonly [Name, AdminVerb])[];
  /** Each actor's own state at once, whoever is away. */
  readonly atOnce: readonly (readonly [Name, string])[];
  readonly end: readonly [left: string, right: string];
}

const FLOWS: readonly Flow[] = [
  {
    what: 'deactivate',
    from: 'active',
    acts: [['left', 'deactivate']],
    atOnce: [['left', 'deactivated']],
    end: ['deactivated', 'active (partner deactivated)'],
  },
  {
    what: 'deactivate, by the acceptor',
    from: 'active',
    acts: [['right', 'deactivate']],
    atOnce: [['right', 'deactivated']],
    end: ['active (partner deactivated)', 'deactivated'],
  },
  {
    what: 'deactivate, by both',
    from: 'active',
    acts: [
      ['left', 'deactivate'],
      ['right', 'deactivate'],
    ],
    atOnce: [
      ['left', 'deactivated'],
      ['right', 'deactivated'],
    ],
    end: ['deactivated (partner deactivated)', 'deactivated (partner deactivated)'],
  },
  {
    what: 'activate again',
    from: 'deactivated by left',
    acts: [['left', 'activate']],
    atOnce: [['left', 'active']],
    end: ['active', 'active'],
  },
  {
    what: 'on and off',
    from: 'active',
    acts: [
      ['right', 'deactivate'],
      ['right', 'activate'],
      ['right', 'deactivate'],
    ],
    atOnce: [['right', 'deactivated']],
    end: ['active (partner deactivated)', 'deactivated'],
  },
  { what: 'delete', from: 'active', acts: [['left', 'delete']], atOnce: [['left', 'none']], end: ['none', 'removedByPartner'] },
  {
    what: 'delete, by the acceptor',
    from: 'active',
    acts: [['right', 'delete']],
    atOnce: [['right', 'none']],
    end: ['removedByPartner', 'none'],
  },
  {
    what: 'delete, by both',
    from: 'active',
    acts: [
      ['left', 'delete'],
      ['right', 'delete'],
    ],
    atOnce: [
      ['left', 'none'],
      ['right', 'none'],
    ],
    end: ['none', 'none'],
  },
  {
    what: 'delete while the other deactivates',
    from: 'active',
    acts: [
      ['left', 'delete'],
      ['right', 'deactivate'],
    ],
    atOnce: [
      ['left', 'none'],
      ['right', 'deactivated'],
    ],
    end: ['none', 'removedByPartner'],
  },
  {
    what: 'delete what the other has deactivated',
    from: 'deactivated by left',
    acts: [['right', 'delete']],
    atOnce: [['right', 'none']],
    end: ['removedByPartner', 'none'],
  },
  { what: 'confirm', from: 'awaiting', acts: [['left', 'confirm']], atOnce: [['left', 'active']], end: ['active', 'active'] },
  {
    what: 'decline',
    from: 'awaiting',
    acts: [['left', 'decline']],
    atOnce: [['left', 'declined']],
    end: ['declined', 'failed (declined)'],
  },
  {
    what: 'delete while awaiting',
    from: 'awaiting',
    acts: [['right', 'delete']],
    atOnce: [['right', 'none']],
    end: ['removedByPartner', 'none'],
  },
  {
    what: 'confirm against delete',
    from: 'awaiting',
    acts: [
      ['left', 'confirm'],
      ['right', 'delete'],
    ],
    atOnce: [
      ['left', 'active'],
      ['right', 'none'],
    ],
    end: ['removedByPartner', 'none'],
  },
  {
    what: 'decline against delete',
    from: 'awaiting',
    acts: [
      ['left', 'decline'],
      ['right', 'delete'],
    ],
    atOnce: [
      ['left', 'declined'],
      ['right', 'none'],
    ],
    end: ['declined', 'none'],
  },
  { what: 'revoke', from: 'pending', acts: [['left', 'revoke']], atOnce: [['left', 'revoked']], end: ['revoked', 'none'] },
  {
    what: 'revoke what is being accepted',
    from: 'accepting',
    acts: [['left', 'revoke']],
    atOnce: [['left', 'revoked']],
    end: ['revoked', 'failed (revoked)'],
  },
  { what: 'cancel', from: 'accepting', acts: [['right', 'cancel']], atOnce: [['right', 'none']], end: ['pending', 'none'] },
  {
    what: 'revoke against cancel',
    from: 'accepting',
    acts: [
      ['left', 'revoke'],
      ['right', 'cancel'],
    ],
    atOnce: [
      ['left', 'revoked'],
      ['right', 'none'],
    ],
    end: ['revoked', 'none'],
  },
];

async function arrange(
  room: (typeof ROOMS)[number],
  from: Flow['from'],
): Promise<{ readonly pair: Pair; readonly connectionId: ConnectionId; readonly code: string }> {
  const pair = await pairHarness({ crypto: nodeCrypto(), private: room.private });
  const parts: Partial<InitiateRequest> = {
    ...(room.destinationUrl === null ? { destinationUrl: null } : {}),
    askBeforeActivating: from === 'awaiting',
  };
  const { connectionId, code } = await initiate(pair.left, parts);
  if (from !== 'pending') await accept(pair.right, code);
  if (from !== 'pending' && from !== 'accepting') await pair.pass(MINUTE);
  if (from === 'deactivated by left') {
    await pair.left.node.act(connectionId, 'deactivate');
    await pair.pass(MINUTE);
  }
  return { pair, connectionId, code };
}

/** Nobody is left with keys of a connection that neither shows. */
function leftovers(pair: Pair): readonly string[] {
  return pair.sides.flatMap((side) =>
    side.store.dump('connection').length === 0 ? [...side.secrets.held.keys()].filter((name) => name.startsWith('keys.')) : [],
  );
}

describe.each(ROOMS)('$room', (room) => {
  // Once connected, it makes no difference whether there was a URL.
  const flows = FLOWS.filter(({ from }) => room.room !== 'without a URL' || ['pending', 'accepting', 'awaiting'].includes(from));
  test.each(flows)('$what: with the partner there, and away for two hours', async ({ from, acts, atOnce, end }) => {
    for (const away of [false, true]) {
      const { pair, connectionId } = await arrange(room, from);
      pair.network.fault = away ? () => ({ kind: 'loseRequest' }) : null;
      for (const [name, verb] of acts)
        expect({ verb, did: await pair.side(name).node.act(connectionId, verb) }).toEqual({ verb, did: { kind: 'done' } });
      for (const [name, state] of atOnce)
        expect({ away, name, state: (await stateOf(pair.side(name))).split(' ')[0] }).toEqual({ away, name, state });
      await pair.pass(away ? 2 * HOUR : 0);
      pair.network.fault = null;
      await pair.pass(10 * MINUTE);
      expect({ away, states: await statesOf(pair) }).toEqual({ away, states: end });
      expect(leftovers(pair)).toEqual([]);
      for (const side of pair.sides) expect((await shown(side))?.trouble ?? null).toBeNull();
    }
  });
});

test('a new code after a decline that the partner has not heard of: it can be accepted as soon as the old row is deleted', async () => {
  const { pair, connectionId, code } = await arrange(ROOMS[1] ?? { room: '', private: [] }, 'awaiting');
  pair.network.fault = () => ({ kind: 'loseRequest' });
  await pair.left.node.act(connectionId, 'decline');
  await pair.left.node.act(connectionId, 'renew');
  await pair.pass(HOUR);
  pair.network.fault = null;
  const renewed = await pair.left.node.invitation(connectionId);
  if (renewed.kind === 'refused') throw new Error(renewed.code);
  await pair.pass(HOUR);
  expect(await statesOf(pair)).toEqual(['pending', 'awaiting']);
  expect((await shown(pair.right))?.trouble).toMatchObject({ code: 'unauthenticated' });
  await pair.right.node.act(connectionId, 'delete');
  expect(await pair.right.node.accept({ requestId: requestId(), code, projectId: PROJECT })).toMatchObject({ code: 'code.takenBack' });
  await accept(pair.right, renewed.code);
  await pair.pass(MINUTE);
  await pair.left.node.act(connectionId, 'confirm');
  await pair.pass(MINUTE);
  expect(await statesOf(pair)).toEqual(['active', 'active']);
});

const GONE: readonly (readonly [string, PartnerReply])[] = [
  ['notEntente', { kind: 'answer', status: 404, contentType: 'text/html', auth: null, body: '<h1>Not found</h1>' }],
  [
    'unauthenticated',
    { kind: 'answer', status: 200, contentType: 'application/json', auth: null, body: '{"error":{"code":"unauthenticated","message":""}}' },
  ],
  ['unreachable', { kind: 'failed', why: 'unreachable', detail: '' }],
];

test.each(GONE)('an uninstalled partner (%s) is seen at the next call, with the time of its last answer', async (code, reply) => {
  const { pair, connectionId } = await connectedPair({ crypto: nodeCrypto() });
  const heardAt = (await shown(pair.left))?.lastExchangeAt ?? 0;
  pair.network.fault = () => ({ kind: 'reply', reply });
  await pair.pass(10 * MINUTE);
  expect(await shown(pair.left)).toMatchObject({
    state: 'active',
    lastExchangeAt: expect.any(Number),
    trouble: { code, params: { host: 'right.example.com' }, whose: 'partner' },
  });
  expect((await shown(pair.left))?.lastExchangeAt).toBeLessThanOrEqual(heardAt + 10_000);
  pair.clock.advance(7 * DAY);
  await pair.pass(10 * MINUTE);
  expect((await shown(pair.left))?.trouble).toMatchObject({ code: 'silent' });
  const calls = pair.network.calls.length;
  await pair.pass(3 * HOUR);
  // From now on once an hour, by either side.
  expect(pair.network.calls.length - calls).toBeLessThanOrEqual(8);
  await pair.left.node.act(connectionId, 'delete');
  expect(await shown(pair.left)).toBeNull();
  pair.clock.advance(31 * DAY);
  await pair.pass(2 * HOUR);
  expect(pair.left.store.dump('connection')).toEqual([]);
  expect([...pair.left.secrets.held.keys()].filter((name) => name.startsWith('keys.'))).toEqual([]);
});

test('an uninstalled partner that only called: seen by the next sweep, forgotten when it calls again', async () => {
  const { pair } = await connectedPair({ crypto: nodeCrypto(), private: ['right'] }, { destinationUrl: null });
  await pair.left.node.sweep();
  expect((await shown(pair.left))?.trouble).toBeNull();
  pair.network.fault = () => ({ kind: 'loseRequest' });
  await pair.pass(20 * MINUTE);
  await pair.left.node.sweep();
  expect((await shown(pair.left))?.trouble).toMatchObject({ code: 'notHeard', whose: 'partner' });
  pair.network.fault = null;
  await pair.pass(10 * MINUTE);
  expect((await shown(pair.left))?.trouble).toBeNull();
});
