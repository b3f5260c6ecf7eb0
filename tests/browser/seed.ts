/** What the tests of the user's own pages share: the way to Jira Data Center's page, who accepts there, and that sync begins. */
import { en } from '@entente/wizard';
import type { Playground } from '@entente/playground';
import type { JiraDataCenter } from '@entente/jira-app/standin/data-center';
import type { Browser } from 'playwright-core';
import { expect } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import type { People } from '../support/people.ts';
import { openAdminPage, type AdminPage } from './admin-page.ts';

export function dataCenterOf({ dataCenter }: Playground): JiraDataCenter {
  if (dataCenter === null) throw new Error('This playground has no Jira Data Center.');
  return dataCenter;
}

/** Signed in as an administrator, at Jira's own first page. */
export async function openDataCenter(
  browser: Browser,
  playground: Playground,
  flow: string,
  colours: 'light' | 'dark' = 'light',
): Promise<AdminPage> {
  const url = `${dataCenterOf(playground).siteUrl}/?user=ada`;
  return await openAdminPage(browser, { host: 'data-center', url, flow, frameless: true, colours });
}

/** Settings → Apps (Jira calls it “Manage apps”) → Entente → Connections. */
export async function toConnections(admin: AdminPage): Promise<void> {
  const { page, frame } = admin;
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('link', { name: 'Manage apps', exact: true }).click();
  const apps = page.getByRole('navigation', { name: 'Manage apps' });
  await apps.getByRole('heading', { name: 'Entente', exact: true }).waitFor();
  await apps.getByRole('link', { name: 'Connections', exact: true }).click();
  await frame.getByRole('heading', { name: en['connections.empty.title'] }).waitFor();
  await admin.shot('1-connections');
}

/** Labels of what can be filled in or chosen, from top to bottom, without the star of what is required. */
export async function fieldsOf(admin: AdminPage): Promise<readonly string[]> {
  const labels = await admin.frame.getByRole('dialog').locator('label:visible').allInnerTexts();
  return labels
    .map(
      (label) =>
        label
          .split('\n')[0]
          ?.replace(/\s*\*$/u, '')
          .trim() ?? '',
    )
    .filter((label) => label !== '');
}

/** What *Copy invitation code* has left for pasting. */
export async function clipboardOf({ page }: AdminPage): Promise<unknown> {
  return await page.evaluate('navigator.clipboard.readText()');
}

export interface Party {
  readonly name: string;
  readonly people: Pick<People, 'create' | 'all'>;
  readonly project: string;
}

/** An issue that a user makes on either side appears on the other, and no more than that. */
export async function syncBegins(one: Party, other: Party): Promise<void> {
  const made = (from: Party): string => `Made at ${from.name}`;
  for (const side of [one, other]) await side.people.create(side.project, { summary: made(side) });
  const expected = [made(one), made(other)].toSorted();
  for (const side of [one, other]) {
    const summaries = await eventually(
      `both issues at ${side.name}`,
      () => side.people.all(side.project).map(({ summary }) => summary),
      (seen) => expected.every((summary) => seen.includes(summary)),
      60_000,
    );
    expect(summaries.toSorted()).toEqual(expected);
  }
}
