/** The two hosts whose pages are tried in the browser, and what they share: a room, pages in it, and the way there. */
import type { Browser } from 'playwright-core';
import { en } from '@entente/wizard';
import type { Playground } from '@entente/playground';
import type { Host } from '../support/room.ts';
import { openAdminPage, type AdminPage, type AdminPageOptions } from './admin-page.ts';

export const hosts: readonly Host[] = ['jira', 'azure-devops'];

export interface PageOptions extends Omit<AdminPageOptions, 'host' | 'url' | 'flow'> {
  /** `connections`, `initiate`, `connection/{id}/{tab}` … */
  readonly path?: string;
  /** Of the host; the first administrator where it is left out. */
  readonly account?: string;
}

export function pageUrl({ jira, azureDevOps }: Playground, host: Host, { path = 'connections', account }: PageOptions = {}): string {
  if (host === 'azure-devops') return `${azureDevOps.hubUrl('contoso', account)}#/${path}`;
  const route = path === 'connections' || path === 'settings' ? path : `connections/${path.replace(/^connection\//, '')}`;
  return jira.adminPageUrl(route, account);
}

/** Opens pages, and closes them all; what they wrote to the console as errors is kept. */
export function pagesOf(browser: Browser, flow: string) {
  const opened: AdminPage[] = [];
  return {
    async open(playground: Playground, host: Host, options: PageOptions = {}): Promise<AdminPage> {
      const admin = await openAdminPage(browser, { ...options, host, flow, url: pageUrl(playground, host, options) });
      opened.push(admin);
      return admin;
    },
    /** Looks at all once more, which shows where a test stopped, and closes them; answers what they wrote. */
    async closeAll(): Promise<readonly string[]> {
      const closing = opened.splice(0);
      for (const admin of closing) await admin.look('last-seen');
      for (const admin of closing) await admin.close();
      return closing.flatMap((admin) => admin.problems.map((problem) => `${admin.host}: ${problem}`));
    },
  };
}

/** The page stands, with its list. */
export async function ready(admin: AdminPage): Promise<void> {
  await admin.frame.getByRole('heading', { name: en['connections.title'], level: 1 }).waitFor();
}
