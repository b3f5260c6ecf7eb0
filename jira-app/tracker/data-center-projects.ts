/** Projects, their issue types, and people. */
import { id, type IssueType, type Page, type Person, type Project, type ProjectId } from '@entente/core';
import * as z from 'zod/mini';
import type { JiraClient } from './client.ts';
import { path } from './data-center-client.ts';
import { toPerson } from './data-center-issues.ts';
import { issueTypePageSchema, permissionsSchema, projectSchema, userSchema, type DataCenterProject } from './data-center-schemas.ts';

/** Whether issues may be created is asked for project by project: a page is no more than a person looks at. */
const projectsAPage = 20;

/** Jira gives all projects at once; archived ones are left out by it. */
export async function searchProjects(client: JiraClient, text: string, cursor: string | null): Promise<Page<Project>> {
  const all = await client.read(z.array(projectSchema), path(['project']));
  const wanted = text.trim().toLowerCase();
  const found = all.filter(({ key, name }) => key.toLowerCase().includes(wanted) || name.toLowerCase().includes(wanted));
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
  return { id: id<ProjectId>(project.id), key: project.key, name: project.name, canCreate };
}

export async function issueTypes(client: JiraClient, projectId: ProjectId): Promise<readonly IssueType[]> {
  const found: IssueType[] = [];
  for (;;) {
    const query = { startAt: found.length, maxResults: 50 };
    const page = await client.read(issueTypePageSchema, path(['issue', 'createmeta', projectId, 'issuetypes'], query));
    found.push(...page.values.map((type) => ({ id: type.id, name: type.name, standard: type.subtask !== true })));
    if (page.values.length === 0 || found.length >= page.total) return found;
  }
}

/** Only the very address: a search also finds people by parts of their names. */
export async function findUserByEmail(client: JiraClient, email: string): Promise<Person | null> {
  if (email === '') return null;
  const users = await client.read(z.array(userSchema), path(['user', 'search'], { username: email, maxResults: 50 }));
  return toPerson(users.find((user) => user.emailAddress?.toLowerCase() === email.toLowerCase()));
}
