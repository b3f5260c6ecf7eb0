/** What an intent has made, looked for where the answer to its write was lost. */
import type { AttachmentFile, AttachmentId, IntentId, IntentTarget, IssueAttachment, IssueId, Person } from '@entente/core';
import type { JiraClient } from './client.ts';
import { readComments, readIssue, type IssueDialect } from './read-issue.ts';
import { millisOf } from './time.ts';

type Target<Kind extends IntentTarget['kind']> = Extract<IntentTarget, { kind: Kind }>;

export interface Finding<Text> {
  readonly dialect: IssueDialect<Text>;
  readonly client: JiraClient;
  readonly siteUrl: string;
  /** Entente's own account. */
  readonly self: () => Promise<Person>;
  readonly findIssue: (intent: IntentId, target: Target<'issue'>) => Promise<IssueId | null>;
  readonly describe: (attachment: IssueAttachment) => Promise<AttachmentFile | null>;
}

export async function findIntent<Text>(finding: Finding<Text>, intent: IntentId, target: IntentTarget): Promise<string | null> {
  const { dialect, client, siteUrl } = finding;
  if (target.kind === 'issue') return await finding.findIssue(intent, target);
  if (target.kind === 'attachment') return await findAttachment(finding, target);
  const comments = await readComments(dialect, client, siteUrl, target.issueId);
  return comments?.find((comment) => comment.marker === intent)?.id ?? null;
}

/** Attachments carry no marker: the oldest by Entente's own account, of that name, size and hash, since the intent was stored. */
async function findAttachment<Text>(finding: Finding<Text>, target: Target<'attachment'>): Promise<AttachmentId | null> {
  const issue = await readIssue(finding.dialect, finding.client, finding.siteUrl, target.issueId);
  if (issue === null) return null;
  const self = await finding.self();
  const since = millisOf(target.since) - 60_000;
  const candidates = issue.attachments
    .filter((one) => one.filename === target.file.filename && one.size === target.file.size)
    .filter((one) => one.author?.id === self.id && millisOf(one.createdAt) >= since)
    .toSorted((a, b) => millisOf(a.createdAt) - millisOf(b.createdAt));
  for (const candidate of candidates) {
    const described = await finding.describe(candidate);
    if (described?.sha256 === target.file.sha256) return candidate.id;
  }
  return null;
}
