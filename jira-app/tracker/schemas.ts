/** Jira Cloud's answers, as far as they are read: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ */
import type { Person } from '@entente/core';
import * as z from 'zod/mini';
import { anyId, issueSchemas, lenient, rows } from './issue-schemas.ts';

const otherwise = z.catch;

/** Where a request was refused. Not every part of Jira, and nothing that stands before it, keeps to the form. */
export const errorSchema = z.looseObject({
  errorMessages: otherwise(z.array(z.string()), []),
  errors: otherwise(z.record(z.string(), z.string()), {}),
  message: otherwise(z.string(), ''),
});

const unknownReason = { code: '' };
/** What `fetch` throws, of whichever realm: the reason stands in `cause`. */
export const thrownSchema = otherwise(
  z.object({
    name: otherwise(z.string(), 'Error'),
    message: otherwise(z.string(), ''),
    cause: otherwise(z.object({ code: otherwise(z.string(), '') }), unknownReason),
  }),
  { name: 'Error', message: 'no answer', cause: unknownReason },
);

export const userSchema = z.looseObject({
  accountId: z.string(),
  displayName: lenient,
  /** Left out, or empty, where the user's privacy settings hide it. */
  emailAddress: lenient,
  timeZone: lenient,
});

export function toPerson(user: z.infer<typeof userSchema>): Person {
  const email = user.emailAddress ?? '';
  return { id: user.accountId, name: user.displayName ?? user.accountId, email: email === '' ? null : email };
}

/** A text is a document of ADF, or nothing. */
export const issueAnswers = issueSchemas<unknown>({ person: z.pipe(userSchema, z.transform(toPerson)), text: z.unknown() });

export const projectSchema = z.looseObject({
  id: anyId,
  key: z.string(),
  name: lenient,
  archived: otherwise(z.optional(z.nullable(z.boolean())), null),
  deleted: otherwise(z.optional(z.nullable(z.boolean())), null),
});
export type JiraProject = z.infer<typeof projectSchema>;

export const projectPageSchema = z.looseObject({
  startAt: z.number(),
  maxResults: z.number(),
  total: z.optional(z.number()),
  isLast: z.boolean(),
  values: rows(projectSchema),
});

export const issueTypePageSchema = z.looseObject({
  startAt: z.number(),
  total: z.number(),
  issueTypes: z.array(
    z.looseObject({ id: z.string(), name: z.string(), subtask: z.optional(z.boolean()), hierarchyLevel: z.optional(z.number()) }),
  ),
});

/** What was made: no more is read of such an answer, so that nothing else in it puts the write in doubt. */
export const createdSchema = z.looseObject({ id: anyId });

export const searchSchema = z.looseObject({
  nextPageToken: z.optional(z.nullable(z.string())),
  issues: rows(
    z.looseObject({
      id: anyId,
      properties: otherwise(z.optional(z.nullable(z.record(z.string(), z.unknown()))), null),
      fields: otherwise(z.optional(z.nullable(z.looseObject({ updated: lenient }))), null),
    }),
  ),
});

export const serverInfoSchema = z.looseObject({
  baseUrl: z.string(),
  /** The address people use, where the site has one of its own. */
  displayUrl: z.optional(z.string()),
  version: z.string(),
  serverTitle: z.optional(z.string()),
});

export const myPermissionsSchema = z.looseObject({
  permissions: z.record(z.string(), z.looseObject({ havePermission: z.boolean() })),
});

/** The value of the entity property that names the intent (PROTOCOL §7.2). */
export const markerSchema = z.looseObject({ intent: z.string() });
