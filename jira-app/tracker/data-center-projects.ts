/** Projects, their issue types, and people. */
import { id, type IssueType, type Page, type Person, type Project, type ProjectId } from '@entente/core';
import type { JiraClient } from './client.ts';
import { path } from './data-center-client.ts';
import {
  createFieldsSchema,
  issueTypePageSchema,
  permissionsSchema,
  projectSchema,
  toPerson,
  userSchema,
  type DataCenterProject,
} from './data-center-schemas.ts';
import { rows } from './issue-schemas.ts';
import { mentionId } from './wiki-syntax.ts';

/** Whether issues may be created is asked for project by project: a page is no more than a person looks at. */
const projectsAPage = 20;

/** Jira gives all projects at once; archived ones are left out by it. */
export async function searchProjects(client: JiraClient, text: string, cursor: string | null): Promise<Page<Project>> {
  const all = await client.read(rows(projectSchema), path(['project']));
  const wanted = text.trim().toLowerCase();
  const isWanted = ({ key, name }: DataCenterProject) => [key, name ?? ''].some((one) => one.toLowerCase().includes(wanted));
  const found = all.filter((project) => project !== null).filter(isWanted);
  const start = cursor !== null && /^\d{1,6}$/.test(cursor) ? Number(cursor) : 0;
  const end = start + projectsAPage;
  const items: Project[] = [];
  for (const project of found.slice(start, end)) items.push(await toProject(client, project));
  return { items, next: end < found.length ? String(end) : null };
}

export async function readProject(client: JiraClient, projectId: ProjectId): Promise<Project | null> {
  const project = await client.find(projectSchema, path(['project', projectId]));
  return project === null || project.archived === true ? null : await toProject(client, project);
}

async function toProject(client: JiraClient, project: DataCenterProject): Promise<Project> {
  // Gone meanwhile, or not to be seen: then nothing can be created there.
  const answer = await client.find(permissionsSchema, path(['mypermissions'], { projectId: project.id }));
  const canCreate = answer?.permissions['CREATE_ISSUES']?.havePermission === true;
  return { id: id<ProjectId>(project.id), key: project.key, name: project.name ?? project.key, canCreate };
}

/**
 * A type is standard if Entente can make issues of it: no sub-task, and no field is required that it has no value for. An epic's
 * name is such a field.
 */
export async function issueTypes(client: JiraClient, projectId: ProjectId): Promise<readonly IssueType[]> {
  const found: IssueType[] = [];
  for (;;) {
    const query = { startAt: found.length, maxResults: 50 };
    const page = await client.read(issueTypePageSchema, path(['issue', 'createmeta', projectId, 'issuetypes'], query));
    if (page.values.length > 0 && page.values.every((type) => found.some((one) => one.id === type.id))) return found;
    for (const type of page.values) {
      const standard = type.subtask !== true && (await isCreatable(client, projectId, type.id));
      found.push({ id: type.id, name: type.name, standard });
    }
    if (page.values.length === 0 || found.length >= page.total) return found;
  }
}

/** What a create call of ours sets, and the reporter, whom Jira sets. */
const given = new Set(['project', 'issuetype', 'summary', 'description', 'labels', 'reporter']);

async function isCreatable(client: JiraClient, projectId: ProjectId, typeId: string): Promise<boolean> {
  const seen = new Set<string>();
  for (let startAt = 0; ;) {
    const known = seen.size;
    const query = { startAt, maxResults: 50 };
    const page = await client.read(createFieldsSchema, path(['issue', 'createmeta', projectId, 'issuetypes', typeId], query));
    if (page.values.some(({ fieldId, required, hasDefaultValue }) => required && hasDefaultValue !== true && !given.has(fieldId)))
      return false;
    for (const { fieldId } of page.values) seen.add(fieldId);
    startAt += page.values.length;
    if (seen.size === known || startAt >= page.total) return true;
  }
}

/** Only the very address: a search also finds people by parts of their names. */
export async function findUserByEmail(client: JiraClient, site: string, email: string): Promise<Person | null> {
  if (email === '') return null;
  const users = await client.read(rows(userSchema), path(['user', 'search'], { username: email, maxResults: 50 }));
  const user = users.find((user) => user?.emailAddress?.toLowerCase() === email.toLowerCase());
  return user == null ? null : { ...toPerson(user), mentionId: mentionId(site, user.name) };
}

/** Of somebody whom a text mentions: by the name that one signs in with. */
export async function emailOf(client: JiraClient, site: string, mentioned: string): Promise<string | null> {
  const prefix = mentionId(site, '');
  const name = mentioned.startsWith(prefix) ? mentioned.slice(prefix.length) : '';
  if (name === '') return null;
  const users = await client.read(rows(userSchema), path(['user', 'search'], { username: name, maxResults: 50 }));
  return users.find((user) => user?.name === name)?.emailAddress ?? null;
}
