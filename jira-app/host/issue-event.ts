/** Which issue a product event is about. https://developer.atlassian.com/platform/forge/events-reference/jira/ */
import { id, type IssueId } from '@entente/core';
import * as z from 'zod/mini';

const numberOf = z.union([z.pipe(z.int(), z.transform(String)), z.string().check(z.regex(/^\d+$/))]);
const issueEventSchema = z.looseObject({
  issue: z.optional(z.nullable(z.looseObject({ id: numberOf }))),
  /** Events of attachments name their issue there alone. */
  attachment: z.optional(z.nullable(z.looseObject({ issueId: z.optional(z.nullable(numberOf)) }))),
});

/** Null: of none. */
export function issueOfEvent(event: unknown): IssueId | null {
  const { issue, attachment } = issueEventSchema.safeParse(event).data ?? {};
  const found = issue?.id ?? attachment?.issueId ?? null;
  return found === null ? null : id<IssueId>(found);
}
