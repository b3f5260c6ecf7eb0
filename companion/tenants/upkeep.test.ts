import { expect, test } from '@jest/globals';
import { faultError } from '@entente/core';
import type { CompanionHost, EventEndpoint, Log } from '@entente/core';
import type { Tenant } from './tenant-register.ts';
import { startUpkeep, type Later } from './upkeep.ts';

const tenant: Tenant = {
  id: 't1',
  platformId: 'p',
  instanceUrl: 'https://host.example/one',
  hostInstanceId: 'T1',
  name: 'one',
  trackerVersion: '1',
  nodeType: null,
  ready: true,
};

interface Outcome {
  readonly stopped: boolean;
  readonly subscribed: readonly EventEndpoint[];
  readonly unsubscribed: readonly string[];
  /** The address that is kept afterwards. */
  readonly hookUrl: string | null;
  readonly eventsAreOn: boolean;
  readonly logged: readonly string[];
  /** Versions that were told. */
  readonly changed: readonly string[];
}

const unused = (): never => {
  throw new Error('not used here');
};

interface Circumstances {
  /** How many times the tracker refuses events. */
  readonly refusals?: number;
  readonly before?: string | null;
  readonly version?: string;
  readonly later?: Later;
  /** How many looks there are. */
  readonly looks?: number;
}

/** Runs the looks to their end. */
async function look(
  found: string,
  hookUrl: string | null,
  { refusals = 0, before = null, version = '1', later = () => () => undefined, looks = 1 }: Circumstances = {},
): Promise<Outcome> {
  let refuse = refusals;
  const changed: string[] = [];
  const subscribed: EventEndpoint[] = [];
  const unsubscribed: string[] = [];
  let known = before;
  const logged: string[] = [];
  let stopped = false;
  const host: CompanionHost<typeof fetch> = {
    readInstanceUrl: unused,
    identify: unused,
    openTracker: unused,
    removeEvents: async (_access, _credentials, url) => void unsubscribed.push(url),
    readEvent: unused,
    checkCredentials: async () => ({ name: 'one', hostInstanceId: found, trackerVersion: version }),
    ensureEvents: async (_access, _credentials, endpoint) => {
      refuse -= 1;
      if (refuse >= 0) throw faultError({ whose: 'tracker', code: 'tracker.forbidden' });
      subscribed.push(endpoint);
    },
  };
  const log: Log = { write: (_level, event) => void logged.push(event) };
  const stopTenant = async (): Promise<void> => {
    stopped = true;
  };
  const upkeep = startUpkeep({
    tenant,
    host,
    access: { instanceUrl: tenant.instanceUrl, fetch },
    credentials: 'c',
    hookUrl,
    hookSecret: 's',
    own: { hookUrl: async () => known, setHookUrl: async (url) => void (known = url) },
    log,
    stopTenant,
    changed: async ({ trackerVersion }) => void changed.push(trackerVersion),
    later,
  });
  for (let at = 0; at < looks; at += 1) await new Promise((done) => void setImmediate(done));
  upkeep.end();
  return { stopped, subscribed, unsubscribed, hookUrl: known, eventsAreOn: upkeep.eventsAreOn(), logged, changed };
}

test('subscribes to events where the tracker can reach us', async () => {
  expect(await look('T1', 'https://entente.example/hooks')).toMatchObject({
    stopped: false,
    eventsAreOn: true,
    subscribed: [{ url: 'https://entente.example/hooks', secret: 's' }],
  });
  expect(await look('T1', null)).toMatchObject({ stopped: false, eventsAreOn: false, subscribed: [] });
});

test('an address that leads to another instance stops the tenant, and nothing is written there', async () => {
  expect(await look('T2', 'https://entente.example/hooks')).toMatchObject({ stopped: true, eventsAreOn: false, subscribed: [] });
});

test('an account that may not subscribe keeps nothing from running', async () => {
  expect(await look('T1', 'https://entente.example/hooks', { refusals: 1 })).toMatchObject({
    stopped: false,
    eventsAreOn: false,
    logged: ['upkeep failed, will be tried again'],
  });
});

test('what goes to an earlier address of the companion is ended, whether there is a new one or not', async () => {
  const before = 'https://old.example/hooks';
  const moved = await look('T1', 'https://entente.example/hooks', { before });
  expect(moved).toMatchObject({ unsubscribed: [before], hookUrl: 'https://entente.example/hooks', eventsAreOn: true });
  expect(await look('T1', null, { before })).toMatchObject({ unsubscribed: [before], hookUrl: null, eventsAreOn: false });
  expect(await look('T1', before, { before })).toMatchObject({ unsubscribed: [], hookUrl: before });
  expect(await look('T2', 'https://entente.example/hooks', { before })).toMatchObject({ unsubscribed: [], hookUrl: before });
});

test('what fails is tried again soon and ever later, and said once; what is well, after an hour', async () => {
  const waits: number[] = [];
  const soon: Later = (ms, work) => {
    waits.push(ms / 1000);
    setImmediate(work);
    return () => undefined;
  };
  const { logged } = await look('T1', 'https://entente.example/hooks', { refusals: 9, later: soon, looks: 30 });
  expect(waits.slice(0, 12)).toEqual([30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600, 3600, 3600]);
  expect(logged).toEqual(['upkeep failed, will be tried again', 'events are on']);
});

test('after its end nothing is tried again', async () => {
  let calledOff = 0;
  await look('T1', null, { later: () => () => void (calledOff += 1) });
  expect(calledOff).toBe(1);
});

test('a tracker that was upgraded is told, and its node starts again before anything else is done', async () => {
  expect(await look('T1', 'https://entente.example/hooks', { version: '2' })).toMatchObject({ changed: ['2'], subscribed: [] });
  expect(await look('T1', 'https://entente.example/hooks')).toMatchObject({ changed: [] });
});
