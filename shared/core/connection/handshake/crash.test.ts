import { expect, test } from '@jest/globals';
import { nodeCrypto } from '@entente/runtime';
import { MINUTE, accept, initiate, only, states, pairHarness, crashingStore } from '@entente/testkit';
import type { Fault, Pair, PairOptions } from '@entente/testkit';
import type { InitiateRequest } from '../../node.ts';

const makePair = async (options: Omit<PairOptions, 'crypto'> = {}): Promise<Pair> =>
  await pairHarness({ crypto: nodeCrypto(), ...options });

/** The kinds of handshake: how the destination is given, and who is private. */
const KINDS: readonly { readonly kind: string; readonly parts: Partial<InitiateRequest>; readonly private?: readonly string[] }[] = [
  { kind: 'with a URL', parts: {} },
  { kind: 'with a URL, private initiator', parts: {}, private: ['left'] },
  { kind: 'without URL', parts: { destinationUrl: null } },
  { kind: 'without URL, private acceptor', parts: { destinationUrl: null }, private: ['right'] },
];

/** A lease of the dead, and the back-off of a few failures. */
const RECOVERY = 3 * MINUTE;

async function expectConnected(pair: Pair): Promise<void> {
  expect(await states(pair)).toEqual(['active', 'active']);
  const [left, right] = [await only(pair.left), await only(pair.right)];
  expect(left.securityNumber).toMatch(/^\d{6}$/);
  expect(right.securityNumber).toBe(left.securityNumber);
  expect(left.lastExchangeAt).not.toBeNull();
  expect([...pair.left.secrets.held.keys(), ...pair.right.secrets.held.keys()].filter((name) => name.startsWith('invite.'))).toEqual([]);
}

test.each(KINDS)('$kind: either side may crash at any of its commits', async ({ parts, private: hidden }) => {
  let crashes = 0;
  for (const name of ['left', 'right']) {
    for (const when of ['before', 'after'] as const) {
      // Far beyond the handshake's last commit.
      for (let at = 1; at <= 30; at++) {
        const pair = await makePair({ seed: at, ...(hidden === undefined ? {} : { private: hidden }) });
        const { code } = await initiate(pair.left, parts);
        await accept(pair.right, code);
        const store = crashingStore(pair.side(name).store, at, when);
        await pair.side(name).restart(store);
        await pair.pass(2000).catch(() => {});
        if (!store.crashed()) break;
        crashes++;
        await pair.side(name).restart();
        await pair.pass(RECOVERY);
        await expectConnected(pair);
      }
    }
  }
  expect(crashes).toBeGreaterThan(20);
});

test.each(KINDS)('$kind: any request or answer may be lost or come twice', async ({ parts, private: hidden }) => {
  const faults: readonly Fault[] = [{ kind: 'loseRequest' }, { kind: 'loseAnswer' }, { kind: 'duplicate' }];
  for (const fault of faults) {
    for (let lost = 1; lost <= 8; lost++) {
      const pair = await makePair({ seed: lost, ...(hidden === undefined ? {} : { private: hidden }) });
      const { code } = await initiate(pair.left, parts);
      await accept(pair.right, code);
      const before = pair.network.calls.length;
      pair.network.fault = ({ number }) => (number === before + lost ? fault : null);
      await pair.pass(RECOVERY);
      await expectConnected(pair);
    }
  }
});
