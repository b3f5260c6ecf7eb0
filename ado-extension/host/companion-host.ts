/** What the companion asks of Azure DevOps (core/platform.ts, CompanionHost). */
import {
  faultError,
  faultOf,
  type Clock,
  type CompanionHost,
  type HostAccess,
  type HostFacts,
  type HostUser,
  type IssueId,
} from '@entente/core';
import * as z from 'zod';
import { basic, openClient, type Client } from '../tracker/client.ts';
import { personOf, readConnectionData, type ConnectionData } from '../tracker/people.ts';
import { ADMINISTER_COLLECTION, COLLECTION_TOKEN, holds } from '../tracker/permissions.ts';
import { SERVER } from '../tracker/node-type.ts';
import { azureDevOpsTracker } from '../tracker/services.ts';
import { changesSince } from '../tracker/changes.ts';
import { checkEvents, ensureEvents, readEvent, removeEvents, stampOf } from './events.ts';
import { readInstanceUrl } from './instance-url.ts';

type Access = HostAccess<typeof fetch>;

const clock: Clock = { now: () => Date.now() };

export const companionHost: CompanionHost<typeof fetch> = {
  readInstanceUrl,
  identify,
  mayRead,
  checkCredentials,
  openTracker: ({ instanceUrl, fetch }, pat, spoolFolder) => azureDevOpsTracker({ instanceUrl, fetch, pat, spoolFolder, clock }),
  ensureEvents: async (access, pat, endpoint) => await ensureEvents(asAccount(access, pat), endpoint),
  checkEvents: async (access, pat, endpoint) => await checkEvents(asAccount(access, pat), endpoint),
  removeEvents: async (access, pat, url) => await removeEvents(asAccount(access, pat), url),
  readEvent,
  stampOf,
};

function asAccount({ instanceUrl, fetch }: Access, pat: string): Client {
  return openClient({ instanceUrl, fetch, clock, authorization: basic(pat) });
}

/** The organisation itself says whose token it is, and whether that user administers it. */
async function identify({ instanceUrl, fetch }: Access, userToken: string): Promise<HostUser> {
  const client = openClient({ instanceUrl, fetch, clock, authorization: `Bearer ${userToken}` });
  const data = await readConnectionData(client);
  const [isAdmin] = await holds(client, ADMINISTER_COLLECTION, [COLLECTION_TOKEN]);
  return { name: personOf(data).name, isAdmin: isAdmin === true, hostInstanceId: data.instanceId };
}

/** https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/get-work-item */
async function mayRead({ instanceUrl, fetch }: Access, userToken: string, issueId: IssueId): Promise<boolean> {
  if (!/^\d+$/.test(issueId)) return false;
  const client = openClient({ instanceUrl, fetch, clock, authorization: `Bearer ${userToken}` });
  try {
    await client.send({ method: 'GET', path: `/_apis/wit/workitems/${issueId}`, query: { fields: 'System.Id' } });
    return true;
  } catch (caught) {
    const { code } = faultOf(caught);
    if (code === 'tracker.notFound' || code === 'tracker.forbidden') return false;
    throw caught;
  }
}

/** Tries what the node will do all the time: reading projects (`vso.project`) and work items (`vso.work`). */
async function checkCredentials(access: Access, pat: string): Promise<HostFacts> {
  const client = asAccount(access, pat);
  const data = await readConnectionData(client);
  await needs(
    'vso.project',
    async () =>
      await client.json({ method: 'GET', path: '/_apis/projects', query: { $top: 1 } }, z.object({ value: z.array(z.unknown()) })),
  );
  await needs('vso.work_write', async () => await changesSince(client, clock, null));
  return { name: nameOf(access.instanceUrl), hostInstanceId: data.instanceId, ...(await kindOf(client, data)) };
}

/** A token without the scope is refused as unauthorized or as forbidden, depending on the resource; that it is known was seen before. */
async function needs(scope: string, attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (caught) {
    const { code } = faultOf(caught);
    if (code === 'tracker.unauthorized' || code === 'tracker.forbidden')
      throw faultError({ whose: 'tracker', code: 'tracker.forbidden', params: { scope } });
    throw caught;
  }
}

/** `deploymentType` tells the two products apart. No API that a contributor may call names a Server's own version, so it is the REST's. */
async function kindOf(client: Client, { deploymentType }: ConnectionData): Promise<Pick<HostFacts, 'trackerVersion' | 'nodeType'>> {
  const rest = `REST ${await client.version()}`;
  return deploymentType === 'onPremises'
    ? { nodeType: SERVER, trackerVersion: `Server (${rest})` }
    : { trackerVersion: `Services (${rest})` };
}

function nameOf(instanceUrl: string): string {
  return decodeURIComponent(new URL(instanceUrl).pathname.split('/').at(-1) ?? instanceUrl);
}
