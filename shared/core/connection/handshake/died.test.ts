/** PROTOCOL §2, "lost or crashed at": either side may die at any effect of its ports, from the admin's click to the first exchange. */
import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { MINUTE, PROJECT, accept, asking, initiate, mortalPorts, only, pairHarness, requestId, states } from '@entente/testkit';
import type { Mortal, Pair, Side } from '@entente/testkit';
import type { ConnectionId } from '../../ids.ts';
import type { InitiateRequest } from '../../node.ts';

const KINDS: readonly { readonly kind: string; readonly parts: Partial<InitiateRequest>; readonly private?: readonly string[] }[] = [
  { kind: 'with a URL', parts: {} },
  { kind: 'with a URL, private initiator', parts: {}, private: ['left'] },
  { kind: 'without URL', parts: { destinationUrl: null } },
  { kind: 'without URL, private acceptor', parts: { destinationUrl: null }, private: ['right'] },
];

/** A lease of the dead, and the back-off of a few failures. */
const RECOVERY = 4 * MINUTE;

/** An admin whose click was not answered clicks once more, in the restarted instance. */
async function stubborn<Answer>(pair: Pair, name: string, click: () => Promise<Answer>): Promise<Answer> {
  try {
    return await click();
  } catch {
    await pair.side(name).restart();
    return await click();
  }
}

/** The whole handshake, with `name` dying once. Null: it had no such effect left. */
async function connectDying(options: (typeof KINDS)[number], name: string, at: number, when: 'before' | 'after'): Promise<Pair | null> {
  const pair = await pairHarness({
    crypto: nodeCrypto(),
    seed: at,
    ...(options.private === undefined ? {} : { private: options.private }),
  });
  let mortal: Mortal | null = null;
  await pair.side(name).restart(undefined, {}, (ports) => (mortal = mortalPorts(ports, at, when)).ports);
  const died = (): boolean => mortal?.died() === true;
  const request = asking(options.parts);
  const made = await stubborn(pair, 'left', () => pair.left.node.initiate(request));
  if (made.kind === 'refused') throw new Error(made.code);
  const accepting = { requestId: requestId(), code: made.invitation.code, projectId: PROJECT };
  const accepted = await stubborn(pair, 'right', () => pair.right.node.accept(accepting));
  if (accepted.kind === 'refused') throw new Error(accepted.code);
  for (let i = 0; i < 3 && !died(); i++) await pair.pass(2000).catch(() => undefined);
  if (!died()) return null;
  await pair.side(name).restart();
  await pair.pass(RECOVERY);
  return pair;
}

/** Dying before an effect leaves the same world as dying after the one before it, so `before` is tried for the first alone. */
const DEATHS = [
  { when: 'before', from: 1, upTo: 1 },
  { when: 'after', from: 1, upTo: Infinity },
] as const;

test.each(KINDS)('$kind: wherever either side dies, both end active, in one connection', async (options) => {
  let deaths = 0;
  for (const name of ['left', 'right']) {
    for (const { when, from, upTo } of DEATHS) {
      for (let at = from; at <= upTo; at++) {
        const pair = await connectDying(options, name, at, when);
        if (pair === null) break;
        deaths++;
        const seen = { name, when, at };
        expect({ ...seen, states: await states(pair) }).toEqual({ ...seen, states: ['active', 'active'] });
        const [left, right] = [await only(pair.left), await only(pair.right)];
        expect([right.id, right.securityNumber]).toEqual([left.id, left.securityNumber]);
        // It works: both have heard each other, and nothing of the invitation's secret is left.
        expect([left.lastExchangeAt, right.lastExchangeAt].includes(null)).toBe(false);
        for (const side of pair.sides) expect({ ...seen, kept: secretsOf(side) }).toEqual({ ...seen, kept: [] });
      }
    }
  }
  expect(deaths).toBeGreaterThan(30);
});

/** Invitation secrets of invitations that are stored; what a death left before the commit belongs to no code that anybody has. */
function secretsOf(side: Side): readonly string[] {
  return side.store
    .dump('invite')
    .map(({ key }) => `invite.${key}`)
    .filter((name) => side.secrets.held.has(name));
}

interface Click {
  readonly what: string;
  readonly name: 'left' | 'right';
  readonly parts: Partial<InitiateRequest>;
  /** Before the click: how far it has come. */
  readonly before: (pair: Pair, code: string) => Promise<void>;
  readonly click: (pair: Pair, connectionId: ConnectionId, code: string) => Promise<unknown>;
  /** The states that both sides may end in; `none`: no connection at all. */
  readonly ends: readonly string[];
}

const nothing = async (): Promise<void> => {};
const accepted = async (pair: Pair, code: string): Promise<void> => void (await accept(pair.right, code));
const awaited = async (pair: Pair, code: string): Promise<void> => {
  await accept(pair.right, code);
  await pair.settle();
};
/** The acceptance has arrived, the completion was lost. */
const unanswered = async (pair: Pair, code: string): Promise<void> => {
  await accept(pair.right, code);
  pair.network.fault = ({ route }) => (route.endsWith('/acceptances') ? { kind: 'loseAnswer' } : null);
  await pair.settle();
  pair.network.fault = null;
};
const WITHOUT = { destinationUrl: null };
const ASKING = { destinationUrl: null, askBeforeActivating: true };

const CLICKS: readonly Click[] = [
  {
    what: 'revoke against an acceptance',
    name: 'left',
    parts: WITHOUT,
    before: accepted,
    click: (pair, connectionId) => pair.left.node.act(connectionId, 'revoke'),
    ends: ['active,active', 'revoked,failed'],
  },
  {
    what: 'revoke against an acceptance to be fetched',
    name: 'left',
    parts: {},
    before: accepted,
    click: (pair, connectionId) => pair.left.node.act(connectionId, 'revoke'),
    ends: ['active,active', 'revoked,failed'],
  },
  {
    what: 'decline of the code',
    name: 'right',
    parts: WITHOUT,
    before: nothing,
    click: (pair, _id, code) => pair.right.node.declineCode(code),
    ends: ['declined,none'],
  },
  {
    what: 'decline of the code, to be fetched',
    name: 'right',
    parts: {},
    before: nothing,
    click: (pair, _id, code) => pair.right.node.declineCode(code),
    ends: ['declined,none'],
  },
  {
    what: 'cancel',
    name: 'right',
    parts: WITHOUT,
    before: accepted,
    click: (pair, connectionId) => pair.right.node.act(connectionId, 'cancel'),
    ends: ['pending,none'],
  },
  {
    what: 'cancel after the acceptance has arrived',
    name: 'right',
    parts: WITHOUT,
    before: unanswered,
    click: (pair, connectionId) => pair.right.node.act(connectionId, 'cancel'),
    ends: ['removedByPartner,none'],
  },
  {
    what: 'confirm',
    name: 'left',
    parts: ASKING,
    before: awaited,
    click: (pair, connectionId) => pair.left.node.act(connectionId, 'confirm'),
    ends: ['active,active'],
  },
  {
    what: 'decline of the acceptor',
    name: 'left',
    parts: ASKING,
    before: awaited,
    click: (pair, connectionId) => pair.left.node.act(connectionId, 'decline'),
    ends: ['declined,failed'],
  },
  {
    what: 'delete while awaiting',
    name: 'right',
    parts: ASKING,
    before: awaited,
    click: (pair, connectionId) => pair.right.node.act(connectionId, 'delete'),
    ends: ['removedByPartner,none'],
  },
  {
    what: 'deactivate',
    name: 'left',
    parts: {},
    before: awaited,
    click: (pair, connectionId) => pair.left.node.act(connectionId, 'deactivate'),
    ends: ['deactivated,active'],
  },
  {
    what: 'delete',
    name: 'left',
    parts: {},
    before: awaited,
    click: (pair, connectionId) => pair.left.node.act(connectionId, 'delete'),
    ends: ['none,removedByPartner'],
  },
];

const endOf = async ({ node }: Side): Promise<string> =>
  (await node.listConnections()).map(({ connection }) => connection.state).join('+') || 'none';

test.each(CLICKS)('$what: whoever dies meanwhile, both sides know how it ended', async ({ name, parts, before, click, ends }) => {
  let deaths = 0;
  for (const dying of ['left', 'right']) {
    for (let at = 1; ; at++) {
      const pair = await pairHarness({ crypto: nodeCrypto(), seed: at });
      const { connectionId, code } = await initiate(pair.left, parts);
      await before(pair, code);
      let mortal: Mortal | null = null;
      await pair.side(dying).restart(undefined, {}, (ports) => (mortal = mortalPorts(ports, at, 'after')).ports);
      const died = (): boolean => mortal?.died() === true;
      // Both at once: the click, and the other side's next step.
      const other = pair
        .side(name === 'left' ? 'right' : 'left')
        .node.work(pair.clock.now() + MINUTE)
        .catch(() => undefined);
      await stubborn(pair, name, async () => await click(pair, connectionId, code));
      await other;
      for (let i = 0; i < 3 && !died(); i++) await pair.pass(2000).catch(() => undefined);
      if (!died()) break;
      deaths++;
      await pair.side(dying).restart();
      await pair.pass(RECOVERY);
      expect(ends.map((end) => ({ dying, at, end }))).toContainEqual({
        dying,
        at,
        end: `${await endOf(pair.left)},${await endOf(pair.right)}`,
      });
    }
  }
  expect(deaths).toBeGreaterThan(0);
});
