/** Issues as Jira Cloud answers them. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get */
import { decodeAdf } from './adf.ts';
import { path } from './client.ts';
import { markerOf } from './marker.ts';
import type { IssueDialect } from './read-issue.ts';
import { issueAnswers } from './schemas.ts';

export const cloudIssues: IssueDialect<unknown> = {
  schemas: issueAnswers,
  commentsAPage: 100,
  path,
  decode: (document, siteUrl) => decodeAdf(document, siteUrl),
  intentOf: markerOf,
  isNote: ({ jsdPublic }) => jsdPublic === false,
  tellsInIssue: ({ jsdPublic }) => typeof jsdPublic === 'boolean',
};
