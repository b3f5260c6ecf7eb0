import { adminClient } from '../admin-api/client.ts';
import type { AdminPage } from '../admin-page.ts';
import { callCompanion, type CompanionAccess } from './client.ts';

/** What the admin page and the panel beside an issue have in common. The time zone is the browser's: hosts have names of their own for theirs. */
export function pageOverCompanion(access: CompanionAccess, locale: string): Pick<AdminPage, 'api' | 'locale' | 'timeZone'> {
  return {
    api: adminClient(async (method, input) => (await callCompanion(access, 'POST', method, input)).body),
    locale: locale || navigator.language,
    timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
