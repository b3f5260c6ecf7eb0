/** Comments of issues. */
import { asText, isObject, type Json } from '../model/json.ts';
import { groups, roles } from '../model/seed.ts';
import type { CommentRow, IssueRow, Visibility } from '../model/types.ts';
import { commentView } from '../model/views.ts';
import { isEmptyDocument, readDocument } from './adf.ts';
import { expansions, objectBody, page, refuseExpansions } from './input.ts';
import { demand, issueOr404, may, seesComment } from './permissions.ts';
import { readProperties } from './properties.ts';
import { noContent, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

function readBody(value: Json | undefined) {
  const document = readDocument(value);
  if (document === null) throw new Refusal(400, [], { comment: isObject(value) ? 'INVALID_INPUT' : 'Comment body is not valid!' });
  if (isEmptyDocument(document)) throw new Refusal(400, [], { comment: 'Comment body can not be empty!' });
  return document;
}

export function readVisibility(value: Json | undefined): Visibility | null {
  if (value === undefined || value === null) return null;
  const type = isObject(value) ? asText(value['type']) : null;
  const name = isObject(value) ? (asText(value['value']) ?? asText(value['identifier'])) : null;
  const known: readonly string[] = type === 'group' ? groups : roles;
  if ((type !== 'group' && type !== 'role') || name === null || !known.includes(name))
    throw new Refusal(400, [], { commentLevel: `Could not find ${type ?? 'role'} "${name ?? ''}".` });
  return { type, value: name };
}

function commentOr404(call: Call, issue: IssueRow): CommentRow {
  const comment = issue.comments.find((one) => one.id === call.params['id']);
  if (comment === undefined || !seesComment(call.site, call.account, comment))
    throw new Refusal(404, [`Can not find a comment for the id: ${call.params['id'] ?? ''}.`]);
  return comment;
}

const issueOf = (call: Call) => issueOr404(call, call.params['issueIdOrKey'] ?? '');

function shown(call: Call, issue: IssueRow, comment: CommentRow) {
  refuseExpansions(expansions(call), ['renderedBody'], 'a comment');
  return commentView(call.site, issue.id, comment, call.account, expansions(call));
}

function listComments(call: Call): RestAnswer {
  const issue = issueOf(call);
  refuseExpansions(expansions(call), ['renderedBody'], 'comments');
  const order = call.query.get('orderBy') ?? 'created';
  if (!['created', '+created', '-created'].includes(order)) throw new Refusal(400, [`'${order}' is not a valid ordering`]);
  const seen = issue.comments.filter((comment) => seesComment(call.site, call.account, comment));
  const { items, startAt, maxResults, total } = page(call, order.startsWith('-') ? seen.toReversed() : seen, { usual: 100, most: 5000 });
  return ok({ startAt, maxResults, total, comments: items.map((comment) => shown(call, issue, comment)) });
}

function addComment(call: Call): RestAnswer {
  const issue = issueOf(call);
  if (call.site.projectOf(issue).state !== 'live' || !may(call.account, call.site.projectOf(issue), 'ADD_COMMENTS')) {
    // Jira answers 400 here, not 403.
    throw new Refusal(400, [`${call.account?.displayName ?? 'Anonymous'}, you do not have the permission to comment on this issue.`]);
  }
  const body = objectBody(call);
  const comment = call.site.addComment(
    call.principal,
    issue,
    readBody(body['body']),
    readVisibility(body['visibility']),
    readProperties(body['properties']),
  );
  return { status: 201, json: shown(call, issue, comment) };
}

function updateComment(call: Call): RestAnswer {
  const issue = issueOf(call);
  const comment = commentOr404(call, issue);
  const own = comment.author === call.principal.accountId;
  if (!may(call.account, call.site.projectOf(issue), own ? 'EDIT_OWN_COMMENTS' : 'EDIT_ALL_COMMENTS'))
    throw new Refusal(400, [`${call.account?.displayName ?? 'Anonymous'}, you do not have the permission to edit this comment.`]);
  const body = objectBody(call);
  const visibility = body['visibility'] === undefined ? {} : { visibility: readVisibility(body['visibility']) };
  for (const [key, value] of readProperties(body['properties'])) comment.properties.set(key, value);
  call.site.updateComment(call.principal, issue, comment, { body: readBody(body['body']), ...visibility });
  return ok(shown(call, issue, comment));
}

function deleteComment(call: Call): RestAnswer {
  const issue = issueOf(call);
  const comment = commentOr404(call, issue);
  const own = comment.author === call.principal.accountId;
  demand(
    call,
    issue,
    own ? 'DELETE_OWN_COMMENTS' : 'DELETE_ALL_COMMENTS',
    'You do not have permission to delete comment with id: ' + comment.id,
  );
  call.site.deleteComment(call.principal, issue, comment);
  return noContent;
}

const base = '/rest/api/3/issue/{issueIdOrKey}/comment';
export const commentRoutes: readonly Route[] = [
  { method: 'GET', template: base, scope: 'read:jira-work', handle: listComments },
  { method: 'POST', template: base, scope: 'write:jira-work', handle: addComment },
  {
    method: 'GET',
    template: `${base}/{id}`,
    scope: 'read:jira-work',
    handle: (call) => ok(shown(call, issueOf(call), commentOr404(call, issueOf(call)))),
  },
  { method: 'PUT', template: `${base}/{id}`, scope: 'write:jira-work', handle: updateComment },
  { method: 'DELETE', template: `${base}/{id}`, scope: 'write:jira-work', handle: deleteComment },
];
