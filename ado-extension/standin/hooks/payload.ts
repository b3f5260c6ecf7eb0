/** The body of an event. https://learn.microsoft.com/azure/devops/service-hooks/events#work-item-created */
import { textField } from '../model/fields.ts';
import type { Json, JsonObject } from '../json.ts';
import { wireDate } from '../json.ts';
import { textOf } from '../model/html.ts';
import { newGuid, stableId } from '../model/organization.ts';
import type { Change, Organization, Subscription } from '../model/types.ts';
import { projectOf } from '../model/work-items.ts';
import { fieldsJson, identityText, itemUrl, linksOf, readView, updateJson } from '../wire/represent.ts';
import type { Address } from '../wire/represent.ts';

const verbs = { created: 'created', updated: 'updated', commented: 'commented on', deleted: 'deleted', restored: 'restored' } as const;

function message(address: Address, change: Change, detail: string): JsonObject {
  const { workItem, revision, by } = change;
  const name = `${textField(revision.fields, 'System.WorkItemType')} #${workItem.id}`;
  const title = textField(revision.fields, 'System.Title');
  const url = `${address.base}/web/wi.aspx?pcguid=${address.organization.id}&id=${workItem.id}`;
  const tail = `${verbs[change.kind]} by ${by.displayName}.`;
  return {
    text: `${name} (${title}) ${tail}\r\n(${url})${detail === '' ? '' : `\r\n${detail}`}`,
    html: `<a href="${url.replace('&', '&amp;')}">${name}</a> (${title}) ${tail}${detail === '' ? '' : `<br/>${detail}`}`,
    markdown: `[${name}](${url}) (${title}) ${tail}${detail === '' ? '' : `\r\n${detail}`}`,
  };
}

/** Identities travel as texts in events. */
function resource(address: Address, change: Change): JsonObject {
  const { workItem, revision } = change;
  const view = readView('none', null);
  const item = {
    id: workItem.id,
    rev: revision.rev,
    fields: fieldsJson(address.organization, workItem, revision, view, identityText),
    ...(revision.relations.length === 0
      ? {}
      : { relations: revision.relations.map((relation) => ({ rel: relation.rel, url: relation.url, attributes: relation.attributes })) }),
  };
  if (change.kind === 'updated') {
    const url = itemUrl(address, workItem);
    return {
      ...updateJson(address, workItem, change.update),
      _links: { self: { href: `${url}/updates/${change.update.id}` }, workItemUpdates: { href: `${url}/updates` }, parent: { href: url } },
      revision: { ...item, url: `${url}/revisions/${revision.rev}` },
    };
  }
  if (change.kind === 'deleted') {
    const url = `${address.base}/_apis/wit/recyclebin/${workItem.id}`;
    return { ...item, _links: { ...linksOf(address, workItem), self: { href: url } }, url };
  }
  return { ...item, _links: linksOf(address, workItem), url: itemUrl(address, workItem) };
}

export function eventTypeOf(change: Change): string {
  return `workitem.${change.kind}`;
}

const set = (text: string | undefined): text is string => text !== undefined && text !== '';

/** Whether a subscription's filters let the change through. */
export function wants(organization: Organization, subscription: Subscription, change: Change, eventType: string): boolean {
  if (subscription.eventType !== eventType) return false;
  const { projectId, areaPath, workItemType, changedFields, commentPattern, tag } = subscription.publisherInputs;
  const { fields } = change.revision;
  const project = projectOf(organization, change.workItem);
  if (set(projectId) && projectId !== project.id) return false;
  const area = textField(fields, 'System.AreaPath');
  if (set(areaPath) && area !== areaPath && !area.startsWith(`${areaPath}\\`)) return false;
  if (set(workItemType) && fields['System.WorkItemType'] !== workItemType) return false;
  if (set(changedFields) && change.update.fields[changedFields] === undefined) return false;
  if (set(tag) && !textField(fields, 'System.Tags').split('; ').includes(tag)) return false;
  return !set(commentPattern) || textOf(textField(fields, 'System.History')).includes(commentPattern);
}

export interface EventIds {
  readonly subscription: Subscription;
  readonly notificationId: number;
  readonly eventType: string;
}

function pick(messages: JsonObject, wanted: string | undefined): Json {
  if (wanted === undefined || wanted === '' || wanted === 'all') return messages;
  return wanted === 'none' ? null : { [wanted]: messages[wanted] ?? '' };
}

export function payload(address: Address, change: Change, { subscription, notificationId, eventType }: EventIds): Json {
  const { organization } = address;
  const { resourceDetailsToSend, messagesToSend, detailedMessagesToSend } = subscription.consumerInputs;
  const detail = eventType === 'workitem.commented' ? textField(change.revision.fields, 'System.History') : '';
  const full = resource(address, change);
  const minimal = { id: change.workItem.id, url: itemUrl(address, change.workItem) };
  const sent = resourceDetailsToSend === 'none' ? null : resourceDetailsToSend === 'minimal' ? minimal : full;
  return {
    subscriptionId: subscription.id,
    notificationId,
    id: newGuid(),
    eventType,
    publisherId: 'tfs',
    message: pick(message(address, change, ''), messagesToSend),
    detailedMessage: pick(message(address, change, detail), detailedMessagesToSend),
    resource: sent,
    resourceVersion: subscription.resourceVersion ?? '1.0',
    resourceContainers: {
      collection: { id: organization.id, baseUrl: `${address.base}/` },
      account: { id: stableId('account', organization.name), baseUrl: `${address.base}/` },
      project: { id: change.workItem.projectId, baseUrl: `${address.base}/` },
    },
    createdDate: wireDate(change.revision.at),
  };
}
