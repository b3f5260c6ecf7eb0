/** Entity properties of issues and comments. https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/ */
import { asText, isObject, type Json } from '../model/json.ts';
import type { IssueRow } from '../model/types.ts';
import { jsonBody } from './input.ts';
import { demand, issueOr404, maySee, seesComment } from './permissions.ts';
import { noContent, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

const maxKey = 255;
const maxValue = 32_768;

function checkProperty(key: string, value: Json | undefined): asserts value is Json {
  if (key === '' || key.length > maxKey) throw new Refusal(400, [`The property key cannot be empty or longer than ${maxKey} characters.`]);
  if (value === undefined || JSON.stringify(value).length > maxValue)
    throw new Refusal(400, [`The property value cannot be longer than ${maxValue} characters.`]);
}

/** The `properties` member of a create or edit. */
export function readProperties(given: Json | undefined): Map<string, Json> {
  const properties = new Map<string, Json>();
  if (given === undefined) return properties;
  if (!Array.isArray(given)) throw new Refusal(400, ['properties must be a list']);
  for (const one of given) {
    const key = isObject(one) ? asText(one['key']) : null;
    const value = isObject(one) ? one['value'] : undefined;
    if (key === null) throw new Refusal(400, ['A property needs a key.']);
    checkProperty(key, value);
    properties.set(key, value);
  }
  return properties;
}

export interface Owner {
  readonly properties: Map<string, Json>;
  readonly self: string;
  /** Checks the right to change. */
  readonly demandWrite: () => void;
}

/** `/rest/api/3`, or `/rest/api/2` on Data Center. */
const apiOf = ({ request }: Call): string => /^\/rest\/api\/\d+/.exec(request.path)?.[0] ?? '/rest/api/3';

export function issueOwner(call: Call): Owner {
  const issue: IssueRow = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  return {
    properties: issue.properties,
    self: `${call.site.baseUrl}${apiOf(call)}/issue/${issue.id}/properties`,
    demandWrite: () => demand(call, issue, 'EDIT_ISSUES', 'You do not have permission to edit issues in this project.'),
  };
}

export function commentOwner(call: Call): Owner {
  const commentId = call.params['commentId'] ?? '';
  const found = call.site.comment(commentId);
  if (
    found === undefined ||
    !maySee(call.account, call.site.projectOf(found.issue)) ||
    !seesComment(call.site, call.account, found.comment)
  ) {
    throw new Refusal(404, [`Can not find a comment for the id: ${commentId}.`]);
  }
  const own = found.comment.author === call.principal.accountId;
  return {
    properties: found.comment.properties,
    self: `${call.site.baseUrl}${apiOf(call)}/comment/${commentId}/properties`,
    demandWrite: () =>
      demand(call, found.issue, own ? 'EDIT_OWN_COMMENTS' : 'EDIT_ALL_COMMENTS', 'You do not have the permission to edit this comment.'),
  };
}

const list = (owner: Owner): RestAnswer =>
  ok({ keys: [...owner.properties.keys()].map((key) => ({ self: `${owner.self}/${encodeURIComponent(key)}`, key })) });

function read(owner: Owner, key: string): RestAnswer {
  const value = owner.properties.get(key);
  if (value === undefined) throw new Refusal(404, [`The property with key ${key} does not exist.`]);
  return ok({ key, value });
}

function write(call: Call, owner: Owner, key: string): RestAnswer {
  owner.demandWrite();
  const value = jsonBody(call);
  checkProperty(key, value);
  const known = owner.properties.has(key);
  owner.properties.set(key, value);
  return { status: known ? 200 : 201, json: { self: `${owner.self}/${encodeURIComponent(key)}` } };
}

function remove(owner: Owner, key: string): RestAnswer {
  owner.demandWrite();
  if (!owner.properties.delete(key)) throw new Refusal(404, [`The property with key ${key} does not exist.`]);
  return noContent;
}

/** Which of the two Jiras is asked is the caller's affair. */
type RouteOf<Asked> = Omit<Route, 'handle'> & { readonly handle: (call: Asked) => RestAnswer };

const keyOf = (call: Call) => call.params['propertyKey'] ?? '';

export function propertyRoutesAt<Asked extends Call>(base: string, ownerOf: (call: Asked) => Owner): RouteOf<Asked>[] {
  return [
    { method: 'GET', template: base, scope: 'read:jira-work', handle: (call) => list(ownerOf(call)) },
    { method: 'GET', template: `${base}/{propertyKey}`, scope: 'read:jira-work', handle: (call) => read(ownerOf(call), keyOf(call)) },
    {
      method: 'PUT',
      template: `${base}/{propertyKey}`,
      scope: 'write:jira-work',
      handle: (call) => write(call, ownerOf(call), keyOf(call)),
    },
    { method: 'DELETE', template: `${base}/{propertyKey}`, scope: 'write:jira-work', handle: (call) => remove(ownerOf(call), keyOf(call)) },
  ];
}

export const propertyRoutes: readonly Route[] = [
  ...propertyRoutesAt('/rest/api/3/issue/{issueIdOrKey}/properties', issueOwner),
  ...propertyRoutesAt('/rest/api/3/comment/{commentId}/properties', commentOwner),
];
