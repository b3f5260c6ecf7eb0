import { expect, test } from '@jest/globals';
import { faultError } from '@entente/core';
import type { CompanionHost, EventEndpoint, Log } from '@entente/core';
import type { Tenant } from './tenant-register.ts';
import { startUpkeep } from './upkeep.ts';

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
}

const unused = (): never => {
  throw new Error('not used here');
};

/** Runs the first look to its end. */
async function look(
  found: string,
  hookUrl: string | null,
  { refuseEvents = false, before = null as string | null } = {},
): Promise<Outcome> {
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
    checkCredentials: async () => ({ name: 'one', hostInstanceId: found, trackerVersion: '1' }),
    ensureEvents: async (_access, _credentials, endpoint) => {
      if (refuseEvents) throw faultError({ whose: 'tracker', code: 'tracker.forbidden' });
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
  });
  await new Promise((done) => void setImmediate(done));
  upkeep.end();
  return { stopped, subscribed, unsubscribed, hookUrl: known, eventsAreOn: upkeep.eventsAreOn(), logged };
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
  expect(await look('T1', 'https://entente.example/hooks', { refuseEvents: true })).toMatchObject({
    stopped: false,
    eventsAreOn: false,
    logged: ['upkeep failed, will be tried again tomorrow'],
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
