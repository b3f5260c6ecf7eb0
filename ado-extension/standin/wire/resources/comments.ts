/** The discussion of a work item. https://learn.microsoft.com/rest/api/azure/devops/wit/comments */
import * as z from 'zod';
import { wireDate } from '../../json.ts';
import type { Json } from '../../json.ts';
import { currentVersion } from '../../model/comment-records.ts';
import { addComment, editComment, findComment, removeComment } from '../../model/comments.ts';
import { userOf } from '../../model/organization.ts';
import type { Comment, CommentVersion, WorkItem } from '../../model/types.ts';
import { readableItem } from '../../model/work-items.ts';
import { addressOf } from '../address.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { intParam, requireProject } from '../call.ts';
import { HostError, notModelled, refusals } from '../errors.ts';
import { commentJson, identityRef, itemUrl } from '../represent.ts';
import { workScopes } from '../scopes.ts';

const PAGE = 200;

const bodySchema = z.object({ text: z.string(), format: z.union([z.string(), z.number()]).optional() });

function item(call: Call): WorkItem {
  requireProject(call);
  if (['reactions', '1', 'all', '-17'].includes(call.query.get('$expand')?.toLowerCase() ?? '')) throw notModelled('reactions to comments');
  return readableItem(call.organization, call.user, intParam(call, 'workItemId'), call.project);
}

/** Comments know formats from 7.1 on, and only on Services. */
const knowsFormats = (call: Call): boolean => call.host.flavour === 'services' && (call.version?.number ?? 7.1) >= 7.1;

const shown = (call: Call, of: WorkItem, comment: Comment): Json => {
  const expand = (call.query.get('$expand') ?? 'none').toLowerCase();
  return commentJson(addressOf(call), of, comment, {
    rendered: ['renderedtext', 'renderedtextonly', '8', '16'].includes(expand),
    format: knowsFormats(call),
  });
};

function readBody(call: Call): string {
  const parsed = bodySchema.safeParse(call.body);
  if (!parsed.success) throw refusals.badArgument('request', 'Value cannot be null.');
  return parsed.data.text;
}

function formatAsked(call: Call): CommentVersion['format'] {
  const asked = call.query.get('format')?.toLowerCase() ?? null;
  if (asked === null || asked === 'html' || asked === '1') return 'html';
  if (asked !== 'markdown' && asked !== '0') throw refusals.badArgument('format', `The value '${asked}' is not valid for format.`);
  if (!knowsFormats(call)) throw refusals.badArgument('format', 'The comment format cannot be chosen on this server.');
  return 'markdown';
}

/** Newest first unless told otherwise, as the host's page shows them. */
function list(call: Call): Answer {
  const of = item(call);
  const includeDeleted = call.query.flag('includeDeleted');
  const all = (call.organization.comments.get(of.id) ?? []).filter((comment) => includeDeleted || !currentVersion(comment).deleted);
  const ids = call.query.list('ids');
  if (ids !== null) {
    const found = all.filter((comment) => ids.includes(String(comment.id)));
    return { body: { totalCount: found.length, count: found.length, comments: found.map((comment) => shown(call, of, comment)) } };
  }
  const ordered = ['asc', '1'].includes(call.query.get('order')?.toLowerCase() ?? '') ? all : all.toReversed();
  const top = call.query.integer('$top') ?? PAGE;
  if (top < 1 || top > PAGE) throw refusals.badArgument('$top', `The value must be between 1 and ${PAGE}.`);
  const start = startOf(ordered, call.query.get('continuationToken'));
  const page = ordered.slice(start, start + top);
  const next = ordered[start + top];
  const token = next === undefined ? null : Buffer.from(`comment ${next.id}`).toString('base64url');
  return {
    body: {
      totalCount: all.length,
      count: page.length,
      comments: page.map((comment) => shown(call, of, comment)),
      ...(token === null
        ? {}
        : { continuationToken: token, nextPage: `${itemUrl(addressOf(call), of)}/comments?continuationToken=${token}` }),
    },
  };
}

function startOf(ordered: readonly Comment[], token: string | null): number {
  if (token === null || token === '') return 0;
  const id = /^comment (\d+)$/.exec(Buffer.from(token, 'base64url').toString())?.[1];
  const start = ordered.findIndex((comment) => String(comment.id) === id);
  if (start < 0) throw refusals.badArgument('continuationToken', `The continuation token '${token}' is not valid.`);
  return start;
}

function add(call: Call): Answer {
  const of = item(call);
  return { body: shown(call, of, addComment(call.organization, of, call.user, readBody(call), formatAsked(call))) };
}

function read(call: Call): Answer {
  const of = item(call);
  return { body: shown(call, of, findComment(call.organization, of, intParam(call, 'commentId'), call.query.flag('includeDeleted'))) };
}

function edit(call: Call): Answer {
  const of = item(call);
  const comment = findComment(call.organization, of, intParam(call, 'commentId'), false);
  return { body: shown(call, of, editComment(call.organization, of, comment, call.user, readBody(call))) };
}

function remove(call: Call): Answer {
  const of = item(call);
  removeComment(call.organization, of, findComment(call.organization, of, intParam(call, 'commentId'), false), call.user);
  return { status: 204 };
}

function versionJson(call: Call, of: WorkItem, comment: Comment, version: CommentVersion): Json {
  const address = addressOf(call);
  const first = comment.versions[0] ?? version;
  return {
    id: comment.id,
    version: version.version,
    text: version.text,
    createdBy: identityRef(address, userOf(call.organization, first.by)),
    createdDate: wireDate(first.at),
    modifiedBy: identityRef(address, userOf(call.organization, version.by)),
    modifiedDate: wireDate(version.at),
    isDeleted: version.deleted,
    url: `${itemUrl(address, of)}/comments/${comment.id}/versions/${version.version}`,
  };
}

function versions(call: Call): Answer {
  const of = item(call);
  const comment = findComment(call.organization, of, intParam(call, 'commentId'), true);
  return { body: comment.versions.map((version) => versionJson(call, of, comment, version)) };
}

function oneVersion(call: Call): Answer {
  const of = item(call);
  const comment = findComment(call.organization, of, intParam(call, 'commentId'), true);
  const wanted = intParam(call, 'version');
  const version = comment.versions.find((candidate) => candidate.version === wanted);
  if (version === undefined)
    throw new HostError(404, 'CommentVersionNotFoundException', `Comment ${comment.id} does not have the version ${wanted}.`);
  return { body: versionJson(call, of, comment, version) };
}

/** Comments were numbered by `commentId`, and counted otherwise. */
const wit = { area: 'wit', released: false, since: 7, scopes: workScopes } as const;

export const commentResources: readonly Resource[] = [
  {
    ...wit,
    id: '608aac0a-32e1-4493-a863-b9cf4566d257',
    name: 'comments',
    template: '{project}/_apis/{area}/workItems/{workItemId}/{resource}/{commentId}',
    version: { '7.0': 3, '7.1': 4, '7.2': 4 },
    list: { GET: list, POST: add },
    item: { GET: read, PATCH: edit, DELETE: remove },
  },
  {
    ...wit,
    id: '49e03b34-3be0-42e3-8a5d-e8dfb88ac954',
    name: 'commentsVersions',
    template: '{project}/_apis/{area}/workItems/{workItemId}/comments/{commentId}/versions/{version}',
    version: 1,
    list: { GET: versions },
    item: { GET: oneVersion },
  },
];
