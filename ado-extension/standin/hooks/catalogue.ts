/** What the host says of its publishers and consumers: the work item events and web hooks alone. */
import type { Json } from '../json.ts';

const names: Readonly<Record<string, string>> = {
  'workitem.created': 'Work item created',
  'workitem.updated': 'Work item updated',
  'workitem.commented': 'Work item commented on',
  'workitem.deleted': 'Work item deleted',
  'workitem.restored': 'Work item restored',
};

export const eventTypes: readonly string[] = Object.keys(names);

function input(id: string, name: string, mode: string, confidential = false): Json {
  return {
    id,
    name,
    description: name,
    inputMode: mode,
    isConfidential: confidential,
    useInDefaultDescription: false,
    validation: { dataType: 'string', isRequired: id === 'url' },
  };
}

export function publisher(base: string): Json {
  return {
    id: 'tfs',
    url: `${base}/_apis/hooks/publishers/tfs`,
    name: 'Azure DevOps Services',
    description: 'Publishes Azure DevOps Services events',
    supportedEvents: eventTypes.map((id) => ({
      publisherId: 'tfs',
      id,
      url: `${base}/_apis/hooks/publishers/tfs/eventTypes/${id}`,
      name: names[id] ?? id,
      description: names[id] ?? id,
      supportedResourceVersions: ['1.0', '1.0-preview.2', '1.0-preview.1'],
      inputDescriptors: [input('areaPath', 'Area path', 'combo'), input('workItemType', 'Work item type', 'combo')],
    })),
  };
}

export function consumer(base: string): Json {
  const url = `${base}/_apis/hooks/consumers/webHooks`;
  return {
    id: 'webHooks',
    url,
    name: 'Web Hooks',
    description: 'Provides event communication via HTTP',
    authenticationType: 'none',
    inputDescriptors: [],
    actions: [
      {
        id: 'httpRequest',
        consumerId: 'webHooks',
        url: `${url}/actions/httpRequest`,
        name: 'Post via HTTP',
        description: 'This action posts a JSON object representation of the event to the specified URL.',
        supportedEventTypes: ['*'],
        supportedResourceVersions: {},
        allowResourceVersionOverride: true,
        inputDescriptors: [
          input('url', 'URL', 'textBox'),
          input('httpHeaders', 'HTTP headers', 'textArea'),
          input('basicAuthUsername', 'Basic authentication username', 'textBox'),
          input('basicAuthPassword', 'Basic authentication password', 'passwordBox', true),
          input('resourceDetailsToSend', 'Resource details to send', 'combo'),
          input('messagesToSend', 'Messages to send', 'combo'),
          input('detailedMessagesToSend', 'Detailed messages to send', 'combo'),
        ],
      },
    ],
  };
}
