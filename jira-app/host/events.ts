/**
 * What Forge calls by itself: product events, the queue, the five-minute sweep, installation and upgrade.
 * Events are hints; they may come late, twice or never, and the sweep finds what they missed.
 * https://developer.atlassian.com/platform/forge/events-reference/jira/
 */
import { randomUUID } from 'node:crypto';
import { faultOf } from '@entente/core';
import { InvocationError, InvocationErrorCode } from '@forge/events';
import * as z from 'zod/mini';
import { issueOfEvent } from './issue-event.ts';
import { log } from './log.ts';
import { withNode, type Invocation } from './node.ts';
import { RUN_SAYS_MS, SOON_MS, isRunning, pushWork, pushWorkAt, sayEnded, sayRunning, timerReason } from './wake.ts';

export async function onIssue(event: unknown): Promise<InvocationError | undefined> {
  const issueId = issueOfEvent(event);
  if (issueId === null) {
    log.write('warn', 'event.noIssue', { type: eventTypeSchema.safeParse(event).data?.eventType ?? '' });
    return undefined;
  }
  return againWhereItFails('onIssue', () => withNode(({ node }) => node.noticeIssue(issueId)));
}

const eventTypeSchema = z.looseObject({ eventType: z.string() });

/** An exception alone would end the event: the platform delivers again what asks for it, for 24 hours. */
async function againWhereItFails(what: string, action: () => Promise<void>): Promise<InvocationError | undefined> {
  try {
    await action();
    return undefined;
  } catch (caught) {
    const { whose, code, detail, retryAfterMs } = faultOf(caught);
    log.write('error', 'event.fault', { what, whose, code, detail });
    const retryAfter = Math.min(900, Math.ceil((retryAfterMs ?? 10_000) / 1000));
    return new InvocationError({ retryAfter, retryReason: InvocationErrorCode.FUNCTION_RETRY_REQUEST });
  }
}

/** Long enough for an attachment or two; well within the `timeoutSeconds` of the manifest. */
const workFor = 240_000;

const workEventSchema = z.looseObject({ body: z.looseObject({ reason: z.string() }) });

/** One event of the queue. */
export function work(event: unknown): Promise<InvocationError | undefined> {
  const called = workEventSchema.safeParse(event).data?.body.reason !== timerReason;
  return againWhereItFails('work', () => withNode((invocation) => run(invocation, Date.now() + workFor, called)));
}

/** Works until nothing is left to do now, unless another run is at it. `called`: there was something to do, and not only a time to look. */
async function run({ node, wake }: Invocation, until: number, called: boolean): Promise<void> {
  // Of a run that has died since: its event comes again.
  if (await isRunning(Date.now())) return pushWorkAt(Date.now() + SOON_MS, Date.now());
  const id = randomUUID();
  await sayRunning(id, Date.now());
  const saying = setInterval(() => void sayRunning(id, Date.now()).catch(() => undefined), RUN_SAYS_MS / 2);
  const times: (number | null)[] = [];
  try {
    times.push(await workOn({ node, wake }, until));
  } finally {
    clearInterval(saying);
    await sayEnded(id);
  }
  // What was noticed while this run still said that it was at work.
  times.push((await node.work(until)).nextAt, called ? Date.now() + SOON_MS : null);
  const next = times.filter((at) => at !== null);
  if (next.length > 0) await pushWorkAt(Math.min(...next), Date.now());
}

/** What woke meanwhile is done by this run, as long as there is time; the rest is pushed by `withNode`. */
async function workOn({ node, wake }: Pick<Invocation, 'node' | 'wake'>, until: number): Promise<number | null> {
  for (;;) {
    wake.take();
    const { nextAt } = await node.work(until);
    if (Date.now() >= until || !(wake.take() || (nextAt !== null && nextAt <= Date.now()))) return nextAt;
  }
}

export async function sweep(): Promise<void> {
  await withNode(({ node }) => node.sweep());
  await pushWork('sweep');
}

/** Makes the node's identity at once, so that the first page and the first partner find it. */
export async function onLifecycle(): Promise<void> {
  // What was kept of an earlier installation says nothing of this one.
  await withNode(({ node }) => node.start());
  await pushWork('lifecycle');
}
