/** The published client library, unmodified, on the stand-in; every request and answer held against the official description. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createCloudClient, isNotFoundError, isRateLimitError } from 'jira.js';
import { startJiraCloud, type JiraCloud } from '../index.ts';
import { jiraChecker, violationsOf } from '../conformance.ts';
import { adf } from '../testing.ts';

let cloud: JiraCloud;
let jira: ReturnType<typeof createCloudClient>;

beforeAll(async () => {
  cloud = await startJiraCloud({ pageSize: 2 });
  jira = createCloudClient({
    host: cloud.siteUrl,
    auth: { type: 'basic', email: 'ada@acme.example', apiToken: 'ada-token' },
    onSchemaMismatch: 'throw',
  });
});
afterAll(() => cloud.close());

test('lists projects, creates, reads, updates, comments, attaches, searches', async () => {
  const projects = await jira.projects.searchProjects({ action: 'create' });
  expect(projects.values?.map((project) => project.key)).toEqual(['ACME', 'OPS']);
  const types = await jira.issues.getCreateIssueMetaIssueTypes({ projectIdOrKey: 'ACME' });
  expect(types.issueTypes).toHaveLength(2);
  expect(types.total).toBe(5);

  const created = await jira.issues.createIssue({
    fields: {
      project: { key: 'ACME' },
      issuetype: { name: 'Bug' },
      summary: 'Broken',
      description: adf('It does not work'),
      labels: ['z', 'a'],
    },
    properties: [{ key: 'entente', value: { intent: '1' } }],
  });
  const issueIdOrKey = created.key ?? '';
  const read = await jira.issues.getIssue({ issueIdOrKey, properties: ['entente'] });
  expect(read.fields?.['labels']).toEqual(['a', 'z']);
  expect(read.properties).toEqual({ entente: { intent: '1' } });
  expect((await jira.issueProperties.getIssueProperty({ issueIdOrKey, propertyKey: 'entente' })).value).toEqual({ intent: '1' });

  await jira.issues.editIssue({ issueIdOrKey, fields: { summary: 'Mended' }, update: { labels: [{ add: 'b' }] } });
  const edited = await jira.issues.getIssue({ issueIdOrKey, fields: ['summary', 'labels'] });
  expect(edited.fields).toMatchObject({ summary: 'Mended', labels: ['a', 'b', 'z'] });

  const comment = await jira.issueComments.addComment({ issueIdOrKey, body: adf('First'), properties: [{ key: 'entente', value: 1 }] });
  await jira.issueComments.updateComment({ issueIdOrKey, id: comment.id ?? '', body: { body: adf('First, edited') } });
  expect((await jira.issueComments.getComments({ issueIdOrKey })).comments).toHaveLength(1);
  expect((await jira.issueCommentProperties.getCommentProperty({ commentId: comment.id ?? '', propertyKey: 'entente' })).value).toBe(1);

  const bytes = Buffer.from(Array.from({ length: 3000 }, (_, at) => at % 256));
  const [attached] = await jira.issueAttachments.addAttachment({ issueIdOrKey, attachments: { filename: 'data.bin', content: bytes } });
  const content = await jira.issueAttachments.getAttachmentContent({ id: attached?.id ?? '' });
  const received = ArrayBuffer.isView(content) ? Buffer.from(content.buffer, content.byteOffset, content.byteLength) : Buffer.from(content);
  expect(received.equals(bytes)).toBe(true);
  expect((await jira.issueAttachments.getAttachment({ id: attached?.id ?? '' })).size).toBe(3000);

  const found = await jira.issueSearch.searchAndReconsileIssuesUsingJql({ jql: 'project = ACME AND text ~ "mended"', fields: ['summary'] });
  expect(found.issues?.map((one) => one.key)).toEqual([issueIdOrKey]);

  const { transitions } = await jira.issues.getTransitions({ issueIdOrKey, expand: 'transitions.fields' });
  expect(transitions?.map((one) => one.name)).toEqual(['In Progress', 'Done']);
  await jira.issues.doTransition({ issueIdOrKey, transition: { id: '31' }, fields: { resolution: { name: 'Done' } } });
  const history = await jira.issues.getChangeLogs({ issueIdOrKey, maxResults: 100 });
  expect(history.total).toBe(3);

  await jira.issueComments.deleteComment({ issueIdOrKey, id: comment.id ?? '' });
  await jira.issueAttachments.removeAttachment({ id: attached?.id ?? '' });
  await jira.issues.deleteIssue({ issueIdOrKey });
  const gone: unknown = await jira.issues.getIssue({ issueIdOrKey }).catch((error: unknown) => error);
  expect(isNotFoundError(gone)).toBe(true);
});

test('who and what the site is', async () => {
  expect((await jira.myself.getCurrentUser({ expand: 'groups' })).emailAddress).toBe('ada@acme.example');
  expect((await jira.users.getUser({ accountId: '5b109f2e9729b51b54dc274d' })).emailAddress).toBeUndefined();
  expect(await jira.userSearch.findUsers({ query: 'rui@acme' })).toHaveLength(1);
  expect(await jira.userSearch.findUsers({ query: 'hana@acme' })).toHaveLength(0);
  expect(await jira.permissions.getMyPermissions({ permissions: 'ADMINISTER,CREATE_ISSUES' })).toMatchObject({
    permissions: { ADMINISTER: { havePermission: true } },
  });
  expect((await jira.serverInfo.getServerInfo()).deploymentType).toBe('Cloud');
  expect((await jira.issueFields.getFields()).length).toBeGreaterThan(10);
  expect(await jira.workflowStatuses.getStatuses()).toHaveLength(3);
  expect((await jira.labels.getAllLabels()).values).toEqual([]);
});

test('a throttled request says when to come back', async () => {
  cloud.control.throttle(1, 7);
  try {
    await jira.myself.getCurrentUser();
    throw new Error('it was not throttled');
  } catch (caught) {
    expect(isRateLimitError(caught)).toBe(true);
    if (isRateLimitError(caught)) expect(caught.retryAfterMs).toBe(7000);
  }
});

test('nothing that was asked or answered violates the official description', () => {
  const checker = jiraChecker();
  if (checker === null) return;
  expect(cloud.control.requests().flatMap((request) => violationsOf(checker, request))).toEqual([]);
});
