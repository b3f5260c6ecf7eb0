import type { JiraCloud } from '@entente/jira-app/standin';
import * as z from 'zod';
import { asked, idIn, type People, type Seen, type Written } from './people.ts';
import { adf, paragraph, text } from './rich-text.ts';

type Row = ReturnType<JiraCloud['control']['issues']>[number];

const attachmentsIn = z.object({ fields: z.object({ attachment: z.array(z.object({ id: z.string(), filename: z.string() })) }) });

/** Who may read a comment that is not for everybody: Entente’s account, too. */
const users = { type: 'group', value: 'jira-users' };

/** What a user writes over the REST API of either Jira; a note's body is as that API has rich text. */
export function jiraWriting(api: string, authorization: string, noteBody: (words: string) => unknown): Omit<People, 'seen' | 'all'> {
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const headers = { authorization, 'content-type': 'application/json' };
    const given = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    return await asked(`${method} ${path}`, await fetch(`${api}/${path}`, given));
  };
  return {
    create: async (project, issue) =>
      idIn(
        await ask('POST', 'issue', { fields: { project: { key: project }, issuetype: { name: issue.type ?? 'Bug' }, ...fieldsOf(issue) } }),
      ),
    edit: async (issue, changes) => void (await ask('PUT', `issue/${issue}`, { fields: fieldsOf(changes) })),
    comment: async (issue, body) => idIn(await ask('POST', `issue/${issue}/comment`, { body })),
    editComment: async (issue, comment, body) => void (await ask('PUT', `issue/${issue}/comment/${comment}`, { body })),
    removeComment: async (issue, comment) => void (await ask('DELETE', `issue/${issue}/comment/${comment}`)),
    removeFile: async (issue, filename) => {
      const { fields } = attachmentsIn.parse(await ask('GET', `issue/${issue}?fields=attachment`));
      for (const file of fields.attachment) if (file.filename === filename) await ask('DELETE', `attachment/${file.id}`);
    },
    remove: async (issue) => void (await ask('DELETE', `issue/${issue}`)),
    note: async (issue, words) => void (await ask('POST', `issue/${issue}/comment`, { body: noteBody(words), visibility: users })),
    attach: async (issue, filename, bytes) => {
      const body = new FormData();
      body.append('file', new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' }), filename);
      const headers = { authorization, 'x-atlassian-token': 'no-check' };
      await asked('Attaching', await fetch(`${api}/issue/${issue}/attachments`, { method: 'POST', headers, body }));
    },
  };
}

function fieldsOf({ summary, description, labels, priority: level }: Partial<Written>): Record<string, unknown> {
  const priority = level === undefined ? undefined : { id: String(level) };
  return Object.fromEntries(Object.entries({ summary, description, labels, priority }).filter(([, value]) => value !== undefined));
}

export function jiraPeople(jira: JiraCloud, account: string): People {
  return {
    ...jiraWriting(jira.restUrl, jira.authorization(account), (words) => adf(paragraph(text(words)))),
    seen: (issue) => {
      const row = jira.control.issue(issue);
      if (row === undefined) throw new Error(`Jira has no issue ${issue}`);
      return seenOf(jira, row);
    },
    all: (project) => {
      const projectId = project === undefined ? null : jira.control.project(project)?.id;
      return jira.control
        .issues()
        .filter((row) => projectId === null || row.projectId === projectId)
        .map((row) => seenOf(jira, row));
    },
  };
}

function seenOf(jira: JiraCloud, row: Row): Seen {
  return {
    id: row.id,
    by: row.creator,
    type: row.typeId,
    summary: row.summary,
    description: row.description,
    priority: Number(row.priorityId),
    labels: row.labels.toSorted(),
    comments: row.comments.map(({ id, author, body }) => ({ id, by: author, body })),
    attachments: row.attachments.map(({ filename, bytes }) => ({ filename, bytes })),
  };
}
