import type { CompanionPlatform } from '@entente/core';

/** Azure DevOps: the limits are those of Services (https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits). */
export const platform: CompanionPlatform<typeof fetch> = {
  id: 'azure-devops',
  nodeType: 'AZURE_DEVOPS',
  name: 'Azure DevOps',
  capabilities: { maxAttachmentBytes: { read: 60 * 1024 * 1024, write: 60 * 1024 * 1024 }, projectStep: true, longPoll: false },
  companionHost: async () => (await import('./host/companion-host.ts')).companionHost,
};
