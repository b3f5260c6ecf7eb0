/** The model as the host writes it in JSON. Addresses are made here, and nowhere kept but in relations. */
import { END_OF_TIME, wireDate } from '../json.ts';
import type { Json, JsonObject } from '../json.ts';
import { currentVersion } from '../model/comment-records.ts';
import { fields } from '../model/fields.ts';
import { userOf } from '../model/organization.ts';
import type {
  Comment,
  CommentVersion,
  FieldValue,
  Organization,
  Project,
  Relation,
  Revision,
  Update,
  User,
  WorkItem,
} from '../model/types.ts';
import { latest, projectOf, typeOf } from '../model/work-items.ts';
import { HostError } from './errors.ts';

export interface Address {
  readonly organization: Organization;
  readonly base: string;
  /** Where identities live: another host on Services. */
  readonly identities: string;
}

export function identityRef(address: Address, user: User): JsonObject {
  return {
    displayName: user.displayName,
    url: `${address.identities}/_apis/Identities/${user.id}`,
    _links: { avatar: { href: `${address.base}/_apis/GraphProfile/MemberAvatars/${user.descriptor}` } },
    id: user.id,
    uniqueName: user.uniqueName,
    imageUrl: `${address.base}/_apis/GraphProfile/MemberAvatars/${user.descriptor}`,
    descriptor: user.descriptor,
  };
}

/** `Jamal Hartnett <fabrikamfiber4@hotmail.com>` */
export const identityText = (user: User): string => `${user.displayName} <${user.uniqueName}>`;

export type IdentityStyle = (user: User) => Json;

export function fieldJson(organization: Organization, value: FieldValue, style: IdentityStyle): Json {
  return typeof value === 'object' ? style(userOf(organization, value.identity)) : value;
}

export const itemUrl = (address: Address, item: WorkItem): string => `${address.base}/${item.projectId}/_apis/wit/workItems/${item.id}`;

const expansions = ['none', 'relations', 'fields', 'links', 'all'] as const;

export interface ItemView {
  readonly expand: (typeof expansions)[number];
  /** Reference names asked for, or null. */
  readonly only: readonly string[] | null;
  /** A single work item shows its links unasked; the answer to a write its relations too. */
  readonly unasked?: 'links' | 'linksAndRelations';
}

/** `$expand` in any case of letters or by number, as enums are read; together with `fields` only `none` and `links` go. */
export function readView(expandText: string | null, only: readonly string[] | null): ItemView {
  const expand = expansions.find((name, index) => name === (expandText ?? 'none').toLowerCase() || String(index) === expandText);
  if (expand === undefined) {
    throw new HostError(400, 'VssPropertyValidationException', `The value '${expandText ?? ''}' is not valid for $expand.`, {
      home: 'webapi',
    });
  }
  if (only !== null && expand !== 'none' && expand !== 'links') {
    throw new HostError(400, 'ConflictingParametersException', 'The expand parameter can not be used with the fields parameter.');
  }
  return { expand, only };
}

/** Fields that the host computes for whoever asks for them by name or for everything. */
function derivedFields(organization: Organization, item: WorkItem, revision: Revision): Record<string, FieldValue> {
  const project = projectOf(organization, item);
  const node = (kind: 'area' | 'iteration', path: FieldValue | undefined) =>
    project.nodes.find((one) => one.kind === kind && one.path === path);
  const count = (rel: (name: string) => boolean): number => revision.relations.filter((relation) => rel(relation.rel)).length;
  const next = item.revisions.find((other) => other.rev === revision.rev + 1);
  const area = node('area', revision.fields['System.AreaPath']);
  return {
    'System.Id': item.id,
    'System.Rev': revision.rev,
    'System.AreaId': area?.id ?? 0,
    'System.NodeName': area?.name ?? project.name,
    'System.IterationId': node('iteration', revision.fields['System.IterationPath'])?.id ?? 0,
    'System.AuthorizedDate': wireDate(revision.at),
    'System.RevisedDate': next === undefined ? END_OF_TIME : wireDate(next.at),
    'System.Watermark': revision.watermark,
    'System.IsDeleted': revision.deleted,
    'System.AttachedFileCount': count((rel) => rel === 'AttachedFile'),
    'System.HyperLinkCount': count((rel) => rel === 'Hyperlink'),
    'System.RelatedLinkCount': count((rel) => rel.startsWith('System.LinkTypes.')),
  };
}

export function allFields(organization: Organization, item: WorkItem, revision: Revision): Record<string, FieldValue> {
  return { ...derivedFields(organization, item, revision), ...revision.fields };
}

export function fieldsJson(
  organization: Organization,
  item: WorkItem,
  revision: Revision,
  view: ItemView,
  style: IdentityStyle,
): JsonObject {
  const everything = allFields(organization, item, revision);
  const wanted = view.only ?? (view.expand === 'all' || view.expand === 'fields' ? Object.keys(everything) : Object.keys(revision.fields));
  const shown: Record<string, Json> = {};
  for (const name of Object.keys(fields)) {
    const value = everything[name];
    if (value !== undefined && wanted.includes(name)) shown[name] = fieldJson(organization, value, style);
  }
  return shown;
}

export const relationJson = (relation: Relation): Json => ({ rel: relation.rel, url: relation.url, attributes: relation.attributes });

function itemLinks(address: Address, item: WorkItem): JsonObject {
  const url = itemUrl(address, item);
  const { organization, base } = address;
  const project = projectOf(organization, item);
  const type = typeOf(organization, item);
  return {
    self: { href: url },
    workItemUpdates: { href: `${url}/updates` },
    workItemRevisions: { href: `${url}/revisions` },
    workItemComments: { href: `${url}/comments` },
    html: { href: `${base}/${encodeURIComponent(project.name)}/_workitems/edit/${item.id}` },
    workItemType: { href: `${base}/${project.id}/_apis/wit/workItemTypes/${encodeURIComponent(type.name)}` },
    fields: { href: `${base}/${project.id}/_apis/wit/fields` },
  };
}

function commentRefJson(address: Address, item: WorkItem, revision: Revision): JsonObject {
  if (revision.comment === null) return {};
  const { commentId, version, deleted } = revision.comment;
  return {
    commentVersionRef: {
      commentId,
      version,
      ...(deleted ? { isDeleted: true } : {}),
      url: `${itemUrl(address, item)}/comments/${commentId}/versions/${version}`,
    },
  };
}

export function itemJson(address: Address, item: WorkItem, view: ItemView, revision: Revision = latest(item)): Json {
  const style: IdentityStyle = (user) => identityRef(address, user);
  const shown = fieldsJson(address.organization, item, revision, view, style);
  const withRelations =
    (view.unasked === 'linksAndRelations' || view.expand === 'relations' || view.expand === 'all') && revision.relations.length > 0;
  const withLinks = (view.unasked !== undefined && view.only === null) || view.expand === 'links' || view.expand === 'all';
  const isLatest = revision === latest(item);
  const url = isLatest ? itemUrl(address, item) : `${itemUrl(address, item)}/revisions/${revision.rev}`;
  return {
    id: item.id,
    rev: revision.rev,
    fields: shown,
    ...(revision.markdown.length === 0
      ? {}
      : { multilineFieldsFormat: Object.fromEntries(revision.markdown.map((name) => [name, 'markdown'])) }),
    ...(withRelations ? { relations: revision.relations.map(relationJson) } : {}),
    ...commentRefJson(address, item, revision),
    ...(withLinks ? { _links: itemLinks(address, item) } : {}),
    url,
  };
}

export const linksOf = (address: Address, item: WorkItem): JsonObject => itemLinks(address, item);

/** The numbers and times of a revision change with every one; a link that the other end made is none, and changes none. */
function turnOf(item: WorkItem, update: Update): { readonly until: string; readonly changes: Update['fields'] } {
  const revised = item.updates.find((one) => one.rev === update.rev);
  const now = item.revisions.find((one) => one.rev === update.rev);
  if (revised !== update || now === undefined) return { until: wireDate(update.at), changes: {} };
  const before = item.revisions.find((one) => one.rev === update.rev - 1);
  const next = item.revisions.find((one) => one.rev === update.rev + 1);
  const until = next === undefined ? END_OF_TIME : wireDate(next.at);
  const change = (oldValue: FieldValue | undefined, newValue: FieldValue) =>
    oldValue === undefined ? { newValue } : { oldValue, newValue };
  return {
    until,
    changes: {
      ...(before === undefined ? { 'System.Id': { newValue: item.id } } : {}),
      'System.Rev': change(before?.rev, now.rev),
      'System.AuthorizedDate': change(before === undefined ? undefined : wireDate(before.at), wireDate(now.at)),
      'System.RevisedDate': change(before === undefined ? undefined : wireDate(now.at), until),
      'System.Watermark': change(before?.watermark, now.watermark),
    },
  };
}

export function updateJson(address: Address, item: WorkItem, update: Update): JsonObject {
  const style: IdentityStyle = (user) => identityRef(address, user);
  const url = `${itemUrl(address, item)}/updates/${update.id}`;
  const by = userOf(address.organization, update.by);
  const change = (name: string, { oldValue, newValue }: Update['fields'][string]): [string, Json] => [
    name,
    {
      ...(oldValue === undefined ? {} : { oldValue: fieldJson(address.organization, oldValue, style) }),
      ...(newValue === undefined ? {} : { newValue: fieldJson(address.organization, newValue, style) }),
    },
  ];
  const turn = turnOf(item, update);
  const changes = Object.entries({ ...turn.changes, ...update.fields }).map(([name, values]) => change(name, values));
  const relations = {
    ...(update.added.length === 0 ? {} : { added: update.added.map(relationJson) }),
    ...(update.removed.length === 0 ? {} : { removed: update.removed.map(relationJson) }),
    ...(update.changed.length === 0 ? {} : { updated: update.changed.map(relationJson) }),
  };
  return {
    id: update.id,
    workItemId: item.id,
    rev: update.rev,
    revisedBy: { ...identityRef(address, by), name: identityText(by) },
    revisedDate: turn.until,
    ...(changes.length === 0 ? {} : { fields: Object.fromEntries(changes) }),
    ...(Object.keys(relations).length === 0 ? {} : { relations }),
    url,
  };
}

export function commentJson(
  address: Address,
  item: WorkItem,
  comment: Comment,
  options: { readonly rendered: boolean; readonly format: boolean },
): Json {
  const current = currentVersion(comment);
  const first: CommentVersion = comment.versions[0] ?? current;
  const url = `${itemUrl(address, item)}/comments/${comment.id}`;
  return {
    mentions: [],
    workItemId: item.id,
    id: comment.id,
    version: current.version,
    text: current.text,
    createdBy: identityRef(address, userOf(address.organization, first.by)),
    createdDate: wireDate(first.at),
    modifiedBy: identityRef(address, userOf(address.organization, current.by)),
    modifiedDate: wireDate(current.at),
    ...(current.deleted ? { isDeleted: true } : {}),
    ...(options.format ? { format: current.format } : {}),
    ...(options.rendered ? { renderedText: current.text } : {}),
    url,
  };
}

export function projectJson(address: Address, project: Project): JsonObject {
  return {
    id: project.id,
    name: project.name,
    ...(project.description === '' ? {} : { description: project.description }),
    url: `${address.base}/_apis/projects/${project.id}`,
    state: 'wellFormed',
    revision: project.revision,
    visibility: 'private',
    lastUpdateTime: wireDate(project.lastUpdated),
  };
}
