/**
 * What Azure DevOps cannot show, there and back: Jira Cloud's panels, task lists, colours, mentions and pictures.
 *
 * 1. What nobody edits on the other side comes back to Jira as it was.
 * 2. A mention is of the person with the same address, a picture shows the other side's copy of the file.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import type { Seen } from '../support/people.ts';
import { adf } from '../support/rich-text.ts';
import { connect, openRoom, quiet, type Room } from '../support/room.ts';

let room: Room;
let connectionId = '';
let here = '';
let there = '';
const shot = randomBytes(2000);
const mel = { accountId: '5b10a2844c20165700edeeee', displayName: 'Mel at Acme', email: 'mel@contoso.example', emailVisible: true };

const text = (words: string, ...marks: readonly unknown[]) =>
  marks.length === 0 ? { type: 'text', text: words } : { type: 'text', text: words, marks };
const paragraph = (...content: readonly unknown[]) => ({ type: 'paragraph', content });
const mention = (id: string) => ({ type: 'mention', attrs: { id, text: `@${mel.displayName}` } });
const panel = (id: string) => ({ type: 'panel', attrs: { panelType: 'warning' }, content: [paragraph(text('Ask '), mention(id))] });
const tasks = {
  type: 'taskList',
  attrs: { localId: 'list-of-tasks' },
  content: [{ type: 'taskItem', attrs: { localId: 'the-task', state: 'DONE' }, content: [text('look')] }],
};
const macro = { type: 'extension', attrs: { extensionType: 'com.example.charts', extensionKey: 'pie', parameters: { of: 'all' } } };
const red = paragraph(text('red', { type: 'textColor', attrs: { color: '#ff0000' } }));
const picture = {
  type: 'mediaSingle',
  attrs: { layout: 'center' },
  content: [{ type: 'media', attrs: { type: 'file', id: 'f1d2', collection: 'jira-1', alt: 'shot.png', width: 300, height: 200 } }],
};

const descriptionHere = () => JSON.stringify(room.jira.people.seen(here).description);
const twin = async (isIt: (seen: Seen) => boolean): Promise<Seen> => {
  const found = await eventually(
    'the twin',
    () => room['azure-devops'].people.all('Fabrikam').find(({ summary }) => summary === 'Rich') ?? null,
    (seen) => seen !== null && isIt(seen),
    60_000,
  );
  if (found === null) throw new Error('unreachable');
  return found;
};

beforeAll(async () => {
  room = await openRoom();
  ({ connectionId } = await connect(room, { initiator: 'jira' }));
});
afterAll(() => room.close());

test('Azure DevOps shows what it can: the mentioned person, the picture of its own copy', async () => {
  const { accountId } = room.playground.jira.control.addUser(mel);
  const contoso = room.playground.azureDevOps.control.user('contoso', 'mel');
  const description = adf(paragraph(text('First')), panel(accountId), tasks, macro, red, picture, paragraph(text('Last')));
  here = await room.jira.people.create('ACME', { summary: 'Rich', description });
  await room.jira.people.attach(here, 'shot.png', shot);
  const seen = await twin((one) => String(one.description).includes('<img'));
  there = seen.id;
  const html = String(seen.description);
  expect(html).toContain(`data-vss-mention="version:2.0,${contoso.id}"`);
  expect(html).toContain(`@${contoso.displayName}`);
  expect(html).toMatch(/<img src="[^"]+\/_apis\/wit\/attachments\/[0-9a-f-]{36}\?fileName=shot\.png"/);
  expect(seen.attachments.map(({ filename, bytes }) => [filename, bytes.equals(shot)])).toEqual([['shot.png', true]]);
});

test('one edited paragraph there is one edited paragraph here', async () => {
  const before = descriptionHere();
  const { description } = room['azure-devops'].people.seen(there);
  await room['azure-devops'].people.edit(there, { description: String(description).replace('First', 'Changed there') });
  await eventually('the edit', descriptionHere, (now) => now.includes('Changed there'), 60_000);
  expect(JSON.parse(descriptionHere())).toEqual(JSON.parse(before.replace('First', 'Changed there')));
  await quiet(room, connectionId);
  expect(JSON.parse(descriptionHere())).toEqual(JSON.parse(before.replace('First', 'Changed there')));
});

test('a picture pasted there is a picture here', async () => {
  const pasted = randomBytes(1500);
  const { azureDevOps } = room.playground;
  const authorization = `Basic ${Buffer.from(`:${azureDevOps.token('contoso', 'mel')}`).toString('base64')}`;
  const upload = await fetch(
    `${azureDevOps.organizationUrl('contoso')}/Fabrikam/_apis/wit/attachments?fileName=image.png&api-version=7.1`,
    {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/octet-stream' },
      body: pasted,
    },
  );
  const { url } = (await upload.json()) as { readonly url: string };
  const { description } = room['azure-devops'].people.seen(there);
  const image = `<p><img src="${url.replaceAll('&', '&amp;')}"></p>`;
  await room['azure-devops'].people.edit(there, { description: String(description) + image });
  const seen = await eventually(
    'the picture',
    () => room.jira.people.seen(here),
    (one) => one.attachments.length === 2 && JSON.stringify(one.description).includes('"external"'),
    60_000,
  );
  const [, copy] = seen.attachments;
  expect([copy?.filename, copy?.bytes.equals(pasted)]).toEqual(['image.png', true]);
  expect(JSON.stringify(seen.description)).toContain('/rest/api/3/attachment/content/');
  expect(JSON.stringify(seen.description)).toContain('"id":"f1d2"');
});

test('one edited paragraph here leaves the rest of a text of Azure DevOps as its editor has it', async () => {
  const coloured = '<div style="box-sizing:border-box;"><span style="color:rgb(204, 0, 0);font-size:20px;">Red and big</span><br></div>';
  const table = '<table style="width:50%"><tbody><tr><td style="background-color:yellow">cell</td></tr></tbody></table>';
  const { people } = room['azure-devops'];
  const made = await people.create('Fabrikam', { summary: 'Coloured', description: `${coloured}<div>Old</div>${table}` });
  const stored = String(people.seen(made).description);
  const issue = await eventually(
    'the issue',
    () => room.jira.people.all('ACME').find(({ summary }) => summary === 'Coloured') ?? null,
    (seen) => seen !== null && JSON.stringify(seen.description).includes('Old'),
    60_000,
  );
  if (issue === null) throw new Error('unreachable');
  const { content } = issue.description as { readonly content: readonly unknown[] };
  const edited = content.map((block) => (JSON.stringify(block).includes('Old') ? paragraph(text('New')) : block));
  await room.jira.people.edit(issue.id, { description: adf(...edited) });
  await eventually(
    'the edit',
    () => String(people.seen(made).description),
    (now) => now.includes('New'),
    60_000,
  );
  await quiet(room, connectionId);
  expect(String(people.seen(made).description)).toBe(stored.replace('<div>Old</div>', '<p>New</p>'));
});
