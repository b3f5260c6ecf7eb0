/** Projects, what can be created in them, searching, and what the server says of itself. */
import { findIssues } from '../jql/evaluate.ts';
import { parseJql } from '../jql/parse.ts';
import { asList, asText, inWords, type Json } from '../model/json.ts';
import { issueTypes } from '../model/seed.ts';
import { jiraTime } from '../model/time.ts';
import type { Project } from '../model/types.ts';
import { priorityView } from '../model/views.ts';
import { expansions, listParameter, objectBody, page, refuseMembers, wholeNumber } from '../rest/input.ts';
import { mayCreate, maySee, projectOr404 } from '../rest/permissions.ts';
import { prioritiesOf } from '../rest/screens.ts';
import { ok, Refusal, type RestAnswer } from '../rest/wire.ts';
import { issueView } from './issues.ts';
import { fullProjectView, projectView, typeView, v2 } from './views.ts';
import { elsewhere, notModelled, type DataCenterCall, type DataCenterRoute } from './wire.ts';

/** All at once: this list has no pages. */
function listProjects(call: DataCenterCall): RestAnswer {
  const archived = call.query.get('includeArchived') === 'true';
  const seen = call.site.projects.filter((project) => maySee(call.account, project) && (archived || project.state === 'live'));
  return ok(seen.toSorted((a, b) => a.name.localeCompare(b.name)).map((project) => projectView(call.host, project)));
}

function createTypes(call: DataCenterCall): RestAnswer {
  const project = call.site.project(call.params['projectIdOrKey'] ?? '');
  if (project === undefined || !mayCreate(call.account, project))
    throw new Refusal(400, [`No project could be found with key or id '${call.params['projectIdOrKey'] ?? ''}'.`]);
  const { items, ...paging } = page(call, project.issueTypes, { usual: 50, most: 50 });
  return ok({ ...paging, values: items.map((typeId) => typeView(call.host, typeId)) });
}

const field = (fieldId: string, name: string, type: string, required: boolean, custom: string | null = null) => ({
  required,
  schema: custom === null ? { type, system: fieldId } : { type, custom, customId: Number(fieldId.replace(/\D/g, '')) },
  name,
  fieldId,
  hasDefaultValue: false,
  operations: ['set'],
});

/** Jira Software asks for the name of an epic, in a custom field of its own. */
const epicName = field('customfield_10104', 'Epic Name', 'string', true, 'com.pyxis.greenhopper.jira:gh-epic-label');

const priorityField = (call: DataCenterCall, project: Project) => ({
  ...field('priority', 'Priority', 'priority', false),
  hasDefaultValue: true,
  allowedValues: prioritiesOf(project).map(({ id }) => v2(call.host, priorityView(call.site, id))),
});

function createFields(call: DataCenterCall): RestAnswer {
  const project = call.site.project(call.params['projectIdOrKey'] ?? '');
  const type = issueTypes.find((one) => one.id === call.params['issueTypeId'] && project?.issueTypes.includes(one.id) === true);
  if (project === undefined || type === undefined || !mayCreate(call.account, project))
    throw new Refusal(400, ['Issue type is not valid.']);
  const fields = [
    field('summary', 'Summary', 'string', true),
    field('issuetype', 'Issue Type', 'issuetype', true),
    field('project', 'Project', 'project', true),
    field('reporter', 'Reporter', 'user', true),
    field('description', 'Description', 'string', false),
    field('labels', 'Labels', 'array', false),
    priorityField(call, project),
    ...(type.level === 1 ? [epicName] : []),
    ...(type.subtask ? [field('parent', 'Parent', 'issuelink', true)] : []),
  ].filter(({ fieldId }) => !project.offScreen.includes(fieldId));
  const { items, ...paging } = page(call, fields, { usual: 50, most: 50 });
  return ok({ ...paging, values: items });
}

interface Asked {
  readonly jql: string;
  readonly startAt: number;
  readonly maxResults: number;
  readonly fields: readonly string[];
}

const texts = (value: Json | undefined): string[] => asList(value).filter((one) => typeof one === 'string');
const numberIn = (value: Json | undefined, otherwise: number) => (typeof value === 'number' ? value : otherwise);

function askedByBody(call: DataCenterCall): Asked {
  const body = objectBody(call);
  if (asList(body['expand']).length > 0) notModelled('expand of a search');
  refuseMembers(body, ['properties']);
  refuseLeniency(body['validateQuery']);
  const { startAt, maxResults } = body;
  return {
    jql: asText(body['jql']) ?? '',
    startAt: numberIn(startAt, 0),
    maxResults: numberIn(maxResults, 50),
    fields: body['fields'] === undefined ? ['*navigable'] : texts(body['fields']),
  };
}

const askedByQuery = (call: DataCenterCall): Asked => {
  if (expansions(call).size > 0) notModelled('expand of a search');
  refuseLeniency(call.query.get('validateQuery'));
  return {
    jql: call.query.get('jql') ?? '',
    startAt: wholeNumber(call, 'startAt', 0),
    maxResults: wholeNumber(call, 'maxResults', 50),
    fields: listParameter(call, 'fields') ?? ['*navigable'],
  };
};

/** `jira.search.views.default.max` of a fresh installation. */
const mostResults = 1000;

/** Queries are held to be right; `warn` and `none` would let some pass that are not. */
function refuseLeniency(given: Json | null | undefined): void {
  if (given !== undefined && given !== null && !['strict', 'true'].includes(inWords(given))) notModelled(`validateQuery=${inWords(given)}`);
}

function search(call: DataCenterCall, { jql, startAt, maxResults, fields }: Asked): RestAnswer {
  const found = findIssues(call, parseJql(jql), new Set());
  const size = Math.min(Math.max(maxResults, 0), mostResults, call.site.pageSize);
  const issues = found.slice(startAt, startAt + size).flatMap(({ id }) => {
    const issue = call.site.issue(id);
    return issue === undefined ? [] : [issueView(call, issue, fields)];
  });
  return ok({ expand: 'schema,names', startAt, maxResults: size, total: found.length, issues });
}

function serverInfo({ host }: DataCenterCall): RestAnswer {
  const { site, version, versionNumbers, timeZone } = host;
  return ok({
    baseUrl: site.baseUrl,
    version,
    versionNumbers: [...versionNumbers],
    deploymentType: 'Server',
    buildNumber: 10_030_024,
    buildDate: '2026-09-01T00:00:00.000+0000',
    databaseBuildNumber: 10_030_024,
    serverTime: jiraTime(site.now(), timeZone),
    scmInfo: 'standin',
    serverTitle: site.name,
  });
}

/** What applications that are linked know each other by. */
function manifest({ host }: DataCenterCall): RestAnswer {
  return ok({ id: host.serverId, name: host.site.name, typeId: 'jira', version: host.version, url: host.site.baseUrl });
}

export const projectRoutes: readonly DataCenterRoute[] = [
  {
    method: 'GET',
    template: '/rest/api/2/project',
    anonymous: true,
    unmodelled: ['recent', 'browseArchive', 'expand'],
    handle: listProjects,
  },
  {
    method: 'GET',
    template: '/rest/api/2/project/{projectIdOrKey}',
    unmodelled: ['expand'],
    handle: (call) => ok(fullProjectView(call.host, projectOr404(call, call.params['projectIdOrKey'] ?? ''))),
  },
  elsewhere('GET', '/rest/api/2/project/type'),
  { method: 'GET', template: '/rest/api/2/issue/createmeta/{projectIdOrKey}/issuetypes', handle: createTypes },
  { method: 'GET', template: '/rest/api/2/issue/createmeta/{projectIdOrKey}/issuetypes/{issueTypeId}', handle: createFields },
  { method: 'GET', template: '/rest/api/2/search', anonymous: true, handle: (call) => search(call, askedByQuery(call)) },
  { method: 'POST', template: '/rest/api/2/search', anonymous: true, handle: (call) => search(call, askedByBody(call)) },
  { method: 'GET', template: '/rest/api/2/serverInfo', anonymous: true, handle: serverInfo },
  { method: 'GET', template: '/rest/applinks/latest/manifest', anonymous: true, handle: manifest },
];
