/** How the pages of Jira Data Center reach the companion, and what they share with the panel beside an issue. */
import { pageOverCompanion, type CompanionAccess } from '@entente/wizard';
import { instanceOf, jiraTokens } from './data-center-session.ts';

const addressKey = 'entente.companion';

export const rememberAddress = (address: string): void => localStorage.setItem(addressKey, address);

/** Inside Jira: the companion's address was built into the plugin, or is asked for once in each browser. Rejects where Jira makes no token. */
export async function accessInJira(jira: string): Promise<CompanionAccess> {
  const tokens = jiraTokens(jira);
  await tokens.token(false);
  const builtIn = document.querySelector('meta[name="entente-companion"]')?.getAttribute('content') ?? '';
  const address = builtIn !== '' ? builtIn : localStorage.getItem(addressKey);
  return { instance: instanceOf(jira), token: (refused) => tokens.token(refused), current: { address } };
}

export function groundOver(access: CompanionAccess): ReturnType<typeof pageOverCompanion> {
  return pageOverCompanion(access, document.documentElement.lang);
}

/** A Jira whose own theme does not say so is light. */
export function themeInJira({ documentElement }: Document): void {
  documentElement.dataset['theme'] ??= 'light:light dark:dark';
  documentElement.dataset['colorMode'] ??= 'light';
}
