/**
 * Webhooks as they are since Jira 10: registered by an admin, delivered behind the user's back, in no certain order.
 * https://developer.atlassian.com/server/jira/platform/webhooks/
 *
 * 1. A delivery carries `X-Hub-Signature: sha256=…` of its body where the webhook has a secret, and is not tried again.
 * 2. Late, twice and never are at the test's wish.
 */
import { createHmac } from 'node:crypto';
import { asList, asText, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { ChangeItem, ChangeRow, CommentRow, IssueRow, JiraEvent } from '../model/types.ts';
import { objectBody } from '../rest/input.ts';
import { noContent, ok, Refusal, type RestAnswer } from '../rest/wire.ts';
import type { DataCenter } from './data-center.ts';
import { commentView, fieldsView, userOrNull } from './views.ts';
import { notAdmin, type DataCenterCall, type DataCenterRoute } from './wire.ts';

interface Webhook {
  readonly id: number;
  name: string;
  url: string;
  events: readonly string[];
  active: boolean;
  configuration: { readonly [key: string]: string };
}

interface Delivery {
  readonly event: string;
  readonly body: JsonObject;
}

export class Webhooks {
  readonly all: Webhook[] = [];
  delayMs = 0;
  readonly #underWay = new Set<Promise<void>>();
  #duplicate = 0;
  #drop = 0;
  #lastId = 0;

  add(given: Omit<Webhook, 'id'>): Webhook {
    this.#lastId += 1;
    const webhook = { ...given, id: this.#lastId };
    this.all.push(webhook);
    return webhook;
  }

  remove(id: number): boolean {
    const at = this.all.findIndex((webhook) => webhook.id === id);
    if (at >= 0) this.all.splice(at, 1);
    return at >= 0;
  }

  duplicateNext(count: number): void {
    this.#duplicate += count;
  }

  dropNext(count: number): void {
    this.#drop += count;
  }

  #times(): number {
    if (this.#drop > 0) {
      this.#drop -= 1;
      return 0;
    }
    if (this.#duplicate === 0) return 1;
    this.#duplicate -= 1;
    return 2;
  }

  deliver({ event, body }: Delivery): void {
    const text = JSON.stringify(body);
    for (const webhook of this.all.filter((one) => one.active && one.events.includes(event))) {
      for (let times = this.#times(); times > 0; times -= 1) {
        const sent: Promise<void> = this.#send(webhook, text).finally(() => this.#underWay.delete(sent));
        this.#underWay.add(sent);
      }
    }
  }

  async #send({ url, configuration }: Webhook, body: string): Promise<void> {
    if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
    const secret = configuration['SECRET'];
    const signature = secret === undefined ? null : createHmac('sha256', secret).update(body).digest('hex');
    const headers = { 'content-type': 'application/json', ...(signature === null ? {} : { 'x-hub-signature': `sha256=${signature}` }) };
    // What the receiver answers, and whether it is there, is of no interest to Jira.
    await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
  }

  async settle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}

const eventNames: { readonly [type: string]: string } = {
  'avi:jira:created:issue': 'jira:issue_created',
  'avi:jira:updated:issue': 'jira:issue_updated',
  'avi:jira:deleted:issue': 'jira:issue_deleted',
};

/** A comment is an event of its own, and an update of its issue. */
const commentUpdates = {
  comment_created: 'issue_commented',
  comment_updated: 'issue_comment_edited',
  comment_deleted: 'issue_comment_deleted',
} as const;

function issueBody(host: DataCenter, event: string, named: string, issue: IssueRow, actor: string | null): JsonObject {
  const view = { id: issue.id, self: `${host.site.baseUrl}/rest/api/2/issue/${issue.id}`, key: issue.key };
  return {
    timestamp: host.site.now(),
    webhookEvent: event,
    issue_event_type_name: named,
    user: userOrNull(host, actor),
    issue: { ...view, fields: fieldsView(host, issue, []) },
  };
}

/** Statuses are changed by transitions, whose event is the generic one. */
const nameOfChange = (items: readonly ChangeItem[]): string =>
  items.some(({ fieldId }) => fieldId === 'status') ? 'issue_generic' : 'issue_updated';

const changelog = ({ id, items }: ChangeRow): JsonObject => ({ id, items: items.map(({ fieldId: _cloud, ...item }) => item) });

function ofComment(
  host: DataCenter,
  event: keyof typeof commentUpdates,
  issue: IssueRow,
  comment: CommentRow,
  actor: string | null,
): readonly Delivery[] {
  const told = commentView(host, issue.id, comment, new Set());
  const by = event === 'comment_created' ? {} : { user: userOrNull(host, actor) };
  const update = issueBody(host, 'jira:issue_updated', commentUpdates[event], issue, actor);
  return [
    { event, body: { timestamp: host.site.now(), webhookEvent: event, ...by, comment: told } },
    { event: 'jira:issue_updated', body: event === 'comment_deleted' ? update : { ...update, comment: told } },
  ];
}

/** The site's own events say what happened. */
function deliveries(host: DataCenter, { type, rows, actor }: JiraEvent): readonly Delivery[] {
  if (rows === undefined) return [];
  const { issue, comment, change } = rows;
  if (comment !== undefined) {
    const event =
      type === 'avi:jira:deleted:comment' ? 'comment_deleted' : comment.created === comment.updated ? 'comment_created' : 'comment_updated';
    return ofComment(host, event, issue, comment, actor.accountId);
  }
  const event = eventNames[type];
  if (event === undefined) return [];
  const named = change === undefined ? event.replace('jira:', '') : nameOfChange(change.items);
  const body = issueBody(host, event, named, issue, actor.accountId);
  return [{ event, body: change === undefined ? body : { ...body, changelog: changelog(change) } }];
}

export function deliverEvents(host: DataCenter): void {
  host.site.onEvent((event) => deliveries(host, event).forEach((delivery) => host.webhooks.deliver(delivery)));
}

function view(host: DataCenter, { id, name, url, events, active, configuration }: Webhook): JsonObject {
  // The secret is written and never read.
  const { SECRET: _secret, ...shown } = configuration;
  return {
    id,
    name,
    url,
    events,
    active,
    configuration: shown,
    scopeType: 'global',
    sslVerificationRequired: true,
    createdDate: host.site.now(),
  };
}

function given(call: DataCenterCall): Omit<Webhook, 'id'> {
  const body = objectBody(call);
  const [name, url] = [asText(body['name']), asText(body['url'])];
  const events = asList(body['events']).filter((event) => typeof event === 'string');
  if (name === null || url === null || !URL.canParse(url)) throw new Refusal(400, ['A webhook needs a name and an address.']);
  const texts = (value: Json | undefined) =>
    Object.fromEntries(
      Object.entries(isObject(value) ? value : {}).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : [])),
    );
  return { name, url, events, active: body['active'] !== false, configuration: texts(body['configuration']) };
}

const asAdmin =
  (handle: DataCenterRoute['handle']): DataCenterRoute['handle'] =>
  (call) => {
    if (call.account?.admin !== true) throw notAdmin();
    return handle(call);
  };

function remove(call: DataCenterCall): RestAnswer {
  if (!call.host.webhooks.remove(Number(call.params['id']))) throw new Refusal(404, ['The webhook does not exist.']);
  return noContent;
}

const base = '/rest/jira-webhook/1.0/webhooks';

export const webhookRoutes: readonly DataCenterRoute[] = [
  { method: 'GET', template: base, handle: asAdmin(({ host }) => ok(host.webhooks.all.map((one) => view(host, one)))) },
  {
    method: 'POST',
    template: base,
    handle: asAdmin((call) => ({ status: 201, json: view(call.host, call.host.webhooks.add(given(call))) })),
  },
  { method: 'DELETE', template: `${base}/{id}`, handle: asAdmin(remove) },
];
