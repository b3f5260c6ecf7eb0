/** What a test asks the stand-ins of Jira to spoil is spoilt: instead of their answer, or after its effect. */
import { expect, test } from '@jest/globals';
import { startJiraDataCenter } from '../data-center/index.ts';
import { startJiraCloud } from '../index.ts';
import type { Spoiling } from './faults.ts';

interface Host {
  readonly url: string;
  readonly authorization: string;
  spoilNext(how: Spoiling): void;
  issues(): number;
  close(): Promise<void>;
}

async function cloud(): Promise<Host> {
  const jira = await startJiraCloud();
  return {
    url: `${jira.siteUrl}/rest/api/3`,
    authorization: jira.authorization(),
    spoilNext: (how) => jira.control.spoilNext(how),
    issues: () => jira.control.issues().length,
    close: async () => await jira.close(),
  };
}

async function dataCenter(): Promise<Host> {
  const jira = await startJiraDataCenter({ projects: [{ key: 'ACME', name: 'Acme' }] });
  return {
    url: `${jira.siteUrl}/rest/api/2`,
    authorization: `Bearer ${jira.token('ada')}`,
    spoilNext: (how) => jira.control.spoilNext(how),
    issues: () => jira.control.site.issues.size,
    close: async () => await jira.close(),
  };
}

test.each([
  ['Jira Cloud', cloud],
  ['Jira Data Center', dataCenter],
])('%s', async (_name, start) => {
  const host = await start();
  const create = async (): Promise<readonly [status: number, body: string]> => {
    const body = JSON.stringify({ fields: { project: { key: 'ACME' }, issuetype: { name: 'Task' }, summary: 'x' } });
    const headers = { authorization: host.authorization, 'content-type': 'application/json' };
    const answer = await fetch(`${host.url}/issue`, { method: 'POST', redirect: 'manual', headers, body });
    return [answer.status, await answer.text()];
  };
  try {
    for (const [how, status] of [
      ['page', 502],
      ['away', 404],
      ['signIn', 302],
    ] as const) {
      host.spoilNext(how);
      expect([how, (await create())[0], host.issues()]).toEqual([how, status, 0]);
    }
    host.spoilNext('half');
    expect(await create()).toEqual([201, expect.stringMatching(/^\{"id":"\d+"[^}]*$/)]);
    for (const how of ['cut', 'lost'] as const) {
      host.spoilNext(how);
      await expect(create()).rejects.toThrow(/terminated|fetch failed/);
    }
    expect(host.issues()).toBe(3);
    expect((await create())[0]).toBe(201);
  } finally {
    await host.close();
  }
});
