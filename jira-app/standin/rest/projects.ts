/** Projects and what can be created in them. */
import type { JsonObject } from '../model/json.ts';
import type { Project } from '../model/types.ts';
import { projectView, typeView } from '../model/views.ts';
import { issueTypes } from '../model/seed.ts';
import { expansions, listParameter, page, refuseExpansions, refuseParameters } from './input.ts';
import { may, mayCreate, maySee, projectOr404 } from './permissions.ts';
import { screenFields } from './screens.ts';
import { elsewhere, notModelled, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

function allowed(call: Call, project: Project, action: string): boolean {
  if (!maySee(call.account, project)) return false;
  if (action === 'create') return mayCreate(call.account, project);
  if (action === 'edit') return may(call.account, project, 'ADMINISTER_PROJECTS');
  return true;
}

function ordered(projects: readonly Project[], orderBy: string): Project[] {
  const field = orderBy.replace(/^[+-]/, '');
  if (field !== 'key' && field !== 'name') notModelled(`orderBy=${orderBy} of projects`);
  const sorted = projects.toSorted((a, b) => a[field].localeCompare(b[field]));
  return orderBy.startsWith('-') ? sorted.toReversed() : sorted;
}

/** Expanded by the real host beside `description`, `lead` and `issueTypes`. */
const unmodelledExpansions = ['url', 'projectKeys', 'permissions', 'insight', 'issueTypeHierarchy', 'relatedIssueTypes'];

function search(call: Call): RestAnswer {
  refuseExpansions(expansions(call), unmodelledExpansions, 'a project');
  for (const name of ['typeKey', 'categoryId', 'propertyQuery', 'properties'])
    if (call.query.has(name)) notModelled(`${name} in a search for projects`);
  const action = call.query.get('action') ?? 'view';
  if (!['view', 'browse', 'edit', 'create'].includes(action)) throw new Refusal(400, [`The action '${action}' is not valid.`]);
  const states = listParameter(call, 'status') ?? ['live'];
  const text = (call.query.get('query') ?? '').toLowerCase();
  const ids = listParameter(call, 'id');
  const keys = listParameter(call, 'keys');
  const found = call.site.projects.filter(
    (project) =>
      states.includes(project.state) &&
      allowed(call, project, action) &&
      (project.key.toLowerCase().includes(text) || project.name.toLowerCase().includes(text)) &&
      (ids === null || ids.includes(project.id)) &&
      (keys === null || keys.includes(project.key)),
  );
  const { items, ...paging } = page(call, ordered(found, call.query.get('orderBy') ?? 'key'), { usual: 50, most: 100 });
  const base = `${call.site.baseUrl}/rest/api/3/project/search`;
  const next = new URLSearchParams(call.query);
  next.set('startAt', String(paging.startAt + items.length));
  next.set('maxResults', String(paging.maxResults));
  return ok({
    self: `${base}?${call.query.toString()}`,
    ...(paging.isLast ? {} : { nextPage: `${base}?${next.toString()}` }),
    ...paging,
    values: items.map((project) => projectView(call.site, project, call.principal.accountId, expansions(call))),
  });
}

function forCreate(call: Call): Project {
  const project = call.site.project(call.params['projectIdOrKey'] ?? '');
  if (project === undefined || !mayCreate(call.account, project))
    throw new Refusal(400, [`No project could be found with key or id '${call.params['projectIdOrKey'] ?? ''}'.`]);
  return project;
}

const typeForCreate = (call: Call, typeId: string): JsonObject => ({ ...typeView(call.site, typeId) });

const ofScreens = { usual: 50, most: 200 };

function createTypes(call: Call): RestAnswer {
  const { items, startAt, maxResults, total } = page(call, forCreate(call).issueTypes, ofScreens);
  return ok({ startAt, maxResults, total, issueTypes: items.map((typeId) => typeForCreate(call, typeId)) });
}

function createFields(call: Call): RestAnswer {
  const project = forCreate(call);
  const type = issueTypes.find((one) => one.id === call.params['issueTypeId'] && project.issueTypes.includes(one.id));
  if (type === undefined)
    throw new Refusal(400, [`No issue type could be found with id '${call.params['issueTypeId'] ?? ''}' in this project.`]);
  const { items, startAt, maxResults, total } = page(call, screenFields(call, project, type), ofScreens);
  return ok({ startAt, maxResults, total, fields: items.map((one) => ({ ...one })) });
}

export const projectRoutes: readonly Route[] = [
  { method: 'GET', template: '/rest/api/3/project/search', scope: 'read:jira-work', handle: search },
  {
    method: 'GET',
    template: '/rest/api/3/project/{projectIdOrKey}',
    scope: 'read:jira-work',
    handle: (call) => {
      refuseExpansions(expansions(call), unmodelledExpansions, 'a project');
      refuseParameters(call, ['properties']);
      return ok(
        projectView(call.site, projectOr404(call, call.params['projectIdOrKey'] ?? ''), call.principal.accountId, new Set(['full'])),
      );
    },
  },
  elsewhere('GET', '/rest/api/3/project/recent'),
  elsewhere('GET', '/rest/api/3/project/type'),
  { method: 'GET', template: '/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes', scope: 'read:jira-work', handle: createTypes },
  {
    method: 'GET',
    template: '/rest/api/3/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}',
    scope: 'read:jira-work',
    handle: createFields,
  },
];
