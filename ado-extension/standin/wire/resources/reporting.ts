/** The change feed. https://learn.microsoft.com/rest/api/azure/devops/wit/reporting-work-item-revisions */
import * as z from 'zod';
import type { Json } from '../../json.ts';
import { fieldOf, findField, textField } from '../../model/fields.ts';
import { canRead } from '../../model/organization.ts';
import { latest, projectOf } from '../../model/work-items.ts';
import { addressOf } from '../address.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { notModelled, refusals } from '../errors.ts';
import { fieldJson, allFields, identityText } from '../represent.ts';
import { workScopes } from '../scopes.ts';

/** The host's batches hold at most 1,000 revisions; `$maxPageSize` may ask ffor fewer. */
const PAGE = 1000;

interface Filter {
  readonly fields: readonly string[] | null;
  readonly types: readonly string[] | null;
  readonly includeIdentityRef: boolean;
  readonly includeDeleted: boolean;
  readonly includeLatestOnly: boolean;
  readonly discussionOnly: boolean;
  /** Long texts too, which are left out otherwise. */
  readonly longTexts: boolean;
  readonly max: number;
}

/** Left out unless they are named, or all is asked for. */
const unasked = ['System.Watermark', 'System.AuthorizedDate', 'System.History'];
const isLong = (name: string): boolean => ['html', 'history'].includes(fieldOf(name).type);

/** `$expand=fields`, in any case of letters or by number. */
function expandsFields(call: Call): boolean {
  const expand = (call.query.get('$expand') ?? 'none').toLowerCase();
  if (!['none', '0', 'fields', '1'].includes(expand))
    throw refusals.badArgument('$expand', `The value '${expand}' is not valid for $expand.`);
  return expand === 'fields' || expand === '1';
}

const filterSchema = z.object({
  fields: z.array(z.string()).nullish(),
  types: z.array(z.string()).nullish(),
  includeIdentityRef: z.boolean().nullish(),
  includeDeleted: z.boolean().nullish(),
  includeLatestOnly: z.boolean().nullish(),
  includeTagRef: z.boolean().nullish(),
});

/** `watermark;id;rev`, or a bare watermark as older clients keep it. */
function readToken(call: Call): number | null {
  const text = call.query.get('continuationToken') ?? call.query.get('watermark');
  if (text === null || text === '') return null;
  const watermark = /^(\d+)(;\d+;\d+)?$/.exec(text)?.[1];
  if (watermark === undefined) throw refusals.badArgument('continuationToken', `The continuation token '${text}' is not valid.`);
  return Number(watermark);
}

function batch(call: Call, filter: Filter): Answer {
  const names = filter.fields?.map((name) => {
    const field = findField(name);
    if (field === null) throw refusals.fieldMissing(name);
    return field;
  });
  const named = names?.find(isLong);
  if (named !== undefined && !filter.longTexts) throw notModelled(`the long text ${named} by name in reporting revisions`);
  const since = readToken(call);
  const startText = call.query.get('startDateTime');
  const start = startText === null ? null : Date.parse(startText);
  if (start !== null && Number.isNaN(start))
    throw refusals.badArgument('startDateTime', `The value '${startText ?? ''}' is not valid for startDateTime.`);
  const rows = call.organization.journal.filter(({ workItem, revision }) => {
    const project = projectOf(call.organization, workItem);
    if (!canRead(call.user, project) || (call.project !== null && call.project.id !== project.id)) return false;
    if (since !== null && revision.watermark <= since) return false;
    if (start !== null && revision.at < start) return false;
    if (workItem.deletedAt !== null && !filter.includeDeleted) return false;
    if (filter.types !== null && !filter.types.includes(textField(revision.fields, 'System.WorkItemType'))) return false;
    if (filter.discussionOnly && revision.fields['System.History'] === undefined) return false;
    return !filter.includeLatestOnly || latest(workItem).rev === revision.rev;
  });
  const page = rows.slice(0, filter.max);
  const address = addressOf(call);
  const values = page.map(({ workItem, revision }): Json => {
    const all = allFields(call.organization, workItem, revision);
    const shown = Object.entries(all).filter(([name]) =>
      names === undefined ? !unasked.includes(name) && (filter.longTexts || !isLong(name)) : names.includes(name),
    );
    // Not the usual reference: id and unique name alone.
    const style = filter.includeIdentityRef
      ? (user: Parameters<typeof identityText>[0]): Json => ({ id: user.id, uniqueName: identityText(user) })
      : identityText;
    return {
      id: workItem.id,
      rev: revision.rev,
      fields: Object.fromEntries(shown.map(([name, value]) => [name, fieldJson(address.organization, value, style)])),
    };
  });
  const last = page.at(-1);
  const token =
    last === undefined
      ? (call.query.get('continuationToken') ?? `${call.organization.counters.watermark};0;0`)
      : `${last.revision.watermark};${last.workItem.id};${last.revision.rev}`;
  const scope = call.project === null ? '' : `/${call.project.id}`;
  return {
    body: {
      values,
      nextLink: `${call.base}${scope}/_apis/wit/reporting/workItemRevisions?continuationToken=${encodeURIComponent(token)}`,
      continuationToken: token,
      isLastBatch: page.length === rows.length,
    },
  };
}

function maxPage(call: Call): number {
  const asked = call.query.integer('$maxPageSize') ?? PAGE;
  if (asked < 1) throw refusals.badArgument('$maxPageSize', 'The value must be greater than 0.');
  return Math.min(asked, PAGE);
}

function get(call: Call): Answer {
  if (call.query.flag('includeTagRef')) throw notModelled('includeTagRef of reporting revisions');
  return batch(call, {
    fields: call.query.list('fields'),
    types: call.query.list('types'),
    includeIdentityRef: call.query.flag('includeIdentityRef'),
    includeDeleted: call.query.flag('includeDeleted'),
    includeLatestOnly: call.query.flag('includeLatestOnly'),
    discussionOnly: call.query.flag('includeDiscussionChangesOnly'),
    longTexts: expandsFields(call),
    max: maxPage(call),
  });
}

function post(call: Call): Answer {
  const parsed = filterSchema.safeParse(call.body ?? {});
  if (!parsed.success) throw refusals.badArgument('filter', 'The filter is not valid.');
  if (parsed.data.includeTagRef === true) throw notModelled('includeTagRef of reporting revisions');
  return batch(call, {
    fields: parsed.data.fields ?? null,
    types: parsed.data.types ?? null,
    includeIdentityRef: parsed.data.includeIdentityRef ?? false,
    includeDeleted: parsed.data.includeDeleted ?? false,
    includeLatestOnly: parsed.data.includeLatestOnly ?? false,
    discussionOnly: false,
    longTexts: expandsFields(call),
    max: maxPage(call),
  });
}

export const reportingResources: readonly Resource[] = [
  {
    id: 'f828fe59-dd87-495d-a17c-7a8d6211ca6c',
    area: 'wit',
    name: 'workItemRevisions',
    template: '{project}/_apis/{area}/reporting/{resource}',
    version: 2,
    released: true,
    scopes: workScopes,
    list: { GET: get, POST: post },
  },
];
