/**
 * Priorities by name. Which there are depends on the project's priority scheme, and whether an issue takes one on its screens: Jira's
 * own descriptions of the create screen and of an issue's edit screen tell both, to whoever may create and edit there.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-createmeta-projectidorkey-issuetypes-issuetypeid-get
 *
 * 1. No write fails for its priority: where Jira has none of that name, or does not let it be set, the rest is written and that is noted.
 * 2. A create screen is asked for once in ten minutes; an edit screen only where a priority is to be changed.
 */
import { PRIORITY_LOST, faultOf, priorityNamed, type IssueId, type Loss, type ProjectId } from '@entente/core';
import * as z from 'zod/mini';
import type { JiraClient, Query } from './client.ts';
import { anyId, lenient, rows } from './issue-schemas.ts';

const keptMs = 10 * 60_000;
const mostKept = 500;

const otherwise = z.catch;
const prioritiesSchema = otherwise(
  z.pipe(
    rows(z.looseObject({ id: anyId, name: z.string() })),
    z.transform((all) => all.filter((one) => one !== null)),
  ),
  [],
);
/** `allowedValues` of other fields are of any kind. */
const fieldSchema = z.looseObject({ fieldId: lenient, key: lenient, allowedValues: z.optional(z.unknown()) });
/** Cloud calls them fields, Data Center values. */
const createScreenSchema = z.looseObject({
  total: otherwise(z.number(), 0),
  fields: z.optional(rows(fieldSchema)),
  values: z.optional(rows(fieldSchema)),
});
const shownSchema = z.looseObject({ priority: otherwise(z.nullish(fieldSchema), null) });
const editScreenSchema = z.looseObject({ fields: otherwise(z.nullish(shownSchema), null) });

type Priorities = z.infer<typeof prioritiesSchema>;

/** Create screens, by site, project and type; it may outlive the tracker. */
export type KeptPriorities = Map<string, { readonly all: Priorities; readonly until: number }>;

export interface PriorityOptions {
  readonly client: JiraClient;
  readonly path: (segments: readonly string[], query?: Query) => string;
  readonly siteUrl: string;
  readonly now: () => number;
  readonly kept: KeptPriorities;
}

/** What a write adds to its fields. */
export interface PriorityFields {
  readonly fields: { readonly priority?: { readonly id: string } };
  readonly losses: readonly Loss[];
}

export interface PriorityWriter {
  takes(projectId: ProjectId, typeId: string, name: string): Promise<boolean>;
  /** Calls `write` with the priority, and once more without it where Jira refuses it after all. */
  creating<Answer>(
    at: { readonly projectId: ProjectId; readonly typeId: string },
    name: string | undefined,
    write: (with_: PriorityFields) => Promise<Answer>,
  ): Promise<Answer>;
  editing<Answer>(issueId: IssueId, name: string | undefined, write: (with_: PriorityFields) => Promise<Answer>): Promise<Answer>;
}

const nothing: PriorityFields = { fields: {}, losses: [] };
const lost: PriorityFields = { fields: {}, losses: [PRIORITY_LOST] };

export function priorityWriter({ client, path, siteUrl, now, kept }: PriorityOptions): PriorityWriter {
  const keyOf = (projectId: ProjectId, typeId: string): string => [siteUrl, projectId, typeId].join(' ');
  const atCreation = async (projectId: ProjectId, typeId: string): Promise<Priorities> => {
    const known = kept.get(keyOf(projectId, typeId));
    if (known !== undefined && known.until > now()) return known.all;
    const all = await orNone(async () => await readCreateScreen(client, path, projectId, typeId));
    if (kept.size > mostKept) kept.clear();
    kept.set(keyOf(projectId, typeId), { all, until: now() + keptMs });
    return all;
  };
  return {
    takes: async (projectId, typeId, name) => priorityNamed(await atCreation(projectId, typeId), name) !== null,
    async creating({ projectId, typeId }, name, write) {
      if (name === undefined) return await write(nothing);
      return await named(await atCreation(projectId, typeId), name, write, () => kept.delete(keyOf(projectId, typeId)));
    },
    async editing(issueId, name, write) {
      if (name === undefined) return await write(nothing);
      const all = await orNone(async () => {
        const screen = await client.find(editScreenSchema, path(['issue', issueId, 'editmeta']));
        return prioritiesSchema.parse(screen?.fields?.priority?.allowedValues);
      });
      return await named(all, name, write, () => undefined);
    },
  };
}

async function named<Answer>(
  all: Priorities,
  name: string,
  write: (with_: PriorityFields) => Promise<Answer>,
  forget: () => unknown,
): Promise<Answer> {
  const found = priorityNamed(all, name);
  if (found === null) return await write(lost);
  try {
    return await write({ fields: { priority: { id: found.id } }, losses: [] });
  } catch (caught) {
    const { code, params } = faultOf(caught);
    if (code !== 'tracker.refused' || params['field'] !== 'priority') throw caught;
    forget();
    return await write(lost);
  }
}

/** Where Jira refuses to show a screen, the write itself is told what is wrong, in words about the issue. */
async function orNone(read: () => Promise<Priorities>): Promise<Priorities> {
  try {
    return await read();
  } catch (caught) {
    if (!['tracker.refused', 'tracker.forbidden', 'tracker.notFound'].includes(faultOf(caught).code)) throw caught;
    return [];
  }
}

/** None: it has no such field. */
async function readCreateScreen(
  client: JiraClient,
  path: PriorityOptions['path'],
  projectId: ProjectId,
  typeId: string,
): Promise<Priorities> {
  for (let startAt = 0; ;) {
    const query = { startAt, maxResults: 50 };
    const page = await client.read(createScreenSchema, path(['issue', 'createmeta', projectId, 'issuetypes', typeId], query));
    const fields = page.fields ?? page.values ?? [];
    const priority = fields.find((field) => (field?.fieldId ?? field?.key) === 'priority');
    if (priority != null) return prioritiesSchema.parse(priority.allowedValues);
    startAt += fields.length;
    if (fields.length === 0 || startAt >= page.total) return [];
  }
}
