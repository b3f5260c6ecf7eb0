import type { AzureDevOps, WorkItem } from '@entente/ado-extension/standin';
import { asked, idIn, type People, type Seen, type SeenAttachment, type SeenComment, type Written } from './people.ts';

interface Operation {
  readonly op: string;
  readonly path: string;
  readonly value: unknown;
}

const patchType = 'application/json-patch+json';
/** What a bug's form shows as its description. */
const described = 'Microsoft.VSTS.TCM.ReproSteps';
const ranked = 'Microsoft.VSTS.Common.Priority';

/** `rest`: the newest version that the host knows. */
export function azureDevOpsPeople(host: AzureDevOps, organization: string, account: string, rest: '7.0' | '7.1' = '7.1'): People {
  const authorization = `Basic ${Buffer.from(`:${host.token(organization, account)}`).toString('base64')}`;
  const ask = async (method: string, path: string, type: string, body: unknown): Promise<unknown> =>
    asked(
      `${method} ${path}`,
      await fetch(`${host.organizationUrl(organization)}/${path}`, {
        method,
        headers: { authorization, 'content-type': type },
        ...(body === undefined ? {} : { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
      }),
    );
  const projectOf = (issue: string): string =>
    host.control.organization(organization).projects.get(itemOf(host, organization, issue).projectId)?.id ?? '';
  const comments = (issue: string): string => `${projectOf(issue)}/_apis/wit/workItems/${issue}/comments`;
  const bare = rest === '7.1' ? 'api-version=7.1-preview.4' : 'api-version=7.0-preview.3';
  const preview = rest === '7.1' ? 'format=html&api-version=7.1-preview.4' : 'api-version=7.0-preview.3';
  return {
    create: async (project, issue) =>
      idIn(
        await ask(
          'POST',
          `${encodeURIComponent(project)}/_apis/wit/workitems/$${issue.type ?? 'Bug'}?api-version=${rest}`,
          patchType,
          operationsOf(issue),
        ),
      ),
    edit: async (issue, changes) =>
      void (await ask('PATCH', `_apis/wit/workitems/${issue}?api-version=${rest}`, patchType, operationsOf(changes))),
    comment: async (issue, text) => idIn(await ask('POST', `${comments(issue)}?${preview}`, 'application/json', { text })),
    editComment: async (issue, comment, text) =>
      void (await ask('PATCH', `${comments(issue)}/${comment}?${preview}`, 'application/json', { text })),
    removeComment: async (issue, comment) =>
      void (await ask('DELETE', `${comments(issue)}/${comment}?${bare}`, 'application/json', undefined)),
    removeFile: async (issue, filename) => {
      const relations = itemOf(host, organization, issue).revisions.at(-1)?.relations ?? [];
      const at = relations.findIndex(
        ({ rel, url }) => rel === 'AttachedFile' && attachmentAt(host, organization, url)[0]?.filename === filename,
      );
      await ask('PATCH', `_apis/wit/workitems/${issue}?api-version=${rest}`, patchType, [{ op: 'remove', path: `/relations/${at}` }]);
    },
    remove: async (issue) => void (await ask('DELETE', `_apis/wit/workitems/${issue}?api-version=${rest}`, 'application/json', undefined)),
    attach: async (issue, filename, bytes) => {
      const upload = `${projectOf(issue)}/_apis/wit/attachments?fileName=${encodeURIComponent(filename)}&api-version=${rest}`;
      const file = await ask('POST', upload, 'application/octet-stream', bytes);
      const url: unknown = typeof file === 'object' && file !== null && 'url' in file ? file.url : null;
      await ask('PATCH', `_apis/wit/workitems/${issue}?api-version=${rest}`, patchType, [
        { op: 'add', path: '/relations/-', value: { rel: 'AttachedFile', url } },
      ]);
    },
    seen: (issue) => seenOf(host, organization, itemOf(host, organization, issue)),
    all: (project) =>
      host.control
        .workItems(organization, project)
        .filter(({ deletedAt }) => deletedAt === null)
        .map((item) => seenOf(host, organization, item)),
  };
}

function itemOf(host: AzureDevOps, organization: string, issue: string): WorkItem {
  const item = host.control.organization(organization).workItems.get(Number(issue));
  if (item === undefined) throw new Error(`${organization} has no work item ${issue}`);
  return item;
}

function operationsOf({ summary, description, labels, priority }: Partial<Written>): readonly Operation[] {
  return [
    ...(summary === undefined ? [] : [{ op: 'add', path: '/fields/System.Title', value: summary }]),
    ...(description === undefined ? [] : [{ op: 'add', path: `/fields/${described}`, value: description }]),
    ...(priority === undefined ? [] : [{ op: 'add', path: `/fields/${ranked}`, value: priority }]),
    // `add` would merge with the tags that are there.
    ...(labels === undefined ? [] : [{ op: 'replace', path: '/fields/System.Tags', value: labels.join('; ') }]),
  ];
}

function seenOf(host: AzureDevOps, organization: string, item: WorkItem): Seen {
  const revision = item.revisions.at(-1);
  const field = (name: string): string => {
    const value = revision?.fields[name];
    return typeof value === 'string' ? value : '';
  };
  return {
    id: String(item.id),
    by: item.revisions[0]?.by ?? '',
    type: field('System.WorkItemType'),
    summary: field('System.Title'),
    description: field(described) || field('System.Description'),
    priority: Number(revision?.fields[ranked] ?? 0),
    labels: field('System.Tags')
      .split('; ')
      .filter((tag) => tag !== '')
      .toSorted(),
    comments: commentsOf(host, organization, item),
    attachments: (revision?.relations ?? []).flatMap(({ rel, url }) =>
      rel === 'AttachedFile' ? attachmentAt(host, organization, url) : [],
    ),
  };
}

function commentsOf(host: AzureDevOps, organization: string, item: WorkItem): readonly SeenComment[] {
  return (host.control.organization(organization).comments.get(item.id) ?? []).flatMap(({ id, versions }) => {
    const version = versions.at(-1);
    return version === undefined || version.deleted ? [] : [{ id: String(id), by: versions[0]?.by ?? '', body: version.text }];
  });
}

function attachmentAt(host: AzureDevOps, organization: string, url: string): readonly SeenAttachment[] {
  const id = /\/attachments\/([0-9a-f-]{36})/i.exec(url)?.[1]?.toLowerCase() ?? '';
  const file = host.control.organization(organization).attachments.get(id);
  return file === undefined ? [] : [{ filename: file.fileName, bytes: file.bytes }];
}
