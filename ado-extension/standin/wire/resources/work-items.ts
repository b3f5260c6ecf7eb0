/** Work items: create, read, update, delete, recycle bin, revisions and updates. */
import * as z from 'zod';
import { wireDate } from '../../json.ts';
import type { Json } from '../../json.ts';
import { canRead, userOf } from '../../model/organization.ts';
import { readPatch } from '../../model/patch.ts';
import { findType } from '../../model/processes.ts';
import type { Project, WorkItem } from '../../model/types.ts';
import { findField, textField } from '../../model/fields.ts';
import {
  createItem,
  deleteItem,
  destroyItem,
  latest,
  projectOf,
  readableItem,
  restoreItem,
  templateDraft,
  updateItem,
} from '../../model/work-items.ts';
import type { WriteOptions } from '../../model/work-items.ts';
import { addressOf } from '../address.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { intParam, param, requireProject } from '../call.ts';
import { HostError, refusals } from '../errors.ts';
import { identityText, itemJson, readView, updateJson } from '../represent.ts';
import type { ItemView } from '../represent.ts';
import { workScopes } from '../scopes.ts';

/** https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/get-work-items-batch */
const MAX_BATCH = 200;

function patchBody(call: Call, method: string): unknown {
  const type = call.headers['content-type'] ?? '';
  if (!/^application\/json-patch\+json\b/i.test(type)) {
    throw new HostError(
      400,
      'VssRequestContentTypeNotSupportedException',
      `The request indicated a Content-Type of "${type}" for method type "${method}" which is not supported. Valid content types for this method are: application/json-patch+json.`,
      { home: 'webapi' },
    );
  }
  return call.body;
}

const writeOptions = (call: Call): WriteOptions => ({
  by: call.user,
  bypassRules: call.query.flag('bypassRules'),
  validateOnly: call.query.flag('validateOnly'),
  suppressNotifications: call.query.flag('suppressNotifications'),
  // Markdown in long texts is on Services alone, from version 7.1 on.
  markdownAllowed: call.host.flavour === 'services' && (call.version?.number ?? 7.1) >= 7.1,
});

function fieldNames(names: readonly string[] | null): readonly string[] | null {
  if (names === null) return null;
  return names.map((name) => {
    const field = findField(name);
    if (field === null) throw refusals.fieldMissing(name);
    return field;
  });
}

function checkAsOf(asOf: string | null): number | null {
  if (asOf === null) return null;
  const at = Date.parse(asOf);
  if (Number.isNaN(at)) throw refusals.badArgument('asOf', `The value '${asOf}' is not valid for asOf.`);
  return at;
}

function showAsOf(call: Call, item: WorkItem, view: ItemView, asOf: number | null): Json {
  const revision = asOf === null ? latest(item) : item.revisions.findLast((candidate) => candidate.at <= asOf);
  if (revision === undefined) throw refusals.workItemMissing(item.id);
  return itemJson(addressOf(call), item, view, revision);
}

function create(call: Call): Answer {
  const project = requireProject(call);
  const operations = readPatch(patchBody(call, 'POST'));
  const type = findType(project, param(call, 'type'));
  if (type === null) throw refusals.typeMissing(param(call, 'type'), project.name);
  const item = createItem(call.organization, project, type, operations, writeOptions(call));
  return { body: itemJson(addressOf(call), item, { ...readView(call.query.get('$expand'), null), unasked: 'linksAndRelations' }) };
}

function template(call: Call): Answer {
  const project = requireProject(call);
  const type = findType(project, param(call, 'type'));
  if (type === null) throw refusals.typeMissing(param(call, 'type'), project.name);
  const shown = Object.fromEntries(
    Object.entries(templateDraft(type, project).fields).map(([name, value]) => [name, typeof value === 'object' ? '' : value]),
  );
  return { body: { fields: shown, url: `${call.base}/${project.id}/_apis/wit/workItems/$${encodeURIComponent(type.name)}` } };
}

function read(call: Call): Answer {
  const item = readableItem(call.organization, call.user, intParam(call, 'id'), call.project);
  const view: ItemView = { ...readView(call.query.get('$expand'), fieldNames(call.query.list('fields'))), unasked: 'links' };
  return { body: showAsOf(call, item, view, checkAsOf(call.query.get('asOf'))) };
}

function update(call: Call): Answer {
  const operations = readPatch(patchBody(call, 'PATCH'));
  const item = readableItem(call.organization, call.user, intParam(call, 'id'), call.project);
  const revision = updateItem(call.organization, item, operations, writeOptions(call));
  return {
    body: itemJson(addressOf(call), item, { ...readView(call.query.get('$expand'), null), unasked: 'linksAndRelations' }, revision),
  };
}

interface Batch {
  readonly ids: readonly number[];
  readonly only: readonly string[] | null;
  readonly expand: string | null;
  readonly asOf: string | null;
  readonly omit: boolean;
}

/** In the order asked; `omit` leaves a null in the place of what can't be read. */
function readMany(call: Call, batch: Batch): Answer {
  if (batch.ids.length > MAX_BATCH) {
    throw new HostError(
      400,
      'VssPropertyValidationException',
      `You can only get up to ${MAX_BATCH} work items in one batch.\r\nParameter name: ids`,
    );
  }
  const view = readView(batch.expand, fieldNames(batch.only));
  const asOf = checkAsOf(batch.asOf);
  const shown = batch.ids.map((id): Json => {
    try {
      return showAsOf(call, readableItem(call.organization, call.user, id, call.project), view, asOf);
    } catch (error) {
      if (batch.omit && error instanceof HostError && error.status === 404) return null;
      throw error;
    }
  });
  return { body: shown };
}

function readList(call: Call): Answer {
  const ids = call.query.list('ids');
  if (ids === null) throw refusals.badArgument('ids', 'Value cannot be null.');
  if (ids.some((id) => !/^\d+$/.test(id))) throw refusals.badArgument('ids', `The value '${ids.join(',')}' is not valid for ids.`);
  return readMany(call, {
    ids: ids.map(Number),
    only: call.query.list('fields'),
    expand: call.query.get('$expand'),
    asOf: call.query.get('asOf'),
    omit: ['omit', '2'].includes(call.query.get('errorPolicy')?.toLowerCase() ?? ''),
  });
}

const batchSchema = z.object({
  ids: z.array(z.number().int()).min(1),
  fields: z.array(z.string()).nullish(),
  $expand: z.union([z.string(), z.number()]).nullish(),
  asOf: z.string().nullish(),
  errorPolicy: z.union([z.string(), z.number()]).nullish(),
});

function readBatch(call: Call): Answer {
  const parsed = batchSchema.safeParse(call.body);
  if (!parsed.success) throw refusals.badArgument('workItemGetRequest', 'Value cannot be null.');
  const { ids, fields, $expand, asOf, errorPolicy } = parsed.data;
  const expand = $expand == null ? null : String($expand);
  const omit = String(errorPolicy).toLowerCase() === 'omit' || errorPolicy === 2;
  return readMany(call, { ids, only: fields ?? null, expand, asOf: asOf ?? null, omit });
}

function deletedJson(call: Call, item: WorkItem, full: boolean): Json {
  const project = projectOf(call.organization, item);
  const { fields } = latest(item);
  const by = item.deletedBy === null ? null : userOf(call.organization, item.deletedBy);
  return {
    id: item.id,
    type: textField(fields, 'System.WorkItemType'),
    name: textField(fields, 'System.Title'),
    project: project.name,
    ...(item.deletedAt === null ? {} : { deletedDate: wireDate(item.deletedAt) }),
    ...(by === null ? {} : { deletedBy: identityText(by) }),
    code: 200,
    url: `${call.base}/${project.id}/_apis/wit/recyclebin/${item.id}`,
    ...(full ? { resource: itemJson(addressOf(call), item, readView('none', null)) } : {}),
  };
}

function remove(call: Call): Answer {
  const item = readableItem(call.organization, call.user, intParam(call, 'id'), call.project);
  if (call.query.flag('destroy')) {
    destroyItem(call.organization, item, call.user);
    return { status: 204 };
  }
  deleteItem(call.organization, item, call.user);
  return { body: deletedJson(call, item, true) };
}

function binned(call: Call, id: number): WorkItem {
  const item = call.organization.workItems.get(id);
  const project: Project | null = item === undefined ? null : projectOf(call.organization, item);
  if (
    item === undefined ||
    project === null ||
    item.deletedAt === null ||
    !canRead(call.user, project) ||
    (call.project !== null && call.project.id !== project.id)
  ) {
    throw refusals.workItemMissing(id);
  }
  return item;
}

function listBin(call: Call): Answer {
  const ids = call.query.list('ids');
  if (ids !== null) return { body: ids.map((id) => deletedJson(call, binned(call, Number(id)), true)) };
  const project = requireProject(call);
  const found = [...call.organization.workItems.values()].filter((item) => item.deletedAt !== null && item.projectId === project.id);
  return { body: found.map((item) => ({ id: item.id, url: `${call.base}/${project.id}/_apis/wit/recyclebin/${item.id}` })) };
}

function restore(call: Call): Answer {
  const item = binned(call, intParam(call, 'id'));
  const parsed = z.object({ isDeleted: z.literal(false) }).safeParse(call.body);
  if (!parsed.success) throw refusals.badArgument('payload', 'The work item can only be restored.');
  restoreItem(call.organization, item, call.user);
  return { body: deletedJson(call, item, true) };
}

function destroy(call: Call): Answer {
  destroyItem(call.organization, binned(call, intParam(call, 'id')), call.user);
  return { status: 204 };
}

function paged<Item>(call: Call, items: readonly Item[]): readonly Item[] {
  const skip = call.query.integer('$skip') ?? 0;
  const top = Math.min(call.query.integer('$top') ?? MAX_BATCH, MAX_BATCH);
  return items.slice(skip, skip + top);
}

/** History stays readable for an item in the recycle bin's project only while it is not there. */
const historyOf = (call: Call): WorkItem => readableItem(call.organization, call.user, intParam(call, 'id'), call.project);

function revisions(call: Call): Answer {
  const item = historyOf(call);
  const view = readView(call.query.get('$expand'), null);
  return { body: paged(call, item.revisions).map((revision) => itemJson(addressOf(call), item, view, revision)) };
}

function oneRevision(call: Call): Answer {
  const item = historyOf(call);
  const wanted = intParam(call, 'revisionNumber');
  const revision = item.revisions.find((candidate) => candidate.rev === wanted);
  if (revision === undefined)
    throw new HostError(404, 'WorkItemRevisionNotFoundException', `Work item ${item.id} does not have the revision ${wanted}.`);
  return { body: itemJson(addressOf(call), item, readView(call.query.get('$expand'), null), revision) };
}

function updates(call: Call): Answer {
  const item = historyOf(call);
  return { body: paged(call, item.updates).map((one) => updateJson(addressOf(call), item, one)) };
}

function oneUpdate(call: Call): Answer {
  const item = historyOf(call);
  const wanted = intParam(call, 'updateNumber');
  const found = item.updates.find((candidate) => candidate.id === wanted);
  if (found === undefined)
    throw new HostError(404, 'WorkItemUpdateNotFoundException', `Work item ${item.id} does not have the update ${wanted}.`);
  return { body: updateJson(addressOf(call), item, found) };
}

const wit = { area: 'wit', released: true, scopes: workScopes } as const;

export const workItemResources: readonly Resource[] = [
  {
    ...wit,
    id: '62d3d110-0047-428c-ad3c-4fe872c91c74',
    name: 'workItems',
    template: '{project}/_apis/{area}/{resource}/${type}',
    version: 3,
    unmodelled: ['fields', 'asOf'],
    item: { POST: create, GET: template },
  },
  {
    ...wit,
    id: '72c7ddf8-2cdc-4f60-90cd-ab71c14a399b',
    name: 'workItems',
    template: '{project}/_apis/{area}/{resource}/{id}',
    version: 3,
    item: { GET: read, PATCH: update, DELETE: remove },
    list: { GET: readList },
  },
  {
    ...wit,
    id: '908509b6-4248-4475-a1cd-829139ba419f',
    name: 'workItemsBatch',
    template: '{project}/_apis/{area}/{resource}',
    version: 1,
    list: { POST: readBatch },
  },
  {
    ...wit,
    id: 'b70d8d39-926c-465e-b927-b1bf0e5ca0e0',
    name: 'recyclebin',
    template: '{project}/_apis/{area}/{resource}/{id}',
    version: 2,
    item: { GET: (call) => ({ body: deletedJson(call, binned(call, intParam(call, 'id')), true) }), PATCH: restore, DELETE: destroy },
    list: { GET: listBin },
  },
  {
    ...wit,
    id: 'a00c85a5-80fa-4565-99c3-bcd2181434bb',
    name: 'revisions',
    template: '{project}/_apis/{area}/workItems/{id}/{resource}/{revisionNumber}',
    version: 3,
    list: { GET: revisions },
    item: { GET: oneRevision },
  },
  {
    ...wit,
    id: '6570bf97-d02c-4a91-8d93-3abe9895b1a9',
    name: 'updates',
    template: '{project}/_apis/{area}/workItems/{id}/{resource}/{updateNumber}',
    version: 3,
    list: { GET: updates },
    item: { GET: oneUpdate },
  },
];
