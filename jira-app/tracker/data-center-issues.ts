/** Issues as Jira Data Center answers them. https://developer.atlassian.com/server/jira/platform/rest/v10003/api-group-issue/ */
import { id, type IntentId } from '@entente/core';
import { path } from './data-center-client.ts';
import { issueAnswers } from './data-center-schemas.ts';
import { markerKey } from './marker.ts';
import type { IssueDialect } from './read-issue.ts';
import { decodeWiki, givenMarkup } from './wiki.ts';

/** The property's value is the intent itself: the official description has properties as text. */
export const intentProperty = (intent: IntentId) => ({ key: markerKey, value: intent });

export function intentOf(value: unknown): IntentId | null {
  return typeof value === 'string' && value !== '' ? id<IntentId>(value) : null;
}

export const dataCenterIssues: IssueDialect<string> = {
  schemas: issueAnswers,
  commentsAPage: 500,
  path,
  decode: (text, site) => decodeWiki(text ?? '', { site, sources: givenMarkup }),
  intentOf,
  // Properties come with the comments alone.
  tellsInIssue: () => false,
  isNote: ({ properties }) => {
    const note = properties?.find(({ key }) => key === 'sd.public.comment')?.value;
    return typeof note === 'object' && note !== null && 'internal' in note && note.internal === true;
  },
};
