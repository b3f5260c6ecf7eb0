import { expect, test } from '@jest/globals';
import { faultOf } from '@entente/core';
import type { CompanionHost } from '@entente/core';
import { platforms } from '../platforms.ts';
import type { Instances } from '../tenants/instances.ts';
import type { Tenant, TenantRegister } from '../tenants/tenant-register.ts';
import { adminGate } from './admin-gate.ts';

const paired: Tenant = {
  id: 't1',
  platformId: 'azure-devops',
  instanceUrl: 'https://dev.azure.com/contoso',
  hostInstanceId: 'T1',
  name: 'contoso',
  trackerVersion: '1',
  nodeType: null,
  ready: true,
};

/** An organisation that answers what the test says, and counts how often it is asked. */
async function setup() {
  const says = { isAdmin: true, hostInstanceId: 'T1', asked: 0 };
  const clock = { at: 0, now: () => clock.at };
  const [platform] = platforms;
  if (platform === undefined) throw new Error('no platform');
  const real = await platform.companionHost();
  const host: CompanionHost<typeof fetch> = {
    ...real,
    identify: async () => {
      says.asked++;
      return { name: 'Ada', isAdmin: says.isAdmin, hostInstanceId: says.hostInstanceId };
    },
  };
  const instances: Instances = {
    read: (text) => {
      const named = host.readInstanceUrl(text, false);
      return named === null ? null : { platformId: platform.id, url: named.url, allowed: true };
    },
    host: async () => host,
    platform: () => platform,
    access: (instanceUrl) => ({ instanceUrl, fetch }),
  };
  const register: Pick<TenantRegister, 'byUrl'> = { byUrl: (url) => (url === paired.instanceUrl ? paired : null) };
  const gate = adminGate(
    instances,
    { all: () => [paired], byId: () => null, save: () => undefined, remove: () => undefined, connections: () => ({}), ...register },
    clock,
  );
  const caller = (token: string, instance = 'https://dev.azure.com/Contoso/_settings/x') => ({ token, instance });
  const code = async (ask: Promise<unknown>): Promise<string> =>
    await ask.then(
      () => 'admitted',
      (caught: unknown) => faultOf(caught).code,
    );
  return { says, clock, gate, caller, code };
}

test('an organisation that is not paired is not asked', async () => {
  const { says, gate, caller, code } = await setup();
  for (const instance of ['https://dev.azure.com/other', 'https://evil.example/contoso', 'nonsense']) {
    expect(await code(gate.admit(caller('a', instance)))).toBe('pairing.unpaired');
  }
  expect(says.asked).toBe(0);
});

test('an address that leads to another organisation now lets nobody in', async () => {
  const { says, gate, caller, code } = await setup();
  says.hostInstanceId = 'T2';
  expect(await code(gate.admit(caller('a')))).toBe('pairing.anotherInstance');
  expect(await code(gate.admitAdmin(caller('a')))).toBe('pairing.anotherInstance');
});

test('what the organisation said of a token counts for a minute, and for that token alone', async () => {
  const { says, clock, gate, caller, code } = await setup();
  await gate.admitAdmin(caller('a'));
  says.isAdmin = false;
  expect(await code(gate.admitAdmin(caller('b')))).toBe('admin.forbidden');
  clock.at += 59_000;
  expect(await code(gate.admitAdmin(caller('a')))).toBe('admitted');
  expect(says.asked).toBe(2);
  clock.at += 2000;
  expect(await code(gate.admitAdmin(caller('a')))).toBe('admin.forbidden');
});
