/**
 * What the companion asks of Jira Data Center (core/platform.ts, CompanionHost).
 *
 * 1. A user is who their own personal access token belongs to, and an admin if that Jira says so of this token (docs/decisions/0050).
 * 2. A site is known by its application id, which stays when its address changes and differs in a copy that was set up as one.
 */
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
import * as z from 'zod/mini';
import type { JiraClient } from '../tracker/client.ts';
import { dataCenterTracker } from '../tracker/data-center.ts';
import { dataCenterClient, path } from '../tracker/data-center-client.ts';
import { manifestSchema, permissionsSchema, serverInfoSchema, userSchema } from '../tracker/data-center-schemas.ts';
import { checkEvents, ensureEvents, isDelivery, readEvent, removeEvents } from './data-center-events.ts';
import { readInstanceUrl } from './data-center-url.ts';

type Access = HostAccess<typeof fetch>;

const clock: Clock = { now: () => Date.now() };

export const companionHost: CompanionHost<typeof fetch> = {
  readInstanceUrl,
  identify,
  mayRead,
  checkCredentials,
  openTracker: ({ instanceUrl, fetch }, token, spoolFolder) =>
    dataCenterTracker({ baseUrl: instanceUrl, token, fetch, clock, spoolFolder }),
  ensureEvents: async (access, token, endpoint) => await ensureEvents(clientOf(access, token), endpoint),
  checkEvents: async (access, token, endpoint) => await checkEvents(clientOf(access, token), endpoint),
  removeEvents: async (access, token, url) => await removeEvents(clientOf(access, token), url),
  isDelivery,
  readEvent,
};

function clientOf({ instanceUrl, fetch }: Access, token: string): JiraClient {
  return dataCenterClient({ baseUrl: instanceUrl, token, fetch });
}

async function holds(client: JiraClient, permission: string): Promise<boolean> {
  const { permissions } = await client.read(permissionsSchema, path(['mypermissions']));
  return permissions[permission]?.havePermission === true;
}

/** https://developer.atlassian.com/server/framework/atlassian-sdk/application-links-development-guide/ */
async function hostInstanceId(client: JiraClient): Promise<string> {
  return (await client.read(manifestSchema, '/rest/applinks/latest/manifest')).id;
}

async function identify(access: Access, userToken: string): Promise<HostUser> {
  const client = clientOf(access, userToken);
  const me = await client.read(userSchema, path(['myself']));
  return { name: me.displayName ?? me.name, isAdmin: await holds(client, 'ADMINISTER'), hostInstanceId: await hostInstanceId(client) };
}

/** https://docs.atlassian.com/software/jira/docs/api/REST/9.12.0/#api/2/issue-getIssue */
async function mayRead(access: Access, userToken: string, issueId: IssueId): Promise<boolean> {
  try {
    await clientOf(access, userToken).read(z.looseObject({ id: z.string() }), path(['issue', issueId], { fields: 'summary' }));
    return true;
  } catch (caught) {
    const { code } = faultOf(caught);
    if (code === 'tracker.notFound' || code === 'tracker.forbidden') return false;
    throw caught;
  }
}

/** What the node will do all the time; administering is needed for webhooks only, without which the sweep is more frequent. */
const needed = ['BROWSE_PROJECTS', 'CREATE_ISSUES', 'ADD_COMMENTS'];

async function checkCredentials(access: Access, token: string): Promise<HostFacts> {
  const client = clientOf(access, token);
  await client.read(userSchema, path(['myself']));
  for (const scope of needed) {
    if (!(await holds(client, scope))) throw faultError({ whose: 'tracker', code: 'tracker.forbidden', params: { scope } });
  }
  const { version, serverTitle } = await client.read(serverInfoSchema, path(['serverInfo']));
  return {
    name: serverTitle ?? new URL(access.instanceUrl).hostname,
    hostInstanceId: await hostInstanceId(client),
    trackerVersion: version,
  };
}
