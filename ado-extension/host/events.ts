/**
 * Service hooks (https://learn.microsoft.com/azure/devops/service-hooks/events, …/service-hooks/services/webhooks).
 *
 * 1. Deliveries carry no signature: the secret goes into the basic-auth password, which the host keeps confidential.
 * 2. The address names the secret it was made with (a hash of it), so that subscriptions with an old one are found and replaced.
 */
import { createHash } from 'node:crypto';
import { faultOf, id, type EventEndpoint, type EventState, type IssueId, type Json } from '@entente/core';
import * as z from 'zod';
import { segment, type Client } from '../tracker/client.ts';

export const EVENT_TYPES = ['workitem.created', 'workitem.updated', 'workitem.commented', 'workitem.deleted', 'workitem.restored'] as const;
export const BASIC_USER = 'entente';

const subscriptionSchema = z.object({
  id: z.string(),
  eventType: z.string(),
  status: z.string().optional(),
  consumerInputs: z.record(z.string(), z.string()).default({}),
});
const subscriptionsSchema = z.object({ value: z.array(subscriptionSchema) });
type Subscription = z.infer<typeof subscriptionSchema>;

function addressOf({ url, secret }: EventEndpoint): string {
  return `${url}?secret=${createHash('sha256').update(secret, 'utf8').digest('hex').slice(0, 12)}`;
}

export async function checkEvents(client: Client, endpoint: EventEndpoint): Promise<readonly EventState[]> {
  const all = await ours(client, endpoint.url);
  return EVENT_TYPES.map((event) => {
    const found = all.filter(({ eventType }) => eventType === event);
    return { event, state: found.some(isAlive(addressOf(endpoint))) ? 'on' : found.length > 0 ? 'off' : 'missing' };
  });
}

export async function ensureEvents(client: Client, endpoint: EventEndpoint): Promise<void> {
  const { url, secret } = endpoint;
  const address = addressOf(endpoint);
  const present = (await ours(client, url)).filter(isAlive(address));
  for (const one of await ours(client, url)) if (!isAlive(address)(one)) await remove(client, one);
  for (const eventType of EVENT_TYPES) {
    if (!present.some((one) => one.eventType === eventType)) await subscribe(client, eventType, address, secret);
  }
}

export async function removeEvents(client: Client, url: string): Promise<void> {
  for (const one of await ours(client, url)) await remove(client, one);
}

async function ours(client: Client, url: string): Promise<readonly Subscription[]> {
  const query = { publisherId: 'tfs', consumerId: 'webHooks', consumerActionId: 'httpRequest' };
  const { data } = await client.json({ method: 'GET', path: '/_apis/hooks/subscriptions', query }, subscriptionsSchema);
  return data.value.filter(({ consumerInputs }) => consumerInputs['url']?.split('?')[0] === url);
}

/** The host disables subscriptions whose receiver failed for long; those are made anew. */
function isAlive(address: string): (one: Subscription) => boolean {
  return ({ consumerInputs, status = 'enabled' }) => consumerInputs['url'] === address && !status.startsWith('disabled');
}

async function subscribe(client: Client, eventType: string, url: string, secret: string): Promise<void> {
  const body = {
    publisherId: 'tfs',
    eventType,
    resourceVersion: '1.0',
    consumerId: 'webHooks',
    consumerActionId: 'httpRequest',
    // No project: the whole organisation.
    publisherInputs: {},
    consumerInputs: {
      url,
      basicAuthUsername: BASIC_USER,
      basicAuthPassword: secret,
      messagesToSend: 'none',
      detailedMessagesToSend: 'none',
    },
  };
  await client.json({ method: 'POST', path: '/_apis/hooks/subscriptions', body }, z.object({ id: z.string() }));
}

async function remove(client: Client, { id: subscriptionId }: Subscription): Promise<void> {
  try {
    await client.send({ method: 'DELETE', path: `/_apis/hooks/subscriptions/${segment(subscriptionId)}` });
  } catch (caught) {
    if (faultOf(caught).code !== 'tracker.notFound') throw caught;
  }
}

const eventSchema = z.object({ publisherId: z.literal('tfs'), eventType: z.string().startsWith('workitem.'), resource: z.unknown() });
const itemSchema = z.object({ id: z.int().positive() });
const updateSchema = z.object({ workItemId: z.int().optional(), revision: z.object({ id: z.int() }).optional() });

/** Null: not an event about a work item. */
export function readEvent(body: Json): readonly IssueId[] | null {
  const event = eventSchema.safeParse(body);
  if (!event.success) return null;
  const item =
    event.data.eventType === 'workitem.updated' ? itemOfUpdate(event.data.resource) : itemSchema.safeParse(event.data.resource).data?.id;
  return item === undefined ? null : [id<IssueId>(String(item))];
}

/** An update's own id is the number of the update; the work item is named beside it, or by the revision it made. */
function itemOfUpdate(resource: unknown): number | undefined {
  const update = updateSchema.safeParse(resource).data;
  return [update?.workItemId, update?.revision?.id].find((one) => one !== undefined && one > 0);
}

const revisedSchema = z.object({ rev: z.int().optional(), revision: z.object({ rev: z.int().optional() }).optional() });

/** The revision that the event is about. One that was deleted or restored is looked at whatever its revision. */
export function stampOf(body: Json): number | null {
  const event = eventSchema.safeParse(body);
  if (!event.success || !['workitem.created', 'workitem.updated', 'workitem.commented'].includes(event.data.eventType)) return null;
  const resource = revisedSchema.safeParse(event.data.resource).data;
  return resource?.revision?.rev ?? resource?.rev ?? null;
}
