/** Reading and writing work items (https://learn.microsoft.com/rest/api/azure/devops/wit/work-items). */
import { faultError, faultOf, id } from '@entente/core';
import type {
  AttachmentId,
  IntentId,
  Issue,
  IssueAttachment,
  IssueChanges,
  IssueComment,
  IssueDraft,
  IssueId,
  Loss,
  Updated,
} from '@entente/core';
import { placeSchema, workItemSchema, type Relation, type WorkItem } from './answers.schema.ts';
import { segment, type Client } from './client.ts';
import { ATTACHED_FILE, issueMarker, readAttachmentMarker, readIssueMarker } from './markers.ts';
import { toPerson } from './people.ts';
import { PRIORITY, orWithoutPriority, readPriority, toPriority, type PriorityValue } from './priority.ts';
import type { DescriptionField, Projects } from './projects.ts';
import { mediaTypeOf, pastedFiles, readRichText, writeRichText, type ReadText } from './rich-text.ts';

export const JSON_PATCH = 'application/json-patch+json';

export interface Operation {
  readonly op: 'add' | 'replace' | 'remove' | 'test';
  readonly path: string;
  readonly value?: unknown;
}

/** What writes need to know of a work item beforehand. */
export interface Place {
  readonly project: string;
  readonly type: string;
  readonly revision: number;
  /** Fields that somebody has turned to Markdown, by reference name. There is no way back. */
  readonly markdown: readonly string[];
}

export async function readPlace(client: Client, issueId: IssueId): Promise<Place> {
  const query = { fields: 'System.TeamProject,System.WorkItemType' };
  const { data } = await client.json({ method: 'GET', path: `/_apis/wit/workitems/${segment(issueId)}`, query }, placeSchema);
  const { fields, rev: revision } = data;
  return { project: fields['System.TeamProject'], type: fields['System.WorkItemType'], revision, markdown: markdownFields(data) };
}

/** https://learn.microsoft.com/azure/devops/boards/work-items/markdown-support */
function markdownFields({ multilineFieldsFormat }: Pick<WorkItem, 'multilineFieldsFormat'>): readonly string[] {
  const formats = Object.entries(multilineFieldsFormat ?? {});
  return formats.filter(([, format]) => format.toLowerCase() === 'markdown').map(([field]) => field);
}

const MOST_PLACES = 5000;
const places = new WeakMap<Client, Map<IssueId, Place>>();

/** Where a work item was last seen, and as what. */
function rememberPlace(client: Client, issueId: IssueId, place: Place): void {
  const known = places.get(client) ?? new Map<IssueId, Place>();
  places.set(client, known);
  known.delete(issueId);
  known.set(issueId, place);
  const oldest = known.size > MOST_PLACES ? known.keys().next() : null;
  if (oldest !== null && oldest.done !== true) known.delete(oldest.value);
}

/** What has to be asked below the work item's project. Asked for again where it has been moved since it was last seen. */
export async function inProject<Answer>(client: Client, issueId: IssueId, act: (project: string) => Promise<Answer>): Promise<Answer> {
  const known = places.get(client)?.get(issueId);
  if (known !== undefined) {
    const answer = await orNull(async () => ({ value: await act(known.project) }));
    if (answer !== null) return answer.value;
  }
  const place = await readPlace(client, issueId);
  rememberPlace(client, issueId, place);
  return await act(place.project);
}

/** Null: deleted or not visible. */
export async function readWorkItem(client: Client, issueId: IssueId): Promise<WorkItem | null> {
  return await orNull(
    async () =>
      (await client.json({ method: 'GET', path: `/_apis/wit/workitems/${segment(issueId)}`, query: { $expand: 'all' } }, workItemSchema))
        .data,
  );
}

export async function toIssue(client: Client, projects: Projects, item: WorkItem, comments: readonly IssueComment[]): Promise<Issue> {
  const { fields } = item;
  const place = {
    project: fields['System.TeamProject'],
    type: fields['System.WorkItemType'],
    revision: item.rev,
    markdown: markdownFields(item),
  };
  rememberPlace(client, id<IssueId>(String(item.id)), place);
  const description = readDescription(client, item);
  const relations = item.relations ?? [];
  const attached = relations.filter(({ rel }) => rel === ATTACHED_FILE).map(toAttachment);
  const texts = [...(description === null ? [] : [description.document]), ...comments.map(({ body }) => body)];
  return {
    id: id<IssueId>(String(item.id)),
    key: `#${item.id}`,
    url: item['_links']?.html?.href ?? `${client.instanceUrl}/_workitems/edit/${item.id}`,
    projectId: await projects.idOf(fields['System.TeamProject']),
    revision: String(item.rev),
    stamp: item.rev,
    createdAt: fields['System.CreatedDate'],
    updatedAt: fields['System.ChangedDate'],
    type: { id: fields['System.WorkItemType'], name: fields['System.WorkItemType'] },
    status: fields['System.State'],
    priority: readPriority(fields[PRIORITY]),
    summary: fields['System.Title'],
    description: description?.document ?? null,
    descriptionLosses: description?.losses ?? [],
    labels: splitTags(fields['System.Tags'] ?? ''),
    reporter: toPerson(fields['System.CreatedBy']),
    assignee: toPerson(fields['System.AssignedTo']),
    comments,
    attachments: [...attached, ...pastedFiles(texts, attached, fields['System.CreatedDate'])],
    marker: readIssueMarker(relations),
  };
}

/** The field that the type's form shows comes first; a text that a tool put into the other one is not overlooked. */
function readDescription(client: Client, { fields, multilineFieldsFormat }: WorkItem): ReadText | null {
  const order: readonly DescriptionField[] = ['Microsoft.VSTS.TCM.ReproSteps', 'System.Description'];
  for (const field of order) {
    const text = fields[field] ?? '';
    if (text.trim() === '') continue;
    return readRichText(client, text, multilineFieldsFormat?.[field] ?? 'html');
  }
  return null;
}

function splitTags(tags: string): readonly string[] {
  return tags
    .split(';')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}

/** `;` and `,` separate tags (https://learn.microsoft.com/azure/devops/boards/queries/add-tags-to-work-items). */
function joinTags(labels: readonly string[]): { readonly tags: string; readonly losses: readonly Loss[] } {
  const changed = labels.filter((label) => /[;,]/.test(label)).length;
  const tags = labels.map((label) => label.replace(/[;,]+/g, ' ').trim()).join('; ');
  return { tags, losses: changed === 0 ? [] : [{ what: 'label', count: changed }] };
}

export function attachmentIdOf({ url }: Pick<Relation, 'url'>): AttachmentId {
  return id<AttachmentId>(/\/attachments\/([0-9a-fA-F-]{36})/.exec(url)?.[1]?.toLowerCase() ?? url);
}

function toAttachment(relation: Relation): IssueAttachment {
  const filename = relation.attributes.name ?? 'attachment';
  return {
    id: attachmentIdOf(relation),
    filename,
    mediaType: mediaTypeOf(filename),
    size: relation.attributes.resourceSize ?? 0,
    createdAt: relation.attributes.resourceCreatedDate ?? relation.attributes.authorizedDate ?? '1970-01-01T00:00:00Z',
    author: null,
    marker: readAttachmentMarker(relation),
  };
}

/** The answer of a write is the whole item, but for its comments. */
const WHOLE = { $expand: 'all' };

export interface WrittenItem {
  readonly item: WorkItem;
  readonly losses: readonly Loss[];
}

/** There was nothing to write. */
export interface Untouched {
  readonly item: null;
  readonly losses: readonly Loss[];
}

export async function createWorkItem(client: Client, projects: Projects, intent: IntentId, draft: IssueDraft): Promise<WrittenItem> {
  const type = (await projects.types(draft.projectId)).find((one) => one.id === draft.typeId);
  if (type === undefined)
    throw faultError({ whose: 'tracker', code: 'tracker.refused', params: { field: 'System.WorkItemType', message: draft.typeId } });
  const { operations, losses } = toOperations(
    client,
    { summary: draft.summary, labels: draft.labels, ...(draft.description === null ? {} : { description: draft.description }) },
    inHtml(type.descriptionField),
  );
  const path = `/${segment(draft.projectId)}/_apis/wit/workitems/$${segment(draft.typeId)}`;
  return await orWithoutPriority(toPriority(draft.priority, type.hasPriority), async (priority) => {
    const body = [...operations, ...setPriority(priority), { op: 'add', path: '/relations/-', value: issueMarker(intent) }];
    const { data } = await client.json({ method: 'POST', path, query: WHOLE, body, contentType: JSON_PATCH }, workItemSchema);
    return { item: data, losses: [...losses, ...priority.losses] };
  });
}

function setPriority({ value }: PriorityValue): readonly Operation[] {
  return value === null ? [] : [{ op: 'add', path: `/fields/${PRIORITY}`, value }];
}

export async function updateWorkItem(
  client: Client,
  projects: Projects,
  issueId: IssueId,
  changes: IssueChanges,
  guard: string | null,
): Promise<WrittenItem | 'stale' | Untouched> {
  const field = changes.description === undefined ? inHtml('System.Description') : await textFieldOf(client, projects, issueId, guard);
  const { operations, losses } = toOperations(client, changes, field);
  return await orWithoutPriority(toPriority(changes.priority, true), async (priority) => {
    const all = [...operations, ...setPriority(priority)];
    const lost = [...losses, ...priority.losses];
    if (all.length === 0) return { item: null, losses: lost };
    const item = await patch(client, issueId, [...(guard === null ? [] : [testRevision(Number(guard))]), ...all]);
    return item === null ? 'stale' : { item, losses: lost };
  });
}

interface TextField {
  readonly field: DescriptionField;
  readonly markdown: boolean;
}

const inHtml = (field: DescriptionField): TextField => ({ field, markdown: false });

/** A place of the revision that guards the write needs no asking. */
async function textFieldOf(client: Client, projects: Projects, issueId: IssueId, guard: string | null): Promise<TextField> {
  const known = places.get(client)?.get(issueId);
  const place = known !== undefined && String(known.revision) === guard ? known : await readPlace(client, issueId);
  const types = await projects.types(place.project);
  const field = types.find(({ name }) => name === place.type)?.descriptionField ?? 'System.Description';
  return { field, markdown: place.markdown.includes(field) };
}

export function testRevision(revision: number): Operation {
  return { op: 'test', path: '/rev', value: revision };
}

/** The item as it is now, or null where a `test` failed (412) or another write came between (409): stale. */
export async function patch(client: Client, issueId: IssueId, operations: readonly Operation[]): Promise<WorkItem | null> {
  try {
    const path = `/_apis/wit/workitems/${segment(issueId)}`;
    const call = { method: 'PATCH', path, query: WHOLE, body: operations, contentType: JSON_PATCH } as const;
    return (await client.json(call, workItemSchema)).data;
  } catch (caught) {
    const fault = faultOf(caught);
    if (fault.code === 'tracker.conflict') return null;
    // Of all that test the same revision, the host does one at most, however late.
    throw operations[0]?.op === 'test' ? faultError({ ...fault, guarded: true }) : caught;
  }
}

function toOperations(
  client: Client,
  changes: IssueChanges,
  { field: descriptionField, markdown }: TextField,
): { readonly operations: readonly Operation[]; readonly losses: readonly Loss[] } {
  const operations: Operation[] = [];
  const losses: Loss[] = [];
  if (changes.summary !== undefined) operations.push({ op: 'add', path: '/fields/System.Title', value: changes.summary });
  if (changes.description !== undefined) {
    const encoded = changes.description === null ? { native: '', losses: [] } : writeRichText(client, changes.description, markdown);
    operations.push({ op: 'add', path: `/fields/${descriptionField}`, value: encoded.native });
    // Else the other field's text, which is read where this one is empty, would come back.
    if (encoded.native === '' && descriptionField !== 'System.Description')
      operations.push({ op: 'add', path: '/fields/System.Description', value: '' });
    losses.push(...encoded.losses);
  }
  if (changes.labels !== undefined) {
    const joined = joinTags(changes.labels);
    // `add` would merge with the tags that are there.
    operations.push({ op: 'replace', path: '/fields/System.Tags', value: joined.tags });
    losses.push(...joined.losses);
  }
  return { operations, losses };
}

export async function orNull<Value>(read: () => Promise<Value>): Promise<Value | null> {
  try {
    return await read();
  } catch (caught) {
    if (faultOf(caught).code === 'tracker.notFound') return null;
    throw caught;
  }
}

export async function orGone(write: () => Promise<Updated>): Promise<Updated> {
  return (await orNull(write)) ?? { outcome: 'gone' };
}
