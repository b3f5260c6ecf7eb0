import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startAzureDevOps } from './index.ts';
import type { AzureDevOps } from './index.ts';
import { clientOf, pick, titled } from './testing.ts';
import type { Client } from './testing.ts';

const PREVIEW = { version: '7.1-preview.4' };
let host: AzureDevOps;
let entente: Client;
let mel: Client;

beforeEach(async () => {
  host = await startAzureDevOps();
  entente = clientOf(host, 'contoso', 'entente');
  mel = clientOf(host, 'contoso', 'mel');
  await entente('POST', 'Fabrikam/_apis/wit/workitems/$Bug', { body: titled('First') });
});

afterEach(async () => {
  await host.close();
});

const comments = 'Fabrikam/_apis/wit/workItems/1/comments';
const revision = async (): Promise<unknown> => pick((await entente('GET', '_apis/wit/workitems/1')).body, 'rev');

test('a comment is a revision of its work item, and so is every edit of it', async () => {
  const made = await mel('POST', comments, { ...PREVIEW, body: { text: '<p>Hi<script>x</script></p>' } });
  expect(made).toMatchObject({
    status: 200,
    body: { id: 1, version: 1, text: '<p>Hi</p>', format: 'html', createdBy: { displayName: 'Mel Member' } },
  });
  expect(await revision()).toBe(2);
  expect((await mel('PATCH', `${comments}/1`, { ...PREVIEW, body: { text: 'Hello' } })).body).toMatchObject({ version: 2, text: 'Hello' });
  expect((await entente('PATCH', `${comments}/1`, { ...PREVIEW, body: { text: 'Mine' } })).status).toBe(403);
  expect((await mel('DELETE', `${comments}/1`, PREVIEW)).status).toBe(204);
  expect(await revision()).toBe(4);
  expect((await mel('GET', `${comments}/1`, PREVIEW)).status).toBe(404);
  expect((await mel('GET', `${comments}/1?includeDeleted=true`, PREVIEW)).body).toMatchObject({ isDeleted: true });
  expect((await mel('GET', `${comments}/1/versions`, { version: '7.1-preview.1' })).body).toMatchObject({ count: 3 });
});

test('System.History is a comment', async () => {
  const patched = await entente('PATCH', '_apis/wit/workitems/1', {
    body: [{ op: 'add', path: '/fields/System.History', value: 'By the way' }],
  });
  expect(patched.body).toMatchObject({
    rev: 2,
    fields: { 'System.History': 'By the way', 'System.CommentCount': 1 },
    commentVersionRef: { commentId: 1, version: 1 },
  });
  expect((await entente('GET', comments, PREVIEW)).body).toMatchObject({ totalCount: 1, comments: [{ text: 'By the way' }] });
});

test('pages go newest first unless told otherwise', async () => {
  for (const text of ['a', 'b', 'c']) await mel('POST', comments, { ...PREVIEW, body: { text } });
  const first = await mel('GET', `${comments}?$top=2`, PREVIEW);
  expect(first.body).toMatchObject({ totalCount: 3, count: 2, comments: [{ text: 'c' }, { text: 'b' }] });
  const next = await mel('GET', `${comments}?$top=2&continuationToken=${String(pick(first.body, 'continuationToken'))}`, PREVIEW);
  expect(next.body).toMatchObject({ count: 1, comments: [{ text: 'a' }] });
  expect(pick(next.body, 'continuationToken')).toBeUndefined();
  expect((await mel('GET', `${comments}?order=asc`, PREVIEW)).body).toMatchObject({
    comments: [{ text: 'a' }, { text: 'b' }, { text: 'c' }],
  });
  expect((await mel('GET', `${comments}?continuationToken=nonsense`, PREVIEW)).status).toBe(400);
});

test('Markdown comments are of Services from 7.1 on', async () => {
  expect((await mel('POST', `${comments}?format=markdown`, { ...PREVIEW, body: { text: '**x**' } })).body).toMatchObject({
    format: 'markdown',
    text: '**x**',
  });
  expect((await mel('POST', `${comments}?format=markdown`, { version: '7.0-preview.3', body: { text: '**x**' } })).status).toBe(400);
  const plain = await mel('POST', comments, { version: '7.0-preview.3', body: { text: 'x' } });
  expect(plain.status).toBe(200);
  expect(pick(plain.body, 'format')).toBeUndefined();
});
