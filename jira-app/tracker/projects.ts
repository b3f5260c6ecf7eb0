/** Projects, their issue types, and people. */
import { id, type IssueType, type Page, type Person, type Project, type ProjectId } from '@entente/core';
import { path, type JiraClient } from './client.ts';
import { rows } from './issue-schemas.ts';
import { issueTypePageSchema, projectPageSchema, projectSchema, toPerson, userSchema, type JiraProject } from './schemas.ts';

/** As many as `project/search` takes ids of at once. */
const projectsAPage = 50;

/**
 * Every project that the app sees, by name; those where it may create issues are asked for by a second search.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-projects/#api-rest-api-3-project-search-get
 */
export async function searchProjects(client: JiraClient, text: string, cursor: string | null): Promise<Page<Project>> {
  const query = { query: text === '' ? null : text, startAt: startOf(cursor), maxResults: projectsAPage, orderBy: 'name', status: 'live' };
  const page = await client.read(projectPageSchema, path(['project', 'search'], query));
  const projects = page.values.filter((project) => project !== null);
  const creatable = await creatableAmong(client, projects);
  const last = page.isLast || page.values.length === 0;
  return {
    items: projects.map((project) => toProject(project, creatable)),
    next: last ? null : String(page.startAt + page.values.length),
  };
}

function startOf(cursor: string | null): number {
  return cursor !== null && /^\d{1,9}$/.test(cursor) ? Number(cursor) : 0;
}

export async function readProject(client: JiraClient, projectId: ProjectId): Promise<Project | null> {
  const project = await client.find(projectSchema, path(['project', projectId]));
  if (project === null || project.archived === true || project.deleted === true) return null;
  return toProject(project, await creatableAmong(client, [project]));
}

async function creatableAmong(client: JiraClient, projects: readonly JiraProject[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (projects.length === 0) return found;
  const ids = projects.map((project) => project.id);
  for (let startAt = 0; ;) {
    const query = { id: ids, action: 'create', startAt, maxResults: projectsAPage, status: 'live' };
    const page = await client.read(projectPageSchema, path(['project', 'search'], query));
    const known = found.size;
    for (const project of page.values) if (project !== null) found.add(project.id);
    startAt = page.startAt + page.values.length;
    if (page.isLast || found.size === known) return found;
  }
}

function toProject(project: JiraProject, creatable: ReadonlySet<string>): Project {
  return { id: id<ProjectId>(project.id), key: project.key, name: project.name ?? project.key, canCreate: creatable.has(project.id) };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-createmeta-projectidorkey-issuetypes-get */
export async function issueTypes(client: JiraClient, projectId: ProjectId): Promise<readonly IssueType[]> {
  const found = new Map<string, IssueType>();
  for (let startAt = 0; ;) {
    const known = found.size;
    const page = await client.read(
      issueTypePageSchema,
      path(['issue', 'createmeta', projectId, 'issuetypes'], { startAt, maxResults: 50 }),
    );
    for (const type of page.issueTypes) {
      // Level 0 is Jira's “standard”; epics stand above it, sub-tasks below.
      found.set(type.id, { id: type.id, name: type.name, standard: type.subtask !== true && (type.hierarchyLevel ?? 0) === 0 });
    }
    startAt = page.startAt + page.issueTypes.length;
    if (found.size === known || startAt >= page.total) return [...found.values()];
  }
}

/** Only where Jira shows the very address: a search also finds people by parts of their name. */
export async function findUserByEmail(client: JiraClient, email: string): Promise<Person | null> {
  if (email === '') return null;
  const users = await client.read(rows(userSchema), path(['user', 'search'], { query: email, maxResults: 50 }));
  const wanted = email.toLowerCase();
  const user = users.find((user) => user?.emailAddress?.toLowerCase() === wanted);
  return user == null ? null : toPerson(user);
}

/** Of a mentioned person; null where Jira hides it. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-users/#api-rest-api-3-user-get */
export async function emailOf(client: JiraClient, accountId: string): Promise<string | null> {
  const user = await client.find(userSchema, path(['user'], { accountId }));
  return user?.emailAddress ?? null;
}
