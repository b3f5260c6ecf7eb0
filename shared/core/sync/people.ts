/**
 * Who somebody is at the other side: the person with the same e-mail address. Asked of the tracker once, and remembered for a while.
 * A tracker that shows no addresses, or does not let us search, knows nobody.
 */
import { faultOf } from '../fault.ts';
import type { Ports } from '../ports.ts';
import type { Person } from '../tracker.ts';

const REMEMBERED_MS = 10 * 60_000;
const MOST = 500;

export interface People {
  byEmail(email: string): Promise<Person | null>;
  /** Of somebody whom a text mentions, by the id that the mention has. */
  emailOf(mentionId: string): Promise<string | null>;
}

interface Known<Value> {
  readonly at: number;
  readonly value: Value;
}

export function knownPeople({ clock, tracker }: Pick<Ports, 'clock' | 'tracker'>): People {
  const persons = new Map<string, Known<Person | null>>();
  const emails = new Map<string, Known<string | null>>();
  return {
    async byEmail(email) {
      const key = email.toLowerCase();
      const known = fresh(persons, key, clock.now());
      if (known !== null) return known.value;
      const value = await orNobody(() => tracker.findUserByEmail(email));
      remember(persons, key, { at: clock.now(), value });
      return value;
    },
    async emailOf(mentionId) {
      const known = fresh(emails, mentionId, clock.now());
      if (known !== null) return known.value;
      const value = await orNobody(async () => (tracker.emailOf === undefined ? null : await tracker.emailOf(mentionId)));
      remember(emails, mentionId, { at: clock.now(), value });
      return value;
    },
  };
}

function fresh<Value>(all: Map<string, Known<Value>>, key: string, now: number): Known<Value> | null {
  const known = all.get(key);
  return known === undefined || known.at + REMEMBERED_MS < now ? null : known;
}

function remember<Value>(all: Map<string, Known<Value>>, key: string, known: Known<Value>): void {
  if (all.size >= MOST) all.clear();
  all.set(key, known);
}

async function orNobody<Value>(ask: () => Promise<Value | null>): Promise<Value | null> {
  try {
    return await ask();
  } catch (caught) {
    // Only for a name: no message waits for it, but where the tracker is away altogether.
    if (faultOf(caught).retry !== 'later') return null;
    throw caught;
  }
}
