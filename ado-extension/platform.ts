import type { CompanionPlatform } from '@entente/core';
import { SERVER } from './tracker/node-type.ts';

const MIB = 1024 * 1024;

/**
 * Azure DevOps Services, and Server as a kind of it. The limits are the host's
 * (https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits): on Server an administrator may raise
 * the 4 MB, and no API says to what, so more than that is read but never written.
 */
export const platform: CompanionPlatform<typeof fetch> = {
  id: 'azure-devops',
  nodeType: 'AZURE_DEVOPS',
  name: 'Azure DevOps',
  capabilities: { maxAttachmentBytes: { read: 60 * MIB, write: 60 * MIB }, projectStep: true, longPoll: false },
  kinds: {
    [SERVER]: {
      name: 'Azure DevOps Server',
      capabilities: { maxAttachmentBytes: { read: 60 * MIB, write: 4 * MIB }, projectStep: true, longPoll: false },
    },
  },
  companionHost: async () => (await import('./host/companion-host.ts')).companionHost,
};
