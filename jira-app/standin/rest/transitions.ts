/** Workflow transitions. */
import { asText, isObject, type JsonObject } from '../model/json.ts';
import { resolutions, statuses, transitions } from '../model/seed.ts';
import type { IssueRow, TransitionRow } from '../model/types.ts';
import { resolutionView, statusView } from '../model/views.ts';
import { applyValues, statusItem } from './history.ts';
import { expansions, objectBody, refuseMembers } from './input.ts';
import { readValues } from './issues.ts';
import { issueOr404, may } from './permissions.ts';
import { noContent, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

export const available = (call: Call, issue: IssueRow): TransitionRow[] =>
  may(call.account, call.site.projectOf(issue), 'TRANSITION_ISSUES')
    ? transitions.filter(
        (transition) => transition.to !== issue.statusId && (transition.from.length === 0 || transition.from.includes(issue.statusId)),
      )
    : [];

export function fieldsOf(call: Call, transition: TransitionRow): JsonObject {
  if (!transition.required.includes('resolution')) return {};
  return {
    resolution: {
      required: true,
      schema: { type: 'resolution', system: 'resolution' },
      name: 'Resolution',
      key: 'resolution',
      hasDefaultValue: false,
      operations: ['set'],
      allowedValues: resolutions.map((resolution) => resolutionView(call.site, resolution.id)),
    },
  };
}

function list(call: Call): RestAnswer {
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  const wanted = call.query.get('transitionId');
  const withFields = expansions(call).has('transitions.fields');
  return ok({
    expand: 'transitions',
    transitions: available(call, issue)
      .filter((transition) => wanted === null || transition.id === wanted)
      .map((transition) => ({
        id: transition.id,
        name: transition.name,
        to: statusView(call.site, transition.to),
        hasScreen: transition.required.length > 0,
        isGlobal: transition.from.length === 0,
        isInitial: false,
        isAvailable: true,
        isConditional: false,
        isLooped: false,
        ...(withFields ? { fields: fieldsOf(call, transition) } : {}),
      })),
  });
}

export function perform(call: Call): RestAnswer {
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  const body = objectBody(call);
  const id = isObject(body['transition']) ? body['transition']['id'] : undefined;
  const given = typeof id === 'number' ? String(id) : asText(id);
  if (given === null) throw new Refusal(400, ["Missing 'transition' identifier"]);
  const transition = available(call, issue).find((one) => one.id === given);
  if (transition === undefined) throw new Refusal(400, [`Transition id '${given}' is not valid for this issue.`]);
  refuseMembers(body, ['update', 'historyMetadata', 'properties']);
  const fields = isObject(body['fields']) ? body['fields'] : {};
  const foreign = Object.keys(fields).find((field) => !transition.required.includes(field));
  if (foreign !== undefined)
    throw new Refusal(400, [], { [foreign]: `Field '${foreign}' cannot be set. It is not on the appropriate screen, or unknown.` });
  const missing = transition.required.filter((field) => fields[field] === undefined || fields[field] === null);
  if (missing.length > 0)
    throw new Refusal(
      400,
      [],
      Object.fromEntries(missing.map((field) => [field, `${field[0]?.toUpperCase() ?? ''}${field.slice(1)} is required.`])),
    );
  const values = readValues(call, call.site.projectOf(issue), fields);
  if (statuses.find((status) => status.id === transition.to)?.category !== 'done') values.resolutionId = null;
  const items = [statusItem(issue.statusId, transition.to), ...applyValues(call, issue, values)];
  issue.statusId = transition.to;
  call.site.changed(call.principal, issue, items);
  return noContent;
}

export const transitionRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/rest/api/3/issue/{issueIdOrKey}/transitions',
    scope: 'read:jira-work',
    unmodelled: ['includeUnavailableTransitions', 'sortByOpsBarAndStatus'],
    handle: list,
  },
  { method: 'POST', template: '/rest/api/3/issue/{issueIdOrKey}/transitions', scope: 'write:jira-work', handle: perform },
];
