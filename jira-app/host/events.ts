/**
 * What Forge calls by itself: product events, the queue, the five-minute sweep, installation and upgrade.
 * Events are hints; they may come late, twice or never, and the sweep finds what they missed.
 * https://developer.atlassian.com/platform/forge/events-reference/jira/
 */
import { id, type IssueId } from '@entente/core';
import * as z from 'zod/mini';
import { log } from './log.ts';
import { withNode } from './node.ts';
import { pushWork, pushWorkAt } from './wake.ts';

const anyId = z.union([z.string(), z.number()]);
const issueEventSchema = z.looseObject({
  eventType: z.optional(z.string()),
  issue: z.optional(z.looseObject({ id: anyId })),
  attachment: z.optional(z.looseObject({ issueId: z.optional(anyId) })),
});

export async function onIssue(event: unknown): Promise<void> {
  const parsed = issueEventSchema.safeParse(event);
  const issueId = parsed.data?.issue?.id ?? parsed.data?.attachment?.issueId;
  if (issueId === undefined) {
    log.write('warn', 'event.noIssue', { type: parsed.data?.eventType ?? '' });
    return;
  }
  await withNode(({ node }) => node.noticeIssue(id<IssueId>(String(issueId))));
}

/** Long enough for an attachment or two; well within the `timeoutSeconds` of the manifest. */
const workFor = 240_000;

/** One event of the queue. A failure is thrown, so that the platform delivers the event again. */
export async function work(): Promise<void> {
  const until = Date.now() + workFor;
  await withNode(async ({ node, wake }) => {
    for (;;) {
      wake.take();
      const { nextAt } = await node.work(until);
      // What woke meanwhile is done by this run, as long as there is time; the rest is pushed by `withNode`.
      if (Date.now() < until && wake.take()) continue;
      if (nextAt !== null) await pushWorkAt(nextAt, Date.now());
      return;
    }
  });
}

export async function sweep(): Promise<void> {
  await withNode(({ node }) => node.sweep());
  await pushWork('sweep');
}

/** Makes the node's identity at once, so that the first page and the first partner find it. */
export async function onLifecycle(): Promise<void> {
  await withNode(() => Promise.resolve());
  await pushWork('lifecycle');
}
