/**
 * A process of one instance: a node whose every call of a port may fail, be slow, or be the last.
 *
 * 1. Killed, it hangs: nothing of it is cleaned up, as with a process that is gone.
 * 2. A failing call says what a real one would: a store that is full, a tracker's fault, certain or not.
 */
import { faultError, plainText } from '@entente/core';
import type { IssueId, Partner, Ports, Random, RichDocument, Secrets, Store, Tracker } from '@entente/core';
import { seededRandom } from '../seeded-random.ts';
import { asBefore, listed } from './listings.ts';
import { call } from './network.ts';
import { REFUSED } from './people.ts';
import { watchCommit, watchLog } from './watch.ts';
import { advance, later, note, strikes, struck, turns } from './world.ts';
import type { Process, SimulatedSide, World } from './world.ts';

interface Life {
  readonly world: World;
  readonly side: SimulatedSide;
  readonly kill: () => void;
  readonly dead: () => boolean;
}

export async function startProcess(world: World, side: SimulatedSide): Promise<Process> {
  let dead = false;
  let tell: () => void = () => undefined;
  const died = new Promise<'died'>((resolve) => (tell = () => resolve('died')));
  const kill = (): void => {
    if (!dead) note(world, side.name, '† the process dies');
    if (!dead) struck(world, 'crash');
    dead = true;
    tell();
  };
  const life: Life = { world, side, kill, dead: () => dead };
  const random = seededRandom(world.seed * 1000 + ++world.serial);
  const node = world.createNode(portsOf(life, random), side.facts, died);
  await Promise.race([node.start(), died]);
  return { node, died, kill, dead: () => dead };
}

function portsOf(life: Life, random: Random): Ports {
  const { world, side } = life;
  return {
    clock: { now: () => world.clock.now() + side.clockOffset },
    random,
    crypto: world.crypto,
    rules: world.rules,
    store: storeOf(life),
    secrets: secretsOf(life),
    partner: partnerOf(life),
    tracker: trackerOf(life),
    log: {
      write(level, event, facts) {
        watchLog(world, side, event);
        if (level !== 'debug') note(world, side.name, `log ${event} ${JSON.stringify(facts)}`);
      },
    },
    wake: { wake: () => Promise.resolve() },
    ...(world.together === undefined ? {} : { together: world.together }),
  };
}

/** One call of a port. `effect`: it changes something, so that dying at it is another world than dying before. */
async function step<Answer>(life: Life, effect: boolean, act: () => Promise<Answer>): Promise<Answer> {
  const { world } = life;
  if (life.dead()) return await gone();
  await turns(world);
  advance(world, world.random.upTo(20));
  if (strikes(world, 'users', world.faults.users)) world.meddle?.();
  const dies = effect && world.random.happens(world.faults.crash);
  if (dies && world.random.happens(0.5)) life.kill();
  if (life.dead()) return await gone();
  const answer = await act();
  if (dies) life.kill();
  return life.dead() ? await gone() : answer;
}

async function gone(): Promise<never> {
  return await new Promise<never>(() => undefined);
}

function storeOf(life: Life): Store {
  const { world, side } = life;
  return {
    get: (table, key) => step(life, false, () => side.store.get(table, key)),
    list: (table, query) => step(life, false, () => listed(world, side, table, query)),
    commit: (writes) =>
      step(life, true, async () => {
        const { full, unanswered, lag } = world.faults.store;
        if (strikes(world, 'store.full', full)) {
          note(world, side.name, '✗ the store refuses a commit');
          throw new Error('the store is full');
        }
        const lags = strikes(world, 'store.lag', lag) ? await asBefore(world, side, writes) : [];
        const result = await side.store.commit(writes);
        if (result === 'committed') side.behind.push(...lags);
        if (result === 'committed') watchCommit(world, side, writes);
        if (strikes(world, 'store.unanswered', unanswered)) {
          note(world, side.name, `✗ the store does not answer a commit that ${result}`);
          throw new Error('the store does not answer');
        }
        return result;
      }),
  };
}

function secretsOf(life: Life): Secrets {
  const { secrets } = life.side;
  return {
    get: (name) => step(life, false, () => secrets.get(name)),
    set: (name, value) => step(life, true, () => secrets.set(name, value)),
    remove: (name) => step(life, true, () => secrets.remove(name)),
  };
}

function partnerOf(life: Life): Partner {
  return { call: (asked) => step(life, true, () => call(life.world, life.side.name, asked)) };
}

const WRITES: readonly string[] = [
  'createIssue',
  'updateIssue',
  'addComment',
  'updateComment',
  'removeComment',
  'addAttachment',
  'removeAttachment',
];

function trackerOf(life: Life): Tracker {
  const { tracker } = life.side;
  return new Proxy<Tracker>(tracker, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      // What asks nobody cannot fail (Tracker.shows).
      if (typeof member !== 'function' || typeof name !== 'string' || name === 'shows') return member;
      const write = WRITES.includes(name);
      const act = async (args: readonly unknown[]): Promise<unknown> => {
        const answer: unknown = await Reflect.apply(member, target, args);
        if (name === 'createIssue' || name === 'updateIssue') remember(life, name, args, answer);
        return answer;
      };
      return (...args: readonly unknown[]): Promise<unknown> =>
        step(life, write, () => {
          if (write) refuse(life, name, args);
          const asked = {
            port: name,
            write,
            guarded: name === 'updateIssue' && typeof args[3] === 'string',
            name: spoken(life.world, name, args),
          };
          return tracked(life, asked, () => act(args));
        });
    },
  });
}

/** What no retry helps against, until its cause goes away. */
function refuse({ world, side }: Life, name: string, args: readonly unknown[]): void {
  if (world.faults.refused === 0 || (name !== 'createIssue' && name !== 'updateIssue')) return;
  const { summary } = args[name === 'createIssue' ? 1 : 2] as { readonly summary?: string };
  if (summary?.startsWith(REFUSED) !== true) return;
  struck(world, 'refused');
  note(world, side.name, `✗ the tracker refuses ${summary} for good`);
  throw faultError({ whose: 'tracker', code: 'tracker.refused', params: { field: 'summary', message: 'not this one' } });
}

/** What the app has written to fields, for the history. */
function remember({ world, side }: Life, name: 'createIssue' | 'updateIssue', args: readonly unknown[], answer: unknown): void {
  const written = answer as { readonly outcome?: string; readonly id?: string; readonly revision: string | null };
  if (name === 'updateIssue' && written.outcome !== 'done') return;
  const values = args[name === 'createIssue' ? 1 : 2] as { readonly summary?: string; readonly description?: RichDocument | null };
  const issueId = name === 'createIssue' ? String(written.id) : String(args[1]);
  const wrote = (field: 'summary' | 'description', value: string): void =>
    void world.history.writes.push({ side: side.name, issueId, field, value, by: 'app', revision: Number(written.revision ?? 0) });
  if (values.summary !== undefined) wrote('summary', values.summary);
  if (values.description !== undefined && values.description !== null) wrote('description', plainText(values.description));
}

/** A call as the trace shows it. */
function spoken(world: World, name: string, args: readonly unknown[]): string {
  if (world.trace === null) return name;
  const shown = args.map((arg) =>
    typeof arg === 'function'
      ? 'bytes'
      : JSON.stringify(arg)
          ?.replace(/"(type|version|content)":("[a-z]+"|1),?/gi, '')
          .replace(/[{}[\]"]/g, ''),
  );
  return `${name}(${shown.join(', ').slice(0, 160)})`;
}

/** Longer than anything stays on its way at a real tracker, and well below what the core waits. */
const LATEST_MS = 60_000;

interface Asked {
  readonly port: string;
  readonly write: boolean;
  /** Bound to a revision, which the memory tracker holds to, also when it does it later. */
  readonly guarded: boolean;
  readonly name: string;
}

async function tracked(life: Life, { port, write, guarded, name }: Asked, act: () => Promise<unknown>): Promise<unknown> {
  const { world, side } = life;
  const { refuses, unanswered, late } = world.faults.tracker;
  const bound = guarded ? { guarded: true as const } : {};
  const unknown = { whose: 'tracker' as const, code: 'tracker.unavailable', retry: 'later' as const, certain: false, ...bound };
  if (strikes(world, 'tracker.refuses', refuses)) {
    note(world, side.name, `✗ the tracker refuses ${name}: 429`);
    throw faultError({ whose: 'tracker', code: 'tracker.throttled', retry: 'later', retryAfterMs: 3000 });
  }
  if (write && strikes(world, 'tracker.late', late)) {
    note(world, side.name, `✗ the tracker does not answer ${name}, and does it later`);
    later(world, 1000 + world.random.upTo(LATEST_MS), port, () => {
      note(world, side.name, `the tracker does ${name} now`);
      void act().catch(() => undefined);
    });
    throw faultError(unknown);
  }
  if (strikes(world, 'tracker.unanswered', unanswered)) {
    const happens = write && world.random.happens(0.6);
    note(world, side.name, `✗ the tracker does not answer ${name}, which ${happens ? 'happens' : 'does not happen'}`);
    if (happens) struck(world, 'tracker.doneUnanswered');
    if (happens) await act();
    throw faultError(write ? unknown : { ...unknown, certain: true });
  }
  const answer = await act();
  if (write) note(world, side.name, `tracker ${name} → ${JSON.stringify(answer)}`);
  return answer;
}

/** What the tracker tells of a change, as far as its events arrive. */
export function sendEvent(world: World, side: SimulatedSide, issueId: IssueId): void {
  const { lost, twice, late } = world.faults.events;
  if (strikes(world, 'events.lost', lost)) return;
  // Of some of their changes hosts say by what they are known.
  const stamp = world.random.happens(0.5) ? side.tracker.issues().find(({ id }) => id === issueId)?.stamp : undefined;
  for (let left = strikes(world, 'events.twice', twice) ? 2 : 1; left > 0; left--) {
    const inMs = strikes(world, 'events.late', late) ? world.random.upTo(120_000) : 1 + world.random.upTo(500);
    later(world, inMs, 'event', () => {
      const { process } = side;
      // An event that fails is one that was lost.
      if (process !== null && !process.dead()) void process.node.noticeIssue(issueId, stamp).catch(() => undefined);
    });
  }
}
