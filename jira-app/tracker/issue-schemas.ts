/** An issue, its comments and its attachments, as both Jiras answer them; they differ in who a user is and what a text is. */
import type { Person } from '@entente/core';
import * as z from 'zod/mini';
import { millisOf } from './time.ts';

const otherwise = z.catch;

/** A member that the issue can do without, whatever it may hold. */
export const lenient = otherwise(z.optional(z.nullable(z.string())), null);
/** Ids are numbers to some who pass Jira's answers on. */
export const anyId = z.pipe(z.union([z.string().check(z.minLength(1)), z.int()]), z.transform(String));
/** A row of a list that cannot be read is null: one of them does not hide the others. */
export const rows = <Row>(row: z.ZodMiniType<Row>): z.ZodMiniType<(Row | null)[]> => z.array(otherwise(z.nullable(row), null));

const time = z.string().check(z.refine((text) => Number.isFinite(millisOf(text))));

interface Parts<Text> {
  readonly person: z.ZodMiniType<Person>;
  readonly text: z.ZodMiniType<Text>;
}

export function issueSchemas<Text>({ person: known, text }: Parts<Text>) {
  // Who was deleted, or never was anybody, may have no id any more; the issue is read all the same.
  const person = otherwise(z.optional(z.nullable(known)), null);
  const attachment = z.looseObject({
    id: z.union([z.string(), z.number()]),
    filename: z.string(),
    /** Null for files from before Jira kept it. */
    mimeType: z.optional(z.nullable(z.string())),
    size: z.number(),
    created: time,
    author: person,
  });
  const comment = z.looseObject({
    id: z.string(),
    author: person,
    body: z.optional(z.nullable(text)),
    created: time,
    updated: time,
    visibility: z.optional(z.unknown()),
    /** Jira Cloud; false: an internal note of a Jira Service Management request. */
    jsdPublic: z.optional(z.nullable(z.boolean())),
    properties: z.optional(z.nullable(z.array(z.looseObject({ key: z.string(), value: z.unknown() })))),
  });
  const commentPage = z.looseObject({ total: z.number(), comments: z.array(comment) });
  const issue = z.looseObject({
    id: z.string(),
    key: z.string(),
    properties: z.optional(z.nullable(z.record(z.string(), z.unknown()))),
    fields: z.looseObject({
      project: z.looseObject({ id: z.string() }),
      summary: z.nullable(z.string()),
      description: z.optional(z.nullable(text)),
      created: time,
      updated: time,
      issuetype: z.looseObject({ id: z.string(), name: z.string() }),
      status: z.looseObject({ name: z.string() }),
      priority: z.optional(z.nullable(z.looseObject({ name: z.string() }))),
      /** Null, or left out, where a project hides the field. */
      labels: z.optional(z.nullable(z.array(z.string()))),
      reporter: person,
      assignee: person,
      attachment: z.optional(z.nullable(z.array(attachment))),
      comment: z.optional(z.nullable(commentPage)),
    }),
  });
  return { attachment, comment, commentPage, issue };
}

export type IssueSchemas<Text> = ReturnType<typeof issueSchemas<Text>>;
export type JiraAttachment = z.infer<IssueSchemas<unknown>['attachment']>;
export type JiraComment<Text> = z.infer<IssueSchemas<Text>['comment']>;
export type JiraIssue<Text> = z.infer<IssueSchemas<Text>['issue']>;
