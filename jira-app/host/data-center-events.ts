/**
 * Jira's webhooks as hints (https://developer.atlassian.com/server/jira/platform/webhooks/).
 *
 * 1. Every delivery is signed with the secret (`X-Hub-Signature`, HMAC-SHA-256 of the body); without it nothing is read.
 * 2. The address names the secret it was made with (a hash of it), so that webhooks with an old one are found and replaced.
 * 3. Before Jira 10 there is another API, which knows no secret: there the sweep alone finds changes.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { faultError, id, type EventEndpoint, type EventState, type IssueId, type Json } from '@entente/core';
import * as z from 'zod';
import type { JiraClient } from '../tracker/client.ts';
import { at, path } from '../tracker/data-center-client.ts';
import { serverInfoSchema } from '../tracker/data-center-schemas.ts';

export const EVENTS = [
  'jira:issue_created',
  'jira:issue_updated',
  'jira:issue_deleted',
  'comment_created',
  'comment_updated',
  'comment_deleted',
] as const;

const webhooks = '/rest/jira-webhook/1.0/webhooks';
const webhookSchema = z.looseObject({
  id: z.number(),
  url: z.string(),
  active: z.boolean().optional(),
  events: z.array(z.string()).optional(),
});
type Webhook = z.infer<typeof webhookSchema>;

async function ours(client: JiraClient, url: string): Promise<readonly Webhook[]> {
  const all = await client.read(z.array(webhookSchema), webhooks);
  return all.filter((one) => one.url.split('?')[0] === url);
}

async function remove(client: JiraClient, { id: webhookId }: Webhook): Promise<void> {
  await client.change('DELETE', at(`${webhooks}/`, [String(webhookId)]));
}

function isAlive(address: string): (one: Webhook) => boolean {
  return ({ url, active, events = [] }) => url === address && active !== false && EVENTS.every((event) => events.includes(event));
}

function addressOf({ url, secret }: EventEndpoint): string {
  return `${url}?secret=${createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 12)}`;
}

async function refuseOldVersions(client: JiraClient): Promise<void> {
  const { version } = await client.read(serverInfoSchema, path(['serverInfo']));
  if (Number.parseInt(version, 10) < 10)
    throw faultError({ whose: 'tracker', code: 'tracker.refused', detail: `Jira ${version} has no signed webhooks` });
}

/** `off`: the webhook is inactive, or signs with an older secret. */
export async function checkEvents(client: JiraClient, endpoint: EventEndpoint): Promise<readonly EventState[]> {
  await refuseOldVersions(client);
  const present = await ours(client, endpoint.url);
  const address = addressOf(endpoint);
  return EVENTS.map((event) => {
    const sending = present.filter(({ events = [] }) => events.includes(event));
    const isOn = sending.some(({ url, active }) => url === address && active !== false);
    return { event, state: isOn ? 'on' : sending.length > 0 ? 'off' : 'missing' };
  });
}

export async function ensureEvents(client: JiraClient, endpoint: EventEndpoint): Promise<void> {
  const { url, secret } = endpoint;
  await refuseOldVersions(client);
  const address = addressOf(endpoint);
  const present = await ours(client, url);
  const [kept] = present.filter(isAlive(address));
  for (const one of present) if (one.id !== kept?.id) await remove(client, one);
  if (kept !== undefined) return;
  const body = {
    name: 'Entente',
    url: address,
    events: EVENTS,
    active: true,
    scopeType: 'global',
    configuration: { SECRET: secret, EXCLUDE_BODY: 'false' },
  };
  await client.write(webhookSchema, 'POST', webhooks, body);
}

export async function removeEvents(client: JiraClient, url: string): Promise<void> {
  for (const one of await ours(client, url)) await remove(client, one);
}

export function isDelivery(headers: { readonly [name: string]: string | undefined }, body: string, secret: string): boolean {
  const given = /^sha256=([0-9a-f]{64})$/i.exec(headers['x-hub-signature'] ?? '')?.[1];
  if (given === undefined) return false;
  return timingSafeEqual(Buffer.from(given, 'hex'), createHmac('sha256', secret).update(body, 'utf8').digest());
}

const issueEvent = z.object({
  webhookEvent: z.string().startsWith('jira:issue_'),
  issue: z.object({ id: z.coerce.string().regex(/^\d+$/) }),
});
/** A comment names its issue by its own address alone: `…/rest/api/2/issue/10013/comment/10082`. */
const commentEvent = z.object({
  webhookEvent: z.string().startsWith('comment_'),
  comment: z.object({ self: z.string() }),
});

/** Null: not an event about an issue. */
export function readEvent(body: Json): readonly IssueId[] | null {
  const issue = issueEvent.safeParse(body).data?.issue.id;
  const self = commentEvent.safeParse(body).data?.comment.self;
  const found = issue ?? /\/issue\/(\d+)\/comment\/\d+$/.exec(self ?? '')?.[1];
  return found === undefined ? null : [id<IssueId>(found)];
}
