/** Two connected sides in processes of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, pairDataCenter, pairOrganization, startCompanionProcess, type CompanionProcess } from '@entente/playground';
import { adminClient, type AdminApi } from '@entente/wizard/admin-api';
import { connectSides, done } from '../support/room.ts';
import { startHost, type HostKind, type HostProcess, type Watched } from './hosts.ts';

export interface StageSide {
  readonly name: string;
  readonly host: HostProcess;
  readonly admin: AdminApi;
}

export interface Stage {
  /** Where users work. */
  readonly from: StageSide;
  /** Where the twins are. */
  readonly to: StageSide;
  readonly companion: CompanionProcess;
  readonly processes: readonly Watched[];
  readonly connectionId: string;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly from: HostKind;
  readonly to: HostKind;
  readonly latencyMs: number;
  /** The side behind the companion cannot be called. */
  readonly privateTo?: boolean;
}

export async function openStage({ from, to, latencyMs, privateTo = false }: StageOptions): Promise<Stage> {
  const dataDir = mkdtempSync(join(tmpdir(), 'entente-bench-'));
  const closers: (() => Promise<void>)[] = [async () => await Promise.resolve(rmSync(dataDir, { recursive: true, force: true }))];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    const hosts: HostProcess[] = [];
    for (const kind of [from, to]) {
      const host = await startHost(kind);
      closers.push(() => host.close());
      hosts.push(host);
    }
    const companion = await startCompanionProcess({
      dataDir: join(dataDir, 'companion'),
      port: await freePort(),
      pageOrigins: hosts.flatMap(({ started }) => (started.pairing?.frameOrigin ?? '') || []),
      allowedOrganizations: hosts.flatMap(({ started }) => started.pairing?.organizationUrl ?? []),
      log: () => undefined,
    });
    closers.push(() => companion.close());
    const [sender, receiver] = hosts;
    if (sender === undefined || receiver === undefined) throw new Error('unreachable');
    const sides = [await sideOf(sender, companion, `${from} (users)`), await sideOf(receiver, companion, `${to} (twins)`)] as const;
    if (privateTo) {
      const { node } = await sides[1].admin.home({});
      done(await sides[1].admin.saveSettings({ name: node.name, visibility: 'private' }));
    }
    const connectable = sides.map(({ name, admin, host }) => ({ host: name, admin, project: host.started.project }));
    const [inviting, accepting] = connectable;
    if (inviting === undefined || accepting === undefined) throw new Error('unreachable');
    const { connectionId } = await connectSides(inviting, accepting, { patience: { timeoutMs: 60_000, everyMs: 50 } });
    for (const host of hosts) await host.latency(latencyMs);
    const processes = [
      ...hosts.map((host) => ({ name: `stand-in ${host.kind}`, pid: () => host.pid })),
      { name: 'companion', pid: () => companion.pid() },
    ];
    return { from: sides[0], to: sides[1], companion, processes, connectionId, close };
  } catch (caught) {
    await close();
    throw caught;
  }
}

async function sideOf(host: HostProcess, companion: CompanionProcess, name: string): Promise<StageSide> {
  if (host.kind === 'jira') {
    await host.allowEgress(companion.url);
    return { name, host, admin: adminClient(async (method, input) => await host.admin(method, input)) };
  }
  const { pairing } = host.started;
  if (pairing === undefined) throw new Error('unreachable');
  const { organizationUrl, accessToken, token, extensionDataUrl } = pairing;
  if (host.kind === 'data-center')
    await pairDataCenter({ siteUrl: organizationUrl, token: (user) => (user === 'ada' ? accessToken : token) }, companion);
  else
    await pairOrganization(
      {
        organizationUrl: () => organizationUrl,
        accessToken: () => accessToken,
        token: () => token,
        extensionDataUrl: () => extensionDataUrl,
      },
      companion,
      'contoso',
    );
  const instance = host.kind === 'data-center' ? `jira-data-center ${organizationUrl}` : organizationUrl;
  const headers = { authorization: `Bearer ${accessToken}`, 'entente-instance': instance, 'content-type': 'application/json' };
  const admin = adminClient(async (method, input) => {
    const response = await fetch(`${companion.url}/admin/v1/${method}`, { method: 'POST', headers, body: JSON.stringify(input) });
    const reply: unknown = await response.json();
    return reply;
  });
  return { name, host, admin };
}
