/** https://learn.microsoft.com/rest/api/azure/devops/wit/comments: a preview resource, 4 on REST 7.1 and 3 on 7.0. */
import { id } from '@entente/core';
import type { CommentId, IssueComment, IssueId, Loss, RichDocument, Updated } from '@entente/core';
import { commentSchema, commentsSchema, type Comment } from './answers.schema.ts';
import { segment, type Call, type Client } from './client.ts';
import { invalidAnswer } from './faults.ts';
import { toPerson } from './people.ts';
import { readRichText, writeHtml } from './rich-text.ts';
import { inProject, orGone } from './work-items.ts';

const PREVIEW = [4, 3] as const;
const PAGE = 200;

/** All comments, oldest first, whatever the host's page size. */
export async function readComments(client: Client, project: string, issueId: IssueId): Promise<readonly IssueComment[]> {
  const comments: Comment[] = [];
  let query: Record<string, string | number> = { $top: PAGE, order: 'asc', $expand: 'renderedText' };
  for (;;) {
    const { data } = await client.json({ method: 'GET', path: commentsPath(project, issueId), query, preview: PREVIEW }, commentsSchema);
    comments.push(...data.comments);
    if (typeof data.continuationToken !== 'string' || data.comments.length === 0) break;
    if (query['continuationToken'] === data.continuationToken) throw invalidAnswer('comments: a page that brings nothing new', false);
    query = { ...query, continuationToken: data.continuationToken };
  }
  return comments.filter(({ isDeleted }) => isDeleted !== true).map((comment) => toComment(client, comment));
}

export interface AddedComment {
  readonly comment: IssueComment;
  readonly losses: readonly Loss[];
}

export async function addComment(client: Client, issueId: IssueId, body: RichDocument): Promise<AddedComment> {
  const { native, losses } = writeHtml(client, body);
  const post = async (project: string) =>
    await client.json(await writing(client, 'POST', commentsPath(project, issueId), native), commentSchema);
  const { data } = await inProject(client, issueId, post);
  return { comment: toComment(client, data), losses };
}

export async function updateComment(client: Client, issueId: IssueId, commentId: CommentId, body: RichDocument): Promise<Updated> {
  return await orGone(async () => {
    const { native, losses } = writeHtml(client, body);
    const change = async (project: string) =>
      await client.send(await writing(client, 'PATCH', commentPath(project, issueId, commentId), native));
    await inProject(client, issueId, change);
    return { outcome: 'done', revision: null, losses };
  });
}

export async function removeComment(client: Client, issueId: IssueId, commentId: CommentId): Promise<Updated> {
  return await orGone(async () => {
    const remove = async (project: string) =>
      await client.send({ method: 'DELETE', path: commentPath(project, issueId, commentId), preview: PREVIEW });
    await inProject(client, issueId, remove);
    return { outcome: 'done', revision: null, losses: [] };
  });
}

function toComment(client: Client, comment: Comment): IssueComment {
  // Markdown comments come with what they render to; that is HTML.
  const markdown = comment.format === 'markdown';
  const { document, losses } =
    markdown && comment.renderedText === undefined
      ? readRichText(client, comment.text, 'markdown')
      : readRichText(client, markdown ? (comment.renderedText ?? '') : comment.text, 'html');
  return {
    id: id<CommentId>(String(comment.id)),
    author: toPerson(comment.createdBy),
    createdAt: comment.createdDate,
    updatedAt: comment.modifiedDate ?? comment.createdDate,
    body: document,
    losses,
    marker: null,
    internal: false,
  };
}

/** From 7.1 on a comment's format can be named; the host's own default may be Markdown. */
async function writing(client: Client, method: 'POST' | 'PATCH', path: string, text: string): Promise<Call> {
  const query: Record<string, string> = (await client.version()) === '7.1' ? { format: 'html' } : {};
  return { method, path, query, body: { text }, preview: PREVIEW };
}

function commentsPath(project: string, issueId: IssueId): string {
  return `/${segment(project)}/_apis/wit/workItems/${segment(issueId)}/comments`;
}

function commentPath(project: string, issueId: IssueId, commentId: CommentId): string {
  return `${commentsPath(project, issueId)}/${segment(commentId)}`;
}
