import type { PlatformModule } from '@entente/core';
import appPackage from './package.json' with { type: 'json' };

export const version: string = appPackage.version;

const MiB = 1024 * 1024;

/**
 * Jira Cloud, on Forge.
 *
 * An attachment is read in ranges, so only the time of a run limits it; it is written in one request, which has to fit the
 * memory of a function (512 MB) and the 5 MB that the platform lets through as one payload.
 * https://developer.atlassian.com/platform/forge/platform-quotas-and-limits/
 */
export const platform: PlatformModule = {
  id: 'jira-cloud',
  nodeType: 'JIRA_CLOUD',
  name: 'Jira Cloud',
  capabilities: {
    maxAttachmentBytes: { read: 100 * MiB, write: 4 * MiB },
    projectStep: true,
    // A web trigger that waits is paid for while it waits, and its answer has to come within 55 seconds.
    longPoll: false,
  },
};

/** The Tracker port over REST v3, for hosts that compose a node of their own. */
export const loadTracker = () => import('./tracker/cloud.ts');
