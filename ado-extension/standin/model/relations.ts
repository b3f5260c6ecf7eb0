/** Links of a work item: files, hyperlinks, and links to other work items with their other end. */
import { END_OF_TIME, isObject, wireDate } from '../json.ts';
import type { Json } from '../json.ts';
import { HostError, notModelled, refusals } from '../wire/errors.ts';
import type { Organization, Relation } from './types.ts';

export interface RelationType {
  readonly referenceName: string;
  readonly name: string;
  readonly reverse: string | null;
  readonly usage: 'workItemLink' | 'resourceLink';
}

export const relationTypes: readonly RelationType[] = [
  { referenceName: 'System.LinkTypes.Related', name: 'Related', reverse: 'System.LinkTypes.Related', usage: 'workItemLink' },
  {
    referenceName: 'System.LinkTypes.Hierarchy-Forward',
    name: 'Child',
    reverse: 'System.LinkTypes.Hierarchy-Reverse',
    usage: 'workItemLink',
  },
  {
    referenceName: 'System.LinkTypes.Hierarchy-Reverse',
    name: 'Parent',
    reverse: 'System.LinkTypes.Hierarchy-Forward',
    usage: 'workItemLink',
  },
  {
    referenceName: 'System.LinkTypes.Dependency-Forward',
    name: 'Successor',
    reverse: 'System.LinkTypes.Dependency-Reverse',
    usage: 'workItemLink',
  },
  {
    referenceName: 'System.LinkTypes.Dependency-Reverse',
    name: 'Predecessor',
    reverse: 'System.LinkTypes.Dependency-Forward',
    usage: 'workItemLink',
  },
  { referenceName: 'AttachedFile', name: 'Attached File', reverse: null, usage: 'resourceLink' },
  { referenceName: 'Hyperlink', name: 'Hyperlink', reverse: null, usage: 'resourceLink' },
  { referenceName: 'ArtifactLink', name: 'Artifact Link', reverse: null, usage: 'resourceLink' },
];

/** https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits */
const MAX_ATTACHMENTS = 100;

export const attachmentIdIn = (url: string): string | null =>
  /\/_apis\/wit\/attachments\/([0-9a-f-]{36})(?:[/?]|$)/i.exec(url)?.[1]?.toLowerCase() ?? null;
export const workItemIdIn = (url: string): number | null => {
  const id = /\/_apis\/wit\/workitems\/(\d+)$/i.exec(url)?.[1];
  return id === undefined ? null : Number(id);
};

const commentOf = (attributes: unknown): string | null => {
  const comment = isObject(attributes) ? attributes['comment'] : undefined;
  return typeof comment === 'string' ? comment : null;
};

function resourceAttributes(
  organization: Organization,
  attributes: unknown,
  facts: { readonly [key: string]: Json },
): Relation['attributes'] {
  organization.counters.relation += 1;
  const now = wireDate(organization.now());
  const comment = commentOf(attributes);
  return {
    authorizedDate: now,
    id: organization.counters.relation,
    resourceCreatedDate: now,
    resourceModifiedDate: now,
    revisedDate: END_OF_TIME,
    ...(comment === null ? {} : { comment }),
    ...facts,
  };
}

function attachedFile(organization: Organization, existing: readonly Relation[], url: string, attributes: unknown): Relation {
  const id = attachmentIdIn(url);
  const file = id === null ? undefined : organization.attachments.get(id);
  if (file === undefined || (file.total !== null && file.bytes.length < file.total)) {
    throw new HostError(400, 'WorkItemResourceLinkException', `The attachment ${url} does not exist.`);
  }
  const files = existing.filter((relation) => relation.rel === 'AttachedFile');
  if (files.length >= MAX_ATTACHMENTS)
    throw new HostError(
      400,
      'WorkItemResourceLinkException',
      `TF237082: A work item cannot have more than ${MAX_ATTACHMENTS} attachments.`,
    );
  if (file.bytes.length > organization.attachmentLimit)
    throw new HostError(
      400,
      'WorkItemResourceLinkException',
      'TF237082: The file you are trying to upload exceeds the supported file upload size.',
    );
  const name = isObject(attributes) && typeof attributes['name'] === 'string' ? attributes['name'] : file.fileName;
  return {
    rel: 'AttachedFile',
    url: url.replace(/\?.*$/, ''),
    attributes: resourceAttributes(organization, attributes, { resourceSize: file.bytes.length, name }),
  };
}

/** Checks a relation that a patch adds, and gives it the attributes that the host adds. */
export function makeRelation(organization: Organization, existing: readonly Relation[], value: unknown): Relation {
  if (!isObject(value) || typeof value['rel'] !== 'string' || typeof value['url'] !== 'string') throw refusals.badPatch();
  const { rel, url, attributes } = value;
  const type = relationTypes.find((candidate) => candidate.referenceName.toLowerCase() === rel.toLowerCase());
  if (type === undefined) throw new HostError(400, 'WorkItemLinkTypeNotFoundException', `The link type ${rel} does not exist.`);
  if (
    existing.some(
      (relation) => relation.rel === type.referenceName && relation.url.toLowerCase() === url.replace(/\?.*$/, '').toLowerCase(),
    )
  ) {
    throw new HostError(400, 'WorkItemLinkAlreadyExistsException', 'The relation already exists.');
  }
  if (type.referenceName === 'AttachedFile') return attachedFile(organization, existing, url, attributes);
  if (type.usage === 'resourceLink') {
    if (!URL.canParse(url)) throw new HostError(400, 'WorkItemResourceLinkException', `The link ${url} is not valid.`);
    return { rel: type.referenceName, url, attributes: resourceAttributes(organization, attributes, {}) };
  }
  const target = workItemIdIn(url);
  if (target === null || !organization.workItems.has(target)) throw refusals.workItemMissing(target ?? url);
  // The host refuses it, in words that are not known here.
  if (type.referenceName === 'System.LinkTypes.Hierarchy-Reverse' && existing.some(({ rel: other }) => other === type.referenceName))
    throw notModelled('a second parent');
  const comment = commentOf(attributes);
  return { rel: type.referenceName, url, attributes: { isLocked: false, ...(comment === null ? {} : { comment }), name: type.name } };
}
