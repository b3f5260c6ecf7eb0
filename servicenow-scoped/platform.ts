import type { PlatformModule } from '@entente/core';
import appPackage from './package.json' with { type: 'json' };

export const version: string = appPackage.version;

const MiB = 1024 * 1024;

/**
 * ServiceNow: the scoped application runs inside the instance.
 *
 * An attachment passes through the engine's memory, where the platform lets through 5 MB at once.
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_GlideSysAttachmentScopedAPI.html
 */
export const platform: PlatformModule = {
  id: 'servicenow',
  nodeType: 'SERVICENOW',
  name: 'ServiceNow',
  capabilities: {
    maxAttachmentBytes: { read: 5 * MiB, write: 5 * MiB },
    projectStep: false,
    // A request that waits would hold one of the instance's few semaphores.
    longPoll: false,
    defaultProjectId: 'incident',
    options: [
      {
        key: 'filter',
        label: 'Filter',
        hint: 'Records of the table that are sent by themselves, as an encoded query: in a list, right-click the filter and choose “Copy query”. Nothing is sent by itself while this is empty.',
        sends: true,
      },
      {
        key: 'assignmentGroup',
        label: 'Assignment group',
        hint: 'The group that records made for the partner’s issues are assigned to.',
        sends: false,
        looksUp: true,
      },
      {
        key: 'caller',
        label: 'Caller',
        hint: 'The caller of those records. Search by name, user name or e-mail address.',
        sends: false,
        looksUp: true,
      },
    ],
  },
};
