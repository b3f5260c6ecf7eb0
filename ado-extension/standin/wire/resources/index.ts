import type { Resource } from '../call.ts';
import { attachmentResources } from './attachments.ts';
import { commentResources } from './comments.ts';
import { coreResources } from './core.ts';
import { extensionDataResources } from './extension-data.ts';
import { hookResources } from './hooks.ts';
import { identityResources } from './identities.ts';
import { metadataResources } from './metadata.ts';
import { reportingResources } from './reporting.ts';
import { securityResources } from './security.ts';
import { workItemResources } from './work-items.ts';
import { wiqlResources } from './wiql.ts';

/** What `dev.azure.com/{organization}` serves; on Server one host serves the side services too. */
export const mainResources: readonly Resource[] = [
  ...coreResources,
  ...workItemResources,
  ...commentResources,
  ...attachmentResources,
  ...metadataResources,
  ...reportingResources,
  ...wiqlResources,
  ...hookResources,
  ...securityResources,
];

export const sideResources: Readonly<Record<'vssps' | 'extmgmt', readonly Resource[]>> = {
  vssps: [...coreResources.filter((resource) => resource.area === 'Location'), ...identityResources],
  extmgmt: extensionDataResources,
};
