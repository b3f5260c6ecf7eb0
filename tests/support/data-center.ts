/** An admin and a user of Jira Data Center, in the words that the others have. */
import type { JiraDataCenter } from '@entente/jira-app/standin/data-center';
import { adminClient, type AdminApi } from '@entente/wizard/admin-api';
import { jiraWriting } from './jira-people.ts';
import type { People, Seen } from './people.ts';

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

/** Rich text is wiki markup. */
export function dataCenterPeople(jira: JiraDataCenter, user: string): People {
  return {
    ...jiraWriting(`${jira.siteUrl}/rest/api/2`, `Bearer ${jira.token(user)}`, (words) => words),
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

type Row = NonNullable<ReturnType<JiraDataCenter['control']['site']['issue']>>;

function seenOf(row: Row): Seen {
  return {
    id: row.id,
    by: row.creator,
    type: row.typeId,
    summary: row.summary,
    description: row.description?.['text'] ?? null,
    priority: Number(row.priorityId),
    labels: row.labels.toSorted(),
    comments: row.comments.map(({ id, author, body }) => ({ id, by: author, body: body['text'] })),
    attachments: row.attachments.map(({ filename, bytes }) => ({ filename, bytes })),
  };
}
