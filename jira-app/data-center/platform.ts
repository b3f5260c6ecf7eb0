/** The door of Jira Data Center, apart from Jira Cloud's: nothing behind it needs Forge. */
import { join } from 'node:path';
import type { CompanionPlatform } from '@entente/core';

const MiB = 1024 * 1024;

export const platform: CompanionPlatform<typeof fetch> = {
  id: 'jira-data-center',
  nodeType: 'JIRA_DATA_CENTER',
  name: 'Jira Data Center',
  capabilities: {
    // Files go through the disk; what Jira itself takes is its admin's setting, which is asked for: 100 MB in a fresh installation.
    // https://confluence.atlassian.com/adminjiraserver/configuring-file-attachments-938847851.html
    maxAttachmentBytes: { read: 2048 * MiB, write: 2048 * MiB },
    projectStep: true,
    longPoll: false,
  },
  pageFolder: join(import.meta.dirname, 'dist'),
  companionHost: async () => (await import('../host/data-center.ts')).companionHost,
};
