/** An issue, its comments and its attachments, as both Jiras answer them; they differ in who a user is and what a text is. */
import type { Person } from '@entente/core';
import * as z from 'zod/mini';

export function issueSchemas<Text>({ person, text }: { readonly person: z.ZodMiniType<Person>; readonly text: z.ZodMiniType<Text> }) {
  const attachment = z.looseObject({
    id: z.union([z.string(), z.number()]),
    filename: z.string(),
    mimeType: z.optional(z.string()),
    size: z.number(),
    created: z.string(),
    author: z.optional(z.nullable(person)),
  });
  const comment = z.looseObject({
    id: z.string(),
    author: z.optional(z.nullable(person)),
    body: z.optional(z.nullable(text)),
    created: z.string(),
    updated: z.string(),
    visibility: z.optional(z.unknown()),
    /** Jira Cloud; false: an internal note of a Jira Service Management request. */
    jsdPublic: z.optional(z.boolean()),
    properties: z.optional(z.array(z.looseObject({ key: z.string(), value: z.unknown() }))),
  });
  const commentPage = z.looseObject({ total: z.number(), comments: z.array(comment) });
  const issue = z.looseObject({
    id: z.string(),
    key: z.string(),
    properties: z.optional(z.record(z.string(), z.unknown())),
    fields: z.looseObject({
      project: z.looseObject({ id: z.string() }),
      summary: z.nullable(z.string()),
      description: z.optional(z.nullable(text)),
      created: z.string(),
      updated: z.string(),
      issuetype: z.looseObject({ id: z.string(), name: z.string() }),
      status: z.looseObject({ name: z.string() }),
      priority: z.optional(z.nullable(z.looseObject({ name: z.string() }))),
      labels: z.optional(z.array(z.string())),
      reporter: z.optional(z.nullable(person)),
      assignee: z.optional(z.nullable(person)),
      attachment: z.optional(z.array(attachment)),
    }),
  });
  return { attachment, comment, commentPage, issue };
}

export type IssueSchemas<Text> = ReturnType<typeof issueSchemas<Text>>;
export type JiraAttachment = z.infer<IssueSchemas<unknown>['attachment']>;
export type JiraComment<Text> = z.infer<IssueSchemas<Text>['comment']>;
export type JiraIssue<Text> = z.infer<IssueSchemas<Text>['issue']>;
