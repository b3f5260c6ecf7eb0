/** Jira Data Center's answers, as far as they are read: https://developer.atlassian.com/server/jira/platform/rest/v10003/ */
import * as z from 'zod/mini';

export const userSchema = z.looseObject({
  /** Stays when the user is renamed. */
  key: z.string(),
  /** What one signs in with, and what `[~name]` mentions. */
  name: z.string(),
  displayName: z.optional(z.string()),
  emailAddress: z.optional(z.string()),
  timeZone: z.optional(z.string()),
});
export type DataCenterUser = z.infer<typeof userSchema>;

export const projectSchema = z.looseObject({ id: z.string(), key: z.string(), name: z.string(), archived: z.optional(z.boolean()) });
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

export const commentSchema = z.looseObject({
  id: z.string(),
  author: z.optional(z.nullable(userSchema)),
  body: z.optional(z.nullable(z.string())),
  created: z.string(),
  updated: z.string(),
  visibility: z.optional(z.unknown()),
  properties: z.optional(z.array(z.looseObject({ key: z.string(), value: z.unknown() }))),
});
export type DataCenterComment = z.infer<typeof commentSchema>;

export const commentPageSchema = z.looseObject({ total: z.number(), comments: z.array(commentSchema) });

export const attachmentSchema = z.looseObject({
  id: z.union([z.string(), z.number()]),
  filename: z.string(),
  mimeType: z.optional(z.string()),
  size: z.number(),
  created: z.string(),
  author: z.optional(z.nullable(userSchema)),
});
export type DataCenterAttachment = z.infer<typeof attachmentSchema>;

export const issueSchema = z.looseObject({
  id: z.string(),
  key: z.string(),
  properties: z.optional(z.record(z.string(), z.unknown())),
  fields: z.looseObject({
    project: z.looseObject({ id: z.string() }),
    summary: z.nullable(z.string()),
    description: z.optional(z.nullable(z.string())),
    created: z.string(),
    updated: z.string(),
    issuetype: z.looseObject({ id: z.string(), name: z.string() }),
    status: z.looseObject({ name: z.string() }),
    priority: z.optional(z.nullable(z.looseObject({ name: z.string() }))),
    labels: z.optional(z.array(z.string())),
    reporter: z.optional(z.nullable(userSchema)),
    assignee: z.optional(z.nullable(userSchema)),
    attachment: z.optional(z.array(attachmentSchema)),
  }),
});
export type DataCenterIssue = z.infer<typeof issueSchema>;

export const searchSchema = z.looseObject({
  startAt: z.number(),
  total: z.number(),
  issues: z.array(z.looseObject({ id: z.string(), fields: z.looseObject({ updated: z.optional(z.string()) }) })),
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
