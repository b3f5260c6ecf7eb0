/** An admin and a user of Jira Data Center, in the words that the others have. */
import type { JiraDataCenter } from '@entente/jira-app/standin/data-center';
import { adminClient, type AdminApi } from '@entente/wizard/admin-api';
import { asked, idIn, type People, type Seen, type Written } from './people.ts';

/** As the page calls the companion, with a token of the admin's own. */
export function dataCenterAdmin(jira: JiraDataCenter, companionUrl: string, user = 'ada'): AdminApi {
  const headers = {
    authorization: `Bearer ${jira.token(user)}`,
    'entente-instance': `jira-data-center ${jira.siteUrl}`,
    'content-type': 'application/json',
  };
  return adminClient(async (method, input) => {
    const response = await fetch(`${companionUrl}/admin/v1/${method}`, { method: 'POST', headers, body: JSON.stringify(input) });
    const reply: unknown = await response.json();
    return reply;
  });
}

/** Who may read a comment that is not for everybody: Entente’s account, too. */
const users = { type: 'group', value: 'jira-users' };

/** Rich text is wiki markup. */
export function dataCenterPeople(jira: JiraDataCenter, user: string): People {
  const authorization = `Bearer ${jira.token(user)}`;
  const api = `${jira.siteUrl}/rest/api/2`;
  const ask = async (method: string, path: string, body: unknown): Promise<unknown> => {
    const headers = { authorization, 'content-type': 'application/json' };
    return await asked(`${method} ${path}`, await fetch(`${api}/${path}`, { method, headers, body: JSON.stringify(body) }));
  };
  return {
    create: async (project, issue) =>
      idIn(
        await ask('POST', 'issue', { fields: { project: { key: project }, issuetype: { name: issue.type ?? 'Bug' }, ...fieldsOf(issue) } }),
      ),
    edit: async (issue, changes) => void (await ask('PUT', `issue/${issue}`, { fields: fieldsOf(changes) })),
    comment: async (issue, body) => idIn(await ask('POST', `issue/${issue}/comment`, { body })),
    editComment: async (issue, comment, body) => void (await ask('PUT', `issue/${issue}/comment/${comment}`, { body })),
    note: async (issue, body) => void (await ask('POST', `issue/${issue}/comment`, { body, visibility: users })),
    attach: async (issue, filename, bytes) => {
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }), filename);
      const headers = { authorization, 'x-atlassian-token': 'no-check' };
      await asked('Attaching', await fetch(`${api}/issue/${issue}/attachments`, { method: 'POST', headers, body }));
    },
    seen: (issue) => {
      const row = jira.control.site.issue(issue);
      if (row === undefined) throw new Error(`Jira Data Center has no issue ${issue}`);
      return seenOf(row);
    },
    all: (project) => {
      const { site } = jira.control;
      const projectId = project === undefined ? null : site.project(project)?.id;
      return [...site.issues.values()].filter((row) => projectId === null || row.projectId === projectId).map(seenOf);
    },
  };
}

function fieldsOf({ summary, description, labels }: Partial<Written>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ summary, description, labels }).filter(([, value]) => value !== undefined));
}

type Row = NonNullable<ReturnType<JiraDataCenter['control']['site']['issue']>>;

function seenOf(row: Row): Seen {
  return {
    id: row.id,
    by: row.creator,
    type: row.typeId,
    summary: row.summary,
    description: row.description?.['text'] ?? null,
    labels: row.labels.toSorted(),
    comments: row.comments.map(({ id, author, body }) => ({ id, by: author, body: body['text'] })),
    attachments: row.attachments.map(({ filename, bytes }) => ({ filename, bytes })),
  };
}
