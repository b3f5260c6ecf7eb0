/** PROTOCOL §2, "lost or crashed at": either side may die at any effect of its ports, from the admin's click to the first exchange. */
import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { MINUTE, PROJECT, asking, mortalPorts, only, pairHarness, requestId, states } from '@entente/testkit';
import type { Mortal, Pair } from '@entente/testkit';
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

test.each(KINDS)('$kind: wherever either side dies, both end active, in one connection', async (options) => {
  let deaths = 0;
  for (const name of ['left', 'right']) {
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; ; at++) {
        const pair = await connectDying(options, name, at, when);
        if (pair === null) break;
        deaths++;
        const seen = { name, when, at, states: await states(pair) };
        expect(seen).toEqual({ name, when, at, states: ['active', 'active'] });
        const [left, right] = [await only(pair.left), await only(pair.right)];
        expect([right.id, right.securityNumber]).toEqual([left.id, left.securityNumber]);
        // It works: both have heard each other, and nothing of the invitation's secret is left.
        expect([left.lastExchangeAt, right.lastExchangeAt].includes(null)).toBe(false);
        for (const side of [pair.left, pair.right])
          expect({
            ...seen,
            kept: secretsOf(
              side.secrets.held,
              side.store.dump('invite').map(({ key }) => key),
            ),
          }).toEqual({ ...seen, kept: [] });
      }
    }
  }
  expect(deaths).toBeGreaterThan(60);
});

/** Invitation secrets of invitations that are stored; what a death left before the commit belongs to no code that anybody has. */
function secretsOf(held: ReadonlyMap<string, string>, inviteIds: readonly string[]): readonly string[] {
  return [...held.keys()].filter((name) => inviteIds.some((inviteId) => name === `invite.${inviteId}`));
}
