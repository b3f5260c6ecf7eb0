/** A companion's data folder, copied to another machine beside the one that runs: noticed, stopped, asked about. Over HTTP. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startAzureDevOps } from '@entente/ado-extension/standin';
import type { AzureDevOps } from '@entente/ado-extension/standin';
import { startCompanion } from '@entente/companion';
import type { Companion } from '@entente/companion';
import { adminClient } from '@entente/wizard/admin-api';
import type { AdminApi } from '@entente/wizard/admin-api';
import * as z from 'zod';

/** Real servers, on a machine that may be busy. */

let host: AzureDevOps;
const folder = mkdtempSync(join(tmpdir(), 'entente-clone-'));
const running: Companion[] = [];

beforeAll(async () => {
  host = await startAzureDevOps();
});
afterAll(async () => {
  for (const companion of running) await companion.close();
  await host.close();
  rmSync(folder, { recursive: true, force: true });
});

async function start(name: string): Promise<Companion> {
  const companion = await startCompanion({
    host: '127.0.0.1',
    port: 0,
    dataDir: join(folder, name),
    publicUrl: 'listening',
    allowLoopback: true,
    allowedOrganizations: [],
    allowedPartnerHosts: [],
    pageOrigins: [],
    logLevel: 'silent',
  });
  running.push(companion);
  return companion;
}

async function post(companion: Companion, organization: string, method: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${companion.url}/admin/v1/${method}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${host.accessToken(organization, 'ada')}`,
      'entente-instance': host.organizationUrl(organization),
      'content-type': 'application/json',
    },
    body: JSON.stringify(body),
  });
  const reply: unknown = await answer.json();
  return reply;
}

const admin = (companion: Companion, organization: string): AdminApi =>
  adminClient(async (method, input) => await post(companion, organization, method, input));

async function infoOf(companion: Companion, organization: string): Promise<string | null> {
  const answer = await fetch(`${companion.url}/i/${host.control.organization(organization).id}/entente/v1/node`);
  const parsed = z.object({ instanceUid: z.string() }).safeParse(await answer.json());
  return parsed.success ? parsed.data.instanceUid : null;
}

test('a copy beside the original says nothing until its admin has answered, and then speaks in its own name', async () => {
  let original = await start('original');
  await post(original, 'contoso', 'pair', { secret: original.pairingSecret(), organizationUrl: host.organizationUrl('contoso') });
  await post(original, 'contoso', 'credentials', { pat: host.token('contoso', 'entente') });
  const uid = await infoOf(original, 'contoso');
  expect(uid).not.toBeNull();
  const { items } = await admin(original, 'contoso').searchProjects({ text: 'Fabrikam', cursor: null });
  const made = await admin(original, 'contoso').initiate({
    requestId: 'request-of-the-original',
    destinationUrl: null,
    mode: 'BASIC',
    localShortName: 'contoso',
    remoteShortName: 'partner',
    name: 'contoso_to_partner',
    description: '',
    projectId: items[0]?.id ?? null,
    askBeforeActivating: true,
  });
  expect(made.kind).toBe('done');
  await original.close();

  cpSync(join(folder, 'original'), join(folder, 'copy'), { recursive: true });
  original = await start('original');
  // Started again at another address, as in this test where ports are free ones: its admin says that it has moved.
  expect(await admin(original, 'contoso').settleInstanceChange({ answer: 'moved' })).toEqual({ kind: 'done' });
  expect(await infoOf(original, 'contoso')).toBe(uid);
  expect((await admin(original, 'contoso').list({})).connections).toMatchObject([{ state: 'pending', trouble: null }]);

  const copy = await start('copy');
  const api = admin(copy, 'contoso');
  expect((await api.home({})).instanceChange).toMatchObject({ now: expect.stringContaining(copy.url) });
  expect((await api.home({})).missing).toContainEqual({ code: 'instance.changed', params: {} });
  expect(await infoOf(copy, 'contoso')).toBeNull();
  expect((await api.list({})).connections).toMatchObject([{ trouble: { code: 'copied' } }]);
  expect(await api.settleInstanceChange({ answer: 'copied' })).toEqual({ kind: 'done' });
  expect((await api.home({})).instanceChange).toBeNull();
  expect((await api.list({})).connections).toEqual([]);
  const own = await infoOf(copy, 'contoso');
  expect(own).not.toBeNull();
  expect(own).not.toBe(uid);
  expect(await infoOf(original, 'contoso')).toBe(uid);
});
