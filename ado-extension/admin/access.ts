/** How the pages of Azure DevOps reach the companion, and what they share with the group on the work item form. */
import { getAccessToken, getPageContext } from 'azure-devops-extension-sdk';
import { pageOverCompanion, type CompanionAccess } from '@entente/wizard';
import { organizationUrl } from './organization.ts';
import { readAddress } from './setup.ts';

export async function openAccess(): Promise<CompanionAccess> {
  return { instance: await organizationUrl(), token: () => getAccessToken(), current: { address: await readAddress() } };
}

export function groundOver(access: CompanionAccess): ReturnType<typeof pageOverCompanion> {
  return pageOverCompanion(access, getPageContext().globalization.culture);
}
