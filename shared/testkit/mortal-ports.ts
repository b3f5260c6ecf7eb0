import type { Ports } from '@entente/core';

export interface Mortal {
  readonly ports: Ports;
  readonly died: () => boolean;
}

/**
 * A process that dies at its n-th call of a port that has an effect outside it (a commit, a secret kept or erased, a request to the
 * partner, a wake), `before` or `after` the call had its effect. From then on no port of it works. Reads are not counted: dying
 * at one leaves the same world as dying after the effect before it.
 */
export function mortalPorts(ports: Ports, atEffect: number, when: 'before' | 'after'): Mortal {
  let effects = 0;
  let dead = false;
  const alive = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    if (dead) throw new Error('this process has died');
    const answer = await act();
    // Another of its own calls may have killed it meanwhile.
    if (dead) throw new Error('this process has died');
    return answer;
  };
  const effect = async <Answer>(act: () => Promise<Answer>): Promise<Answer> => {
    if (dead) throw new Error('this process has died');
    if (++effects !== atEffect) return await alive(act);
    if (when === 'before') dead = true;
    else await act();
    dead = true;
    throw new Error('this process dies now');
  };
  const { store, secrets, partner, wake } = ports;
  return {
    died: () => dead,
    ports: {
      ...ports,
      store: {
        get: (table, key) => alive(() => store.get(table, key)),
        list: (table, query) => alive(() => store.list(table, query)),
        commit: (writes) => effect(() => store.commit(writes)),
      },
      secrets: {
        get: (name) => alive(() => secrets.get(name)),
        set: (name, value) => effect(() => secrets.set(name, value)),
        remove: (name) => effect(() => secrets.remove(name)),
      },
      partner: { call: (call) => effect(() => partner.call(call)) },
      wake: { wake: (reason) => effect(() => wake.wake(reason)) },
    },
  };
}
