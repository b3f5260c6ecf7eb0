/** Service hooks. https://learn.microsoft.com/rest/api/azure/devops/hooks/subscriptions */
import * as z from 'zod';
import type { Json } from '../../json.ts';
import { wireDate } from '../../json.ts';
import { canManageHooks, findProject, newGuid, stableId, userOf } from '../../model/organization.ts';
import type { Subscription } from '../../model/types.ts';
import { addressOf } from '../address.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { param } from '../call.ts';
import { HostError, notModelled, refusals } from '../errors.ts';
import { hookScopes } from '../scopes.ts';
import { identityRef } from '../represent.ts';
import { consumer, eventTypes, publisher } from '../../hooks/catalogue.ts';

const inputs = z.record(z.string(), z.string());
const subscriptionSchema = z.object({
  publisherId: z.string(),
  eventType: z.string(),
  resourceVersion: z.string().nullish(),
  consumerId: z.string(),
  consumerActionId: z.string(),
  publisherInputs: inputs.nullish(),
  consumerInputs: inputs.nullish(),
  status: z.enum(['enabled', 'disabledByUser', 'onProbation', 'disabledBySystem', 'disabledByInactiveIdentity']).nullish(),
});
type Wanted = z.infer<typeof subscriptionSchema>;

const invalid = (why: string): HostError => new HostError(400, 'SubscriptionInputException', why, { home: 'hooks' });

function checkPermission(call: Call): void {
  if (!canManageHooks(call.user)) throw refusals.lacks(call.user.displayName, 'Edit subscription');
}

function readBody(call: Call): Wanted {
  const parsed = subscriptionSchema.safeParse(call.body);
  if (!parsed.success) throw invalid('The subscription is not valid.');
  const { publisherId, eventType, consumerId, consumerActionId, publisherInputs, consumerInputs } = parsed.data;
  if (publisherId !== 'tfs') throw notModelled(`the publisher ${publisherId}`);
  if (!eventTypes.includes(eventType)) throw notModelled(`the event type ${eventType}`);
  if (consumerId !== 'webHooks' || consumerActionId !== 'httpRequest') throw notModelled(`the consumer ${consumerId}/${consumerActionId}`);
  const url = consumerInputs?.['url'];
  if (url === undefined || !URL.canParse(url)) throw invalid('The required input "url" was not supplied or is not a valid URI.');
  const project = publisherInputs?.['projectId'];
  if (project !== undefined && project !== '' && findProject(call.organization, project) === null) throw refusals.projectMissing(project);
  if (
    consumerInputs?.['basicAuthPassword'] !== undefined &&
    !url.startsWith('https:') &&
    !/^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(url)
  ) {
    throw invalid('Basic authentication credentials can be sent over HTTPS only.');
  }
  return parsed.data;
}

/** What is confidential shows as asterisks, for ever. */
function maskedInputs(subscription: Subscription): Json {
  return Object.fromEntries(
    Object.entries(subscription.consumerInputs).map(([name, value]) => [name, name === 'basicAuthPassword' ? '********' : value]),
  );
}

function subscriptionJson(call: Call, subscription: Subscription): Json {
  const address = addressOf(call);
  const url = `${call.base}/_apis/hooks/subscriptions/${subscription.id}`;
  const target = new URL(subscription.consumerInputs['url'] ?? 'http://invalid');
  return {
    id: subscription.id,
    url,
    status: subscription.status,
    publisherId: subscription.publisherId,
    eventType: subscription.eventType,
    subscriber: null,
    resourceVersion: subscription.resourceVersion,
    eventDescription:
      subscription.publisherInputs['workItemType'] === undefined
        ? 'Any work item'
        : `Work item type ${subscription.publisherInputs['workItemType']}`,
    consumerId: subscription.consumerId,
    consumerActionId: subscription.consumerActionId,
    actionDescription: `To host ${target.hostname}`,
    probationRetries: subscription.failures,
    createdBy: identityRef(address, userOf(call.organization, subscription.createdBy)),
    createdDate: wireDate(subscription.createdAt),
    modifiedBy: identityRef(address, userOf(call.organization, subscription.modifiedBy)),
    modifiedDate: wireDate(subscription.modifiedAt),
    publisherInputs: subscription.publisherInputs,
    consumerInputs: maskedInputs(subscription),
    _links: { self: { href: url }, consumer: { href: `${call.base}/_apis/hooks/consumers/webHooks` } },
  };
}

const publisherInputsOf = (call: Call, wanted: Wanted): Record<string, string> => ({
  ...wanted.publisherInputs,
  hostId: call.organization.id,
  tfsSubscriptionId: stableId('tfs', newGuid()),
});

function create(call: Call): Answer {
  const wanted = readBody(call);
  checkPermission(call);
  const now = call.organization.now();
  const subscription: Subscription = {
    id: newGuid(),
    status: wanted.status === 'disabledByUser' ? 'disabledByUser' : 'enabled',
    publisherId: wanted.publisherId,
    eventType: wanted.eventType,
    resourceVersion: wanted.resourceVersion ?? null,
    consumerId: wanted.consumerId,
    consumerActionId: wanted.consumerActionId,
    publisherInputs: publisherInputsOf(call, wanted),
    consumerInputs: { ...wanted.consumerInputs },
    createdBy: call.user.id,
    createdAt: now,
    modifiedBy: call.user.id,
    modifiedAt: now,
    failures: 0,
  };
  call.organization.subscriptions.set(subscription.id, subscription);
  return { body: subscriptionJson(call, subscription) };
}

function find(call: Call, id: string): Subscription {
  const subscription = call.organization.subscriptions.get(id.toLowerCase());
  if (subscription === undefined)
    throw new HostError(404, 'SubscriptionNotFoundException', `The subscription ${id} could not be found.`, { home: 'hooks' });
  return subscription;
}

function replace(call: Call): Answer {
  const subscription = find(call, param(call, 'subscriptionId'));
  const wanted = readBody(call);
  checkPermission(call);
  // A masked password means: the one that is there.
  const password =
    wanted.consumerInputs?.['basicAuthPassword'] === '********'
      ? subscription.consumerInputs['basicAuthPassword']
      : wanted.consumerInputs?.['basicAuthPassword'];
  Object.assign(subscription, {
    status: wanted.status === 'disabledByUser' ? 'disabledByUser' : 'enabled',
    eventType: wanted.eventType,
    resourceVersion: wanted.resourceVersion ?? null,
    publisherInputs: publisherInputsOf(call, wanted),
    consumerInputs: { ...wanted.consumerInputs, ...(password === undefined ? {} : { basicAuthPassword: password }) },
    modifiedBy: call.user.id,
    modifiedAt: call.organization.now(),
    failures: 0,
  });
  return { body: subscriptionJson(call, subscription) };
}

function remove(call: Call): Answer {
  const subscription = find(call, param(call, 'subscriptionId'));
  checkPermission(call);
  call.organization.subscriptions.delete(subscription.id);
  return { status: 204 };
}

function list(call: Call): Answer {
  const wanted = (['publisherId', 'eventType', 'consumerId', 'consumerActionId'] as const).map(
    (name) => [name, call.query.get(name)] as const,
  );
  const found = [...call.organization.subscriptions.values()].filter((subscription) =>
    wanted.every(([name, value]) => value === null || subscription[name] === value),
  );
  return { body: found.map((subscription) => subscriptionJson(call, subscription)) };
}

function notifications(call: Call): Answer {
  const subscription = find(call, param(call, 'subscriptionId'));
  return { body: call.host.delivery.history(call.organization, subscription.id) };
}

const hooks = { area: 'hooks', version: 1, released: true, scopes: hookScopes } as const;
const one = (call: Call, found: Json | null, what: string): Answer => {
  if (found === null) throw notModelled(`the ${what}`);
  return { body: found };
};

export const hookResources: readonly Resource[] = [
  {
    ...hooks,
    id: 'fc50d02a-849f-41fb-8af1-0a5216103269',
    name: 'Subscriptions',
    template: '_apis/{area}/{resource}/{subscriptionId}',
    list: { GET: list, POST: create },
    item: { GET: (call) => ({ body: subscriptionJson(call, find(call, param(call, 'subscriptionId'))) }), PUT: replace, DELETE: remove },
  },
  {
    ...hooks,
    id: '0c62d343-21b0-4732-997b-017fde84dc28',
    name: 'Notifications',
    template: '_apis/{area}/Subscriptions/{subscriptionId}/{resource}',
    list: { GET: notifications },
  },
  {
    ...hooks,
    id: '1e83a210-5b53-43bc-90f0-d476a4e5d731',
    name: 'Publishers',
    template: '_apis/{area}/{resource}/{publisherId}',
    list: { GET: (call) => ({ body: [publisher(call.base)] }) },
    item: { GET: (call) => one(call, param(call, 'publisherId') === 'tfs' ? publisher(call.base) : null, 'publisher') },
  },
  {
    ...hooks,
    id: '4301c514-5f34-4f5d-a145-f0ea7b5b7d19',
    name: 'Consumers',
    template: '_apis/{area}/{resource}/{consumerId}',
    list: { GET: (call) => ({ body: [consumer(call.base)] }) },
    item: { GET: (call) => one(call, param(call, 'consumerId') === 'webHooks' ? consumer(call.base) : null, 'consumer') },
  },
];
