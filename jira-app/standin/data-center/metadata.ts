/** Lists of fields, types, statuses, priorities and resolutions, and an issue's way through them. */
import type { JsonObject } from '../model/json.ts';
import { issueTypes, priorities, resolutions, statuses } from '../model/seed.ts';
import { priorityView, resolutionView, statusView } from '../model/views.ts';
import { factsOf, schemaOf } from '../rest/field-facts.ts';
import { expansions } from '../rest/input.ts';
import { shownFields } from '../rest/issue-view.ts';
import { available, fieldsOf, perform } from '../rest/transitions.ts';
import { ok, Refusal, type RestAnswer } from '../rest/wire.ts';
import { issueOf } from './issues.ts';
import { typeView, v2 } from './views.ts';
import { elsewhere, type DataCenterCall, type DataCenterRoute } from './wire.ts';

/** What Data Center has no field of. */
const cloudOnly = new Set(['statuscategorychangedate', 'parent']);

const fields: readonly JsonObject[] = Object.entries(shownFields)
  .filter(([id]) => !cloudOnly.has(id))
  .map(([id, { name, type, system, items }]) => ({
    id,
    name,
    custom: false,
    ...factsOf(id),
    schema: schemaOf(type, system, items),
  }));

interface Named {
  readonly id: string;
  readonly name: string;
}

/** The list, and one of it by its id (a status by its name too). */
function listed(
  what: string,
  rows: readonly Named[],
  show: (call: DataCenterCall, id: string) => JsonObject,
  template = '{id}',
): DataCenterRoute[] {
  const one = (call: DataCenterCall): RestAnswer => {
    const wanted = call.params['id'] ?? call.params['idOrName'] ?? '';
    const row = rows.find(({ id, name }) => id === wanted || (template === '{idOrName}' && name === wanted));
    if (row === undefined) throw new Refusal(404, [`The ${what} with id '${wanted}' does not exist`]);
    return ok(show(call, row.id));
  };
  return [
    { method: 'GET', template: `/rest/api/2/${what}`, handle: (call) => ok(rows.map(({ id }) => show(call, id))) },
    { method: 'GET', template: `/rest/api/2/${what}/${template}`, handle: one },
    elsewhere('GET', `/rest/api/2/${what}/page`),
  ];
}

function transitions(call: DataCenterCall): RestAnswer {
  const issue = issueOf(call);
  const wanted = call.query.get('transitionId');
  const withFields = expansions(call).has('transitions.fields');
  return ok({
    expand: 'transitions',
    transitions: available(call, issue)
      .filter(({ id }) => wanted === null || id === wanted)
      .map((one) => ({
        id: one.id,
        name: one.name,
        to: v2(call.host, statusView(call.site, one.to)),
        ...(withFields ? { fields: fieldsOf(call, one) } : {}),
      })),
  });
}

function transit(call: DataCenterCall): RestAnswer {
  issueOf(call);
  return perform(call);
}

export const metadataRoutes: readonly DataCenterRoute[] = [
  { method: 'GET', template: '/rest/api/2/field', handle: () => ok(fields) },
  ...listed('issuetype', issueTypes, (call, id) => typeView(call.host, id)),
  ...listed('status', statuses, (call, id) => v2(call.host, statusView(call.site, id)), '{idOrName}'),
  ...listed('priority', priorities, (call, id) => ({
    ...v2(call.host, priorityView(call.site, id)),
    statusColor: '#2a8735',
    description: priorities.find((one) => one.id === id)?.description ?? '',
  })),
  ...listed('resolution', resolutions, (call, id) => v2(call.host, resolutionView(call.site, id) ?? {})),
  { method: 'GET', template: '/rest/api/2/issue/{issueIdOrKey}/transitions', handle: transitions },
  { method: 'POST', template: '/rest/api/2/issue/{issueIdOrKey}/transitions', handle: transit },
];
