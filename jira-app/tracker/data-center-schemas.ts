/** Jira Data Center's answers, as far as they are read: https://developer.atlassian.com/server/jira/platform/rest/v10003/ */
import type { Person } from '@entente/core';
import * as z from 'zod/mini';
import { anyId, issueSchemas, lenient, rows } from './issue-schemas.ts';

const otherwise = z.catch;

export const userSchema = z.looseObject({
  /** Stays when the user is renamed. */
  key: z.string(),
  /** What one signs in with, and what `[~name]` mentions. */
  name: z.string(),
  displayName: lenient,
  emailAddress: lenient,
  timeZone: lenient,
});

export function toPerson(user: z.infer<typeof userSchema>): Person {
  const email = user.emailAddress ?? '';
  return { id: user.key, name: user.displayName ?? user.name, email: email === '' ? null : email };
}

/** A text is wiki markup. */
export const issueAnswers = issueSchemas({ person: z.pipe(userSchema, z.transform(toPerson)), text: z.string() });

export const projectSchema = z.looseObject({
  id: anyId,
  key: z.string(),
  name: lenient,
  archived: otherwise(z.optional(z.nullable(z.boolean())), null),
});
export type DataCenterProject = z.infer<typeof projectSchema>;

export const issueTypePageSchema = z.looseObject({
  total: z.number(),
  values: z.array(z.looseObject({ id: z.string(), name: z.string(), subtask: z.optional(z.boolean()) })),
});

/** Fields of a type's create screen; `fieldId` is what a create call names them by. */
export const createFieldsSchema = z.looseObject({
  total: z.number(),
  values: z.array(z.looseObject({ fieldId: z.string(), required: z.boolean(), hasDefaultValue: z.optional(z.boolean()) })),
});

export const searchSchema = z.looseObject({
  startAt: z.number(),
  total: z.number(),
  issues: rows(z.looseObject({ id: anyId, fields: otherwise(z.optional(z.nullable(z.looseObject({ updated: lenient }))), null) })),
});

export const serverInfoSchema = z.looseObject({
  version: z.string(),
  /** With the offset of the server's own time zone. */
  serverTime: z.string(),
  serverTitle: z.optional(z.string()),
});

export const propertySchema = z.looseObject({ value: z.unknown() });

export const permissionsSchema = z.looseObject({
  permissions: z.record(z.string(), z.looseObject({ havePermission: z.boolean() })),
});

/** What application links know a server by: it stays when the address changes. */
export const manifestSchema = z.looseObject({ id: z.string().check(z.minLength(8)), name: z.string() });
