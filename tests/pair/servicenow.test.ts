/** The default sync of a ServiceNow instance with Jira Cloud, which invites it, and with Azure DevOps, which it invites. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServiceNow } from '@entente/servicenow-scoped/standin';
import { adminClient, type AdminApi } from '@entente/wizard/admin-api';
import { eventually } from '../support/eventually.ts';
import type { Seen } from '../support/people.ts';
import { openRoom, type Host, type Room, type Side } from '../support/room.ts';

const user = 'beth.anglin';
const hosts: readonly Host[] = ['jira', 'azure-devops'];

/** In the tracker's own form. */
const rich = (host: Host, text: string): unknown =>
  host === 'jira' ? { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] } : `<p>${text}</p>`;

let room: Room;
let instance: ServiceNow;
let admin: AdminApi;

/** As the page calls Scripted REST. */
function serviceNowAdmin(serviceNow: ServiceNow): AdminApi {
  return adminClient(async (method, input) => {
    const response = await fetch(`${serviceNow.scopeUrl ?? ''}/admin/call`, {
      method: 'POST',
      headers: { authorization: serviceNow.authorization(), 'content-type': 'application/json' },
      body: JSON.stringify({ method, input }),
    });
    return (await response.json()) as unknown;
  });
}

async function connect(from: AdminApi, to: AdminApi, projects: readonly [string | null, string | null], name: string): Promise<void> {
  const destinationUrl = (await to.home({})).node.baseUrl;
  const labels = { localShortName: 'here', remoteShortName: 'there', name, description: '' };
  const made = await from.initiate({
    requestId: `ask-${name}`,
    destinationUrl,
    mode: 'SCRIPT',
    ...labels,
    projectId: projects[0],
    askBeforeActivating: false,
  });
  if (made.kind !== 'done') throw new Error(JSON.stringify(made));
  const accepted = await to.accept({ requestId: `answer-${name}`, code: made.invitation.code, projectId: projects[1] });
  expect(accepted.kind).toBe('done');
  for (const side of [from, to]) {
    const state = async (): Promise<string | undefined> =>
      (await side.list({})).connections.find((one) => one.name.startsWith(name))?.state;
    await eventually(`${name} is active`, state, (seen) => seen === 'active', 60_000);
  }
}

async function projectOf(side: Side): Promise<string> {
  const { items } = await side.admin.searchProjects({ text: side.project, cursor: null });
  return items[0]?.id ?? '';
}

async function choose(name: string, filter: string): Promise<void> {
  const connection = (await admin.list({})).connections.find((one) => one.name.startsWith(name));
  if (connection === undefined) throw new Error(`no connection ${name}`);
  const { id: connectionId, localShortName, remoteShortName, description, projectId } = connection;
  const saved = await admin.saveConnection({ connectionId, localShortName, remoteShortName, description, projectId, options: { filter } });
  expect(saved).toEqual({ kind: 'done' });
}

const incident = (summary: string) => instance.control.rows('incident').find((row) => row['short_description'] === summary);
const journal = (sysId: string) => instance.control.rows('sys_journal_field', `element_id=${sysId}`).map((row) => row['value']);

beforeAll(async () => {
  room = await openRoom({ serviceNow: true });
  if (room.playground.serviceNow === null) throw new Error('no instance');
  instance = room.playground.serviceNow;
  room.playground.jira.control.allowEgress(instance.url);
  admin = serviceNowAdmin(instance);
  await connect(room.jira.admin, admin, [await projectOf(room.jira), null], 'jira');
  await connect(admin, room['azure-devops'].admin, [null, await projectOf(room['azure-devops'])], 'azure-devops');
  for (const host of hosts) await choose(host, `short_descriptionSTARTSWITH${host}`);
}, 120_000);

afterAll(async () => {
  await room.close();
});

test.each(hosts)(
  'an issue of %s becomes an incident, with its comment',
  async (host) => {
    const side = room[host];
    const issue = await side.people.create(side.project, { summary: `from ${host}`, description: rich(host, 'as described') });
    await side.people.comment(issue, rich(host, 'a comment from there'));
    const made = await eventually(
      'the incident',
      () => incident(`from ${host}`),
      (row) => row !== undefined,
      60_000,
    );
    expect(made?.['description']).toBe('as described');
    const comments = (): readonly unknown[] => journal(made?.['sys_id'] ?? '');
    expect(await eventually('the comment', comments, (seen) => seen.length > 0, 60_000)).toEqual(['a comment from there']);
  },
  120_000,
);

test.each(hosts)(
  'an incident of the filter arrives in %s, without its work note',
  async (host) => {
    const side = room[host];
    const summary = `${host}: from ServiceNow`;
    const sysId = await instance.control.insert('incident', { short_description: summary, description: 'as described here' }, user);
    await instance.control.update('incident', sysId, { work_notes: 'between us' }, user);
    await instance.control.update('incident', sysId, { comments: 'for everybody' }, user);
    const made = (): Seen | undefined => side.people.all(side.project).find((one) => one.summary === summary);
    const seen = await eventually(
      'the issue and its comment',
      made,
      (one) => JSON.stringify(one?.comments ?? '').includes('for everybody'),
      60_000,
    );
    expect(JSON.stringify(seen?.description)).toContain('as described here');
    expect(JSON.stringify(seen)).not.toContain('between us');
  },
  120_000,
);
