/** What the site is, and its lists of fields, types, statuses, priorities and labels. */
import { issueTypes, priorities, statuses } from '../model/seed.ts';
import { jiraTime } from '../model/time.ts';
import { priorityView, statusView, typeView } from '../model/views.ts';
import { factsOf, schemaOf } from './field-facts.ts';
import { page, wholeNumber } from './input.ts';
import { shownFields } from './issue-view.ts';
import { may, maySee } from './permissions.ts';
import { ok, Refusal, type Route } from './wire.ts';

export const metadataRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/rest/api/3/serverInfo',
    scope: null,
    handle: ({ site }) =>
      ok({
        baseUrl: site.baseUrl,
        displayUrl: site.baseUrl,
        version: '1001.0.0-SNAPSHOT',
        versionNumbers: [1001, 0, 0],
        deploymentType: 'Cloud',
        buildNumber: 100_294,
        buildDate: '2026-11-16T08:00:00.000+0000',
        serverTime: jiraTime(site.now(), 'Etc/UTC'),
        scmInfo: 'standin',
        serverTitle: site.name,
        serverTimeZone: 'Etc/UTC',
      }),
  },
  {
    method: 'GET',
    template: '/rest/api/3/field',
    scope: 'read:jira-work',
    handle: () =>
      ok(
        Object.entries(shownFields).map(([key, field]) => ({
          id: key,
          key,
          name: field.name,
          custom: false,
          ...factsOf(key),
          schema: schemaOf(field.type, field.system, field.items),
        })),
      ),
  },
  {
    method: 'GET',
    template: '/rest/api/3/status',
    scope: 'read:jira-work',
    handle: ({ site }) => ok(statuses.map((status) => statusView(site, status.id))),
  },
  {
    method: 'GET',
    template: '/rest/api/3/issuetype',
    scope: 'read:jira-work',
    handle: ({ site }) => ok(issueTypes.map((type) => typeView(site, type.id))),
  },
  {
    method: 'GET',
    template: '/rest/api/3/issuetype/project',
    scope: 'read:jira-work',
    handle: (call) => {
      const { site, query, account } = call;
      const project = site.project(query.get('projectId') ?? '');
      if (project === undefined || !maySee(account, project)) throw new Refusal(404, ['No project could be found with the given id.']);
      const level = query.has('level') ? wholeNumber(call, 'level', 0) : null;
      const shown = project.issueTypes.filter((id) => level === null || issueTypes.find((type) => type.id === id)?.level === level);
      return ok(shown.map((id) => typeView(site, id)));
    },
  },
  {
    method: 'GET',
    template: '/rest/api/3/priority',
    scope: 'read:jira-work',
    handle: ({ site }) =>
      ok(priorities.map((priority) => ({ ...priorityView(site, priority.id), description: priority.description, statusColor: '#2a8735' }))),
  },
  {
    method: 'GET',
    template: '/rest/api/3/label',
    scope: 'read:jira-work',
    handle: (call) => {
      const seen = [...call.site.issues.values()].filter((issue) => may(call.account, call.site.projectOf(issue), 'BROWSE_PROJECTS'));
      const { items, ...paging } = page(call, [...new Set(seen.flatMap((issue) => issue.labels))].toSorted(), { usual: 1000, most: 1000 });
      return ok({ ...paging, values: items });
    },
  },
];
