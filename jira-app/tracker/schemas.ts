/** Jira Cloud's answers, as far as they are read: https://developer.atlassian.com/cloud/jira/platform/rest/v3/ */
import * as z from 'zod/mini';

/** Where a request was refused. */
export const errorSchema = z.looseObject({
  errorMessages: z.optional(z.array(z.string())),
  errors: z.optional(z.record(z.string(), z.string())),
});

export const userSchema = z.looseObject({
  accountId: z.string(),
  displayName: z.optional(z.string()),
  /** Left out, or empty, where the user's privacy settings hide it. */
  emailAddress: z.optional(z.string()),
  accountType: z.optional(z.string()),
  timeZone: z.optional(z.string()),
});
export type JiraUser = z.infer<typeof userSchema>;

export const projectSchema = z.looseObject({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  archived: z.optional(z.boolean()),
  deleted: z.optional(z.boolean()),
});
export type JiraProject = z.infer<typeof projectSchema>;

export const projectPageSchema = z.looseObject({
  startAt: z.number(),
  maxResults: z.number(),
  total: z.optional(z.number()),
  isLast: z.boolean(),
  values: z.array(projectSchema),
});

export const issueTypePageSchema = z.looseObject({
  startAt: z.number(),
  total: z.number(),
  issueTypes: z.array(
    z.looseObject({ id: z.string(), name: z.string(), subtask: z.optional(z.boolean()), hierarchyLevel: z.optional(z.number()) }),
  ),
});

const propertySchema = z.looseObject({ key: z.string(), value: z.unknown() });

export const commentSchema = z.looseObject({
  id: z.string(),
  author: z.optional(z.nullable(userSchema)),
  body: z.optional(z.unknown()),
  created: z.string(),
  updated: z.string(),
  visibility: z.optional(z.unknown()),
  /** False: an internal note of a Jira Service Management request. */
  jsdPublic: z.optional(z.boolean()),
  properties: z.optional(z.array(propertySchema)),
});
export type JiraComment = z.infer<typeof commentSchema>;

export const commentPageSchema = z.looseObject({ startAt: z.number(), total: z.number(), comments: z.array(commentSchema) });

export const attachmentSchema = z.looseObject({
  id: z.union([z.string(), z.number()]),
  filename: z.string(),
  mimeType: z.optional(z.string()),
  size: z.number(),
  created: z.string(),
  author: z.optional(z.nullable(userSchema)),
});
export type JiraAttachment = z.infer<typeof attachmentSchema>;

export const issueSchema = z.looseObject({
  id: z.string(),
  key: z.string(),
  properties: z.optional(z.record(z.string(), z.unknown())),
  fields: z.looseObject({
    project: z.looseObject({ id: z.string() }),
    summary: z.nullable(z.string()),
    description: z.optional(z.nullable(z.unknown())),
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
export type JiraIssue = z.infer<typeof issueSchema>;

export const createdIssueSchema = z.looseObject({ id: z.string(), key: z.string() });

export const searchSchema = z.looseObject({
  nextPageToken: z.optional(z.nullable(z.string())),
  issues: z.array(
    z.looseObject({
      id: z.string(),
      properties: z.optional(z.record(z.string(), z.unknown())),
      fields: z.optional(z.looseObject({ created: z.optional(z.string()), updated: z.optional(z.string()) })),
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
