import { describe, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, named, paragraph } from '@entente/testkit';
import type { PairSide, SyncPair, SyncPairOptions } from '@entente/testkit';
import type { ConnectionId, Issue, IssueId } from '@entente/core';
import { id } from '../ids.ts';
import { plainText } from '../richtext/plain.ts';
import { objectOf } from '../rules/values.ts';

const rules = createRuleRunner({ worker: false });
const newPair = async (options: Partial<SyncPairOptions> = {}): Promise<SyncPair> =>
  await createSyncPair({ rules, crypto: nodeCrypto(), ...options });
const text = (document: Issue['description']): string => (document === null ? '' : plainText(document));
/** What the other side has of a comment. */
const copy = (words: string): string => text(named(paragraph(words)));
const only = (side: PairSide): Issue => {
  const issues = side.tracker.issues();
  if (issues.length !== 1 || issues[0] === undefined) throw new Error(`${issues.length} issues in ${side.name}`);
  return issues[0];
};
const bytes = (size: number): Uint8Array => Uint8Array.from({ length: size }, (_, i) => (i * 7919) % 256);
const writes = (side: PairSide): readonly string[] => side.tracker.writes.map(({ op }) => op);
const sides = [
  ['a', 'b'],
  ['b', 'a'],
] as const;

describe.each(sides)('from %s to %s', (from, to) => {
  test('an issue appears once, whole, and nothing echoes', async () => {
    const pair = await newPair();
    const [here, there] = [pair[from], pair[to]];
    const issueId = here.tracker.people.create('p1', {
      summary: 'Printer on fire',
      description: paragraph('It smokes'),
      labels: ['hot', 'office'],
      typeId: 't2',
    });
    here.tracker.people.comment(issueId, paragraph('first'));
    here.tracker.people.comment(issueId, paragraph('second'));
    here.tracker.people.comment(issueId, paragraph('secret'), { internal: true });
    const attachmentId = here.tracker.people.attach(issueId, 'photo.bin', bytes(300_000), 'image/png');
    await pair.settle();
    const made = only(there);
    expect(made).toMatchObject({ summary: 'Printer on fire', labels: ['hot', 'office'], type: { name: 'Bug' }, projectId: 'p1' });
    expect(text(made.description)).toBe('It smokes');
    expect(made.comments.map(({ body }) => text(body))).toEqual([copy('first'), copy('second')]);
    expect(made.attachments).toMatchObject([{ filename: 'photo.bin', size: 300_000, mediaType: 'image/png' }]);
    expect(there.tracker.bytes(made.attachments[0]?.id ?? attachmentId)).toEqual(here.tracker.bytes(attachmentId));
    expect(writes(there)).toEqual(['createIssue', 'addComment', 'addComment', 'addAttachment']);
    expect(writes(here)).toEqual([]);
    expect(pair.carried.map(({ type }) => type).toSorted()).toEqual(['applied', 'issue']);
    expect(await here.engine.counts(pair.connectionId)).toEqual({ twins: 1, waitingToSend: 0, waitingToApply: 0, errors: 0 });
    expect(await there.engine.counts(pair.connectionId)).toMatchObject({ twins: 1, errors: 0 });
    expect(there.store.dump('chunk')).toEqual([]);
    expect(there.store.dump('lease')).toEqual([]);
  });

  test('edits on either side arrive, one write each', async () => {
    const pair = await newPair();
    const [here, there] = [pair[from], pair[to]];
    const issueId = here.tracker.people.create('p1', { summary: 'One', description: paragraph('Text'), labels: ['x'] });
    const commentId = here.tracker.people.comment(issueId, paragraph('hello'));
    await pair.settle();
    there.tracker.people.edit(only(there).id, { summary: 'Two' });
    await pair.settle();
    expect(only(here).summary).toBe('Two');
    here.tracker.people.edit(issueId, { description: paragraph('Other'), labels: ['x', 'y'] });
    await pair.settle();
    expect(text(only(there).description)).toBe('Other');
    expect(only(there).labels).toEqual(['x', 'y']);
    here.tracker.people.editComment(issueId, commentId, paragraph('hello again'));
    await pair.settle();
    expect(only(there).comments.map(({ body }) => text(body))).toEqual([copy('hello again')]);
    there.tracker.people.comment(only(there).id, paragraph('answer'));
    await pair.settle();
    expect(only(here).comments.map(({ body }) => text(body))).toEqual(['hello again', copy('answer')]);
    here.tracker.people.removeComment(issueId, commentId);
    await pair.settle();
    expect(only(there).comments.map(({ body }) => text(body))).toEqual(['answer']);
    there.tracker.people.edit(only(there).id, { labels: [] });
    await pair.settle();
    expect(only(here).labels).toEqual([]);
    expect(writes(here)).toEqual(['updateIssue', 'addComment', 'updateIssue']);
    expect(writes(there)).toEqual(['createIssue', 'addComment', 'updateIssue', 'updateComment', 'removeComment']);
  });

  test('edits of both sides at once are merged; of the same member the initiator keeps its own', async () => {
    const pair = await newPair();
    const [here, there] = [pair[from], pair[to]];
    const issueId = here.tracker.people.create('p1', { summary: 'One', description: paragraph('Text'), labels: ['x'] });
    await pair.settle();
    pair.a.tracker.people.edit(only(pair.a).id, { summary: "initiator's", labels: ['x', 'a'] });
    pair.b.tracker.people.edit(only(pair.b).id, { summary: "acceptor's", labels: ['x', 'b'] });
    there.tracker.people.edit(only(there).id, { description: paragraph('Changed there') });
    here.tracker.people.comment(issueId, paragraph('mine'));
    there.tracker.people.comment(only(there).id, paragraph('theirs'));
    await pair.a.engine.collect(Infinity);
    await pair.b.engine.collect(Infinity);
    await pair.settle();
    for (const side of [pair.a, pair.b]) {
      expect(only(side).summary).toBe("initiator's");
      expect(only(side).labels.toSorted()).toEqual(['a', 'b', 'x']);
      expect(text(only(side).description)).toBe('Changed there');
      expect(
        only(side)
          .comments.map(({ body }) => text(body))
          .toSorted(),
      ).toEqual((side === here ? ['mine', copy('theirs')] : [copy('mine'), 'theirs']).toSorted());
    }
    expect(pair.a.store.dump('twin')[0]?.value).toMatchObject({ conflicts: [{ field: 'summary', loser: 'theirs', value: "acceptor's" }] });
    expect(pair.b.store.dump('twin')[0]?.value).toMatchObject({ conflicts: [{ field: 'summary', loser: 'ours', value: "acceptor's" }] });
  });
});

test('what was there before, and what is elsewhere, never goes out by itself', async () => {
  const pair = await newPair();
  pair.clock.advance(-1);
  const older = pair.a.tracker.people.create('p1', { summary: 'older' });
  pair.clock.advance(1);
  pair.a.tracker.people.create('p2', { summary: 'elsewhere' });
  pair.a.tracker.people.edit(older, { summary: 'older, edited' });
  await pair.a.engine.reconcile();
  await pair.settle();
  expect(pair.carried).toEqual([]);
  expect(pair.a.store.dump('todo')).toEqual([]);
  expect(pair.b.tracker.issues()).toEqual([]);
});

test('a second connection between the same two is untouched, and makes no chain', async () => {
  const pair = await newPair();
  const second = id<ConnectionId>('d'.repeat(32));
  await pair.connect(second, { a: 'p2', b: 'p1' });
  pair.a.tracker.people.create('p1', { summary: 'over the first' });
  await pair.settle();
  expect(pair.b.tracker.issues()).toHaveLength(1);
  expect(pair.a.tracker.issues()).toHaveLength(1);
  expect(await pair.a.engine.counts(second)).toMatchObject({ twins: 0, waitingToSend: 0 });
  pair.a.tracker.people.create('p2', { summary: 'over the second' });
  await pair.settle();
  expect(pair.b.tracker.issues()).toHaveLength(2);
  expect(await pair.a.engine.counts(second)).toMatchObject({ twins: 1 });
  expect(await pair.b.engine.counts(pair.connectionId)).toMatchObject({ twins: 1 });
});

test("a copy of a twin's issue carries its marker, and is a user's issue all the same", async () => {
  const pair = await newPair();
  pair.a.tracker.people.create('p1', { summary: 'original' });
  await pair.settle();
  pair.b.tracker.people.clone(only(pair.b).id);
  await pair.settle();
  expect(pair.a.tracker.issues()).toHaveLength(2);
});

test('an event that overtakes the twin is not taken for a new issue', async () => {
  const pair = await newPair();
  pair.a.tracker.people.create('p1', { summary: 'fast' });
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  // The event is worked on while the issue is being created.
  const { onChange } = pair.b.tracker;
  const collecting: Promise<boolean>[] = [];
  pair.b.tracker.onChange = (issueId: IssueId) => {
    onChange?.(issueId);
    collecting.push(pair.b.engine.collect(Infinity));
  };
  await pair.b.engine.apply(pair.connectionId, Infinity);
  await Promise.all(collecting);
  pair.b.tracker.onChange = onChange;
  await pair.settle();
  expect(pair.carried.filter(({ type }) => type === 'issue')).toHaveLength(1);
  expect(pair.a.tracker.issues()).toHaveLength(1);
});

test("a user's edit right after the issue was made there is not taken for ours", async () => {
  const pair = await newPair();
  pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  const { onChange } = pair.b.tracker;
  pair.b.tracker.onChange = (issueId) => {
    pair.b.tracker.onChange = onChange;
    onChange?.(issueId);
    pair.b.tracker.people.edit(issueId, { summary: 'Edited at once' });
    pair.b.tracker.people.comment(issueId, paragraph('and said so'));
  };
  await pair.b.engine.apply(pair.connectionId, Infinity);
  await pair.settle();
  expect(only(pair.a).summary).toBe('Edited at once');
  expect(only(pair.a).comments.map(({ body }) => text(body))).toEqual([copy('and said so')]);
});

/** As a tracker without formatting has it. */
const plainly = (issue: Issue | null): Issue | null =>
  issue?.description == null ? issue : { ...issue, description: paragraph(plainText(issue.description)) };

test('what a tracker makes of a text on its way does not come back', async () => {
  const pair = await newPair();
  const readIssue = pair.b.tracker.readIssue.bind(pair.b.tracker);
  Object.assign(pair.b.tracker, { readIssue: async (issueId: IssueId) => plainly(await readIssue(issueId)) });
  const bold = {
    type: 'doc' as const,
    version: 1 as const,
    content: [{ type: 'paragraph', content: [{ type: 'text', text: 'loud', marks: [{ type: 'strong' }] }] }],
  };
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One', description: bold });
  await pair.settle();
  pair.b.tracker.people.edit(only(pair.b).id, { summary: 'Two' });
  await pair.settle();
  expect(only(pair.a)).toMatchObject({ id: issueId, summary: 'Two', description: bold });
  pair.a.tracker.people.edit(issueId, { summary: 'Three' });
  await pair.settle();
  expect(writes(pair.b)).toEqual(['createIssue', 'updateIssue']);
  expect(writes(pair.a)).toEqual(['updateIssue']);
});

test('one failing issue holds up itself alone, and heals', async () => {
  const pair = await newPair();
  const types = { whose: 'tracker' as const, code: 'tracker.refused', certain: true, params: { field: 'summary', message: 'too long' } };
  pair.b.tracker.failNext('createIssue', 'before', types);
  pair.a.tracker.people.create('p1', { summary: 'fails' });
  await pair.a.engine.collect(Infinity);
  pair.clock.advance(1);
  pair.a.tracker.people.create('p1', { summary: 'works' });
  await pair.round();
  expect(pair.b.tracker.issues().map(({ summary }) => summary)).toEqual(['works']);
  expect(await pair.b.engine.counts(pair.connectionId)).toMatchObject({ twins: 1, errors: 1, waitingToApply: 1 });
  expect(pair.b.store.dump('remote').map(({ value }) => value)).toContainEqual(
    expect.objectContaining({ hold: expect.objectContaining({ code: 'tracker.refused', attempts: 1 }) }),
  );
  await pair.round();
  expect(await pair.a.engine.counts(pair.connectionId)).toMatchObject({ errors: 1 });
  expect(pair.carried.filter(({ type }) => type === 'failed')).toMatchObject([
    { body: { code: 'tracker.refused', params: { message: 'too long' } } },
  ]);
  pair.clock.advance(600_000);
  await pair.settle();
  expect(
    pair.b.tracker
      .issues()
      .map(({ summary }) => summary)
      .toSorted(),
  ).toEqual(['fails', 'works']);
  for (const side of [pair.a, pair.b])
    expect(await side.engine.counts(pair.connectionId)).toMatchObject({ twins: 2, errors: 0, waitingToApply: 0 });
});

test('a newer message replaces one that is held up, and loses none of its changes', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.b.tracker.failNext('updateIssue', 'before', { code: 'tracker.refused', certain: true });
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.round();
  expect(only(pair.b).summary).toBe('One');
  pair.a.tracker.people.edit(issueId, { labels: ['later'] });
  await pair.settle();
  expect(only(pair.b)).toMatchObject({ summary: 'Two', labels: ['later'] });
});

test.each([
  ['a change under a guard is made again at once', true, 'Two'],
  ['without a guard it is waited for', false, 'One'],
] as const)('without an answer: %s', async (_what, guarded, soon) => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.b.tracker.failNext('updateIssue', 'before', guarded ? { guarded } : {});
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.round();
  pair.clock.advance(5000);
  await pair.round();
  expect(only(pair.b).summary).toBe(soon);
  pair.clock.advance(100_000);
  await pair.settle();
  expect(only(pair.b).summary).toBe('Two');
  expect(pair.b.tracker.writes.filter(({ op }) => op === 'updateIssue')).toHaveLength(1);
});

test.each(['createIssue', 'updateIssue', 'addComment', 'addAttachment'] as const)(
  '%s without an answer is looked up, not repeated',
  async (operation) => {
    for (const when of ['before', 'after'] as const) {
      const pair = await newPair();
      const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
      if (operation !== 'createIssue') await pair.settle();
      pair.b.tracker.failNext(operation, when);
      pair.a.tracker.people.edit(issueId, { summary: 'Two', description: paragraph('Text') });
      pair.a.tracker.people.comment(issueId, paragraph('said'));
      pair.a.tracker.people.attach(issueId, 'a.bin', bytes(1000));
      await pair.settle();
      pair.clock.advance(200_000);
      await pair.settle();
      const issue = only(pair.b);
      expect({ when, summary: issue.summary, comments: issue.comments.length, attachments: issue.attachments.length }).toEqual({
        when,
        summary: 'Two',
        comments: 1,
        attachments: 1,
      });
      expect(writes(pair.b).filter((op) => op === operation)).toHaveLength(1);
      expect(writes(pair.a)).toEqual([]);
      expect(await pair.b.engine.counts(pair.connectionId)).toMatchObject({ errors: 0, waitingToApply: 0 });
    }
  },
);

test('two workers at once write once', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One', labels: ['x'] });
  pair.a.tracker.people.comment(issueId, paragraph('said'));
  pair.a.tracker.people.attach(issueId, 'a.bin', bytes(200_000));
  for (let i = 0; i < 40; i++) {
    await Promise.all([pair.a.engine.collect(Infinity), pair.a.engine.collect(Infinity), pair.b.engine.collect(Infinity)]);
    await pair.carry(pair.a, pair.b);
    await Promise.all([1, 2, 3].map(async () => await pair.b.engine.apply(pair.connectionId, Infinity)));
    await Promise.all([pair.carryBlobs(pair.a, pair.b), pair.carryBlobs(pair.a, pair.b)]);
    pair.clock.advance(10_000);
  }
  await pair.settle();
  expect(pair.carried.filter(({ from, type }) => from === 'A' && type === 'issue')).toHaveLength(1);
  expect(writes(pair.b)).toEqual(['createIssue', 'addComment', 'addAttachment']);
  expect(pair.a.tracker.issues()).toHaveLength(1);
});

test('large texts travel as blobs', async () => {
  const pair = await newPair();
  const long = Array.from({ length: 30_000 }, (_, i) => `wörd${i}`).join(' ');
  const issueId = pair.a.tracker.people.create('p1', { summary: 'long', description: paragraph(long) });
  await pair.settle();
  expect(text(only(pair.b).description)).toBe(long);
  pair.a.tracker.people.edit(issueId, { description: paragraph('short') });
  await pair.settle();
  expect(text(only(pair.b).description)).toBe('short');
  expect(pair.a.store.dump('chunk')).toEqual([]);
  expect(pair.b.store.dump('chunk')).toEqual([]);
});

test('an issue that was moved stays under sync, and the partner’s twin has its new key', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  const moved = { summary: 'One', projectId: id<Issue['projectId']>('p2'), key: 'TWO-7', url: 'https://a.example/TWO-7' };
  pair.a.tracker.people.edit(issueId, moved);
  await pair.settle();
  expect(pair.b.store.dump('twin')[0]?.value).toMatchObject({ gone: 'no', remote: { key: 'TWO-7', url: 'https://a.example/TWO-7' } });
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.settle();
  expect(pair.b.tracker.issues().map(({ summary }) => summary)).toEqual(['Two']);
  expect(writes(pair.b)).toEqual(['createIssue', 'updateIssue']);
});

test('attachments above the limits are listed, not sent', async () => {
  const pair = await newPair({ maxAttachmentBytes: { read: 2000, write: 1000 } });
  const issueId = pair.a.tracker.people.create('p1', { summary: 'files' });
  for (const size of [500, 1500, 2500]) pair.a.tracker.people.attach(issueId, `${size}.bin`, bytes(size));
  await pair.settle();
  expect(only(pair.b).attachments.map(({ filename }) => filename)).toEqual(['500.bin']);
  expect(pair.a.store.dump('twin')[0]?.value).toMatchObject({ skipped: [{ side: 'ours', filename: '2500.bin', why: 'tooBigToRead' }] });
  expect(pair.b.store.dump('twin')[0]?.value).toMatchObject({
    skipped: [
      { side: 'theirs', filename: '1500.bin', why: 'tooBigToWrite' },
      { side: 'theirs', filename: '2500.bin', why: 'tooBigToRead' },
    ],
  });
});

test('an attachment that is gone before it was fetched does not hold up what follows', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  const attachmentId = pair.a.tracker.people.attach(issueId, 'gone.bin', bytes(100));
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  pair.a.tracker.people.removeAttachment(issueId, attachmentId);
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.settle();
  expect(only(pair.b)).toMatchObject({ summary: 'Two', attachments: [] });
  expect(await pair.b.engine.counts(pair.connectionId)).toMatchObject({ waitingToApply: 0, errors: 0 });
});

test('a file that was damaged on its way is fetched again', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  pair.a.tracker.people.attach(issueId, 'a.bin', bytes(300_000));
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  await pair.b.engine.apply(pair.connectionId, Infinity);
  await pair.carryBlobs(pair.a, pair.b);
  const [first] = pair.b.store.dump('chunk');
  if (first === undefined) throw new Error('no chunk');
  await pair.b.store.commit([
    { op: 'put', table: 'chunk', key: first.key, value: { data: Buffer.from(bytes(131_070).fill(9)).toString('base64') } },
  ]);
  await pair.settle();
  expect(only(pair.b).attachments).toEqual([]);
  expect(pair.b.store.dump('remote').map(({ value }) => objectOf(objectOf(value)['hold'])['code'])).toEqual(['blob.damaged']);
  pair.clock.advance(600_000);
  await pair.settle();
  expect(only(pair.b).attachments).toHaveLength(1);
  expect(await pair.b.engine.counts(pair.connectionId)).toMatchObject({ errors: 0, waitingToApply: 0 });
});

test('a deleted issue is told, and its counterpart stays', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.a.tracker.people.remove(issueId);
  await pair.settle();
  pair.b.tracker.people.edit(only(pair.b).id, { summary: 'still here' });
  await pair.settle();
  expect(pair.carried.map(({ type }) => type)).toEqual(['issue', 'applied', 'issueRemoved', 'applied']);
  expect(pair.b.tracker.issues()).toHaveLength(1);
});

test('what is valid but not understood is answered, receipts are not', async () => {
  const pair = await newPair();
  const rows = [
    { type: 'worklog', body: { hours: 2 } },
    {
      type: 'issue',
      body: {
        from: { id: '1', key: 'A-1', url: 'https://a.example/1' },
        to: null,
        how: 'link',
        version: { own: 1, seen: 0 },
        changed: {},
        replica: {},
      },
    },
    { type: 'issue', body: { from: { id: '1', key: 'A-1' } } },
    { type: 'applied', body: { nonsense: true } },
    { type: 'failed', body: { about: { type: 'issue', issue: '99', version: 1 }, code: 'x', whose: 'ours', params: {} } },
    {
      type: 'issue',
      body: {
        from: { id: '2', key: 'A-2', url: '' },
        to: { id: '12345' },
        how: 'create',
        version: { own: 1, seen: 0 },
        changed: {},
        replica: { summary: 'x' },
      },
    },
  ];
  const keys = rows.map((value, i) => ({
    op: 'create' as const,
    table: 'inbox' as const,
    key: `${pair.connectionId}:${String(i + 1).padStart(12, '0')}`,
    value,
  }));
  await pair.a.store.commit([
    ...keys,
    { op: 'create', table: 'inbox', key: `${pair.connectionId}:000000000900`, value: { type: 'lifecycle', body: { what: 'deactivated' } } },
  ]);
  await pair.a.engine.apply(pair.connectionId, Infinity);
  const answers = pair.a.store.dump('outbox').map(({ value }) => objectOf(objectOf(value)['body']));
  expect(answers.map(({ code, params }) => [code ?? null, params ?? null])).toEqual(
    expect.arrayContaining([
      ['unsupported', { what: 'worklog' }],
      ['unsupported', { what: 'link' }],
      ['invalid', { field: 'from.url', problem: 'must be string' }],
      ['twin.unknown', { key: 'A-2' }],
    ]),
  );
  expect(answers).toHaveLength(4);
  expect(pair.a.store.dump('inbox').map(({ value }) => objectOf(value)['type'])).toEqual(['issue', 'lifecycle']);
  expect(writes(pair.a)).toEqual([]);
});

test('hints that were lost are found by the change feed', async () => {
  const pair = await newPair();
  await pair.a.engine.reconcile();
  pair.a.tracker.onChange = null;
  for (let i = 0; i < 120; i++) pair.a.tracker.people.create('p1', { summary: `issue ${i}` });
  await pair.a.engine.reconcile();
  expect(pair.a.store.dump('todo')).toHaveLength(120);
});

test('a restored database on either side is mended by sending everything again', async () => {
  for (const restored of ['a', 'b'] as const) {
    const pair = await newPair();
    const issueId = pair.a.tracker.people.create('p1', { summary: 'One', labels: ['x'] });
    await pair.settle();
    const copy = pair[restored].store.clone();
    pair.a.tracker.people.edit(issueId, { summary: 'Two' });
    await pair.settle();
    pair.b.tracker.people.edit(only(pair.b).id, { labels: ['x', 'y'] });
    await pair.settle();
    for (const table of ['twin', 'remote'] as const) {
      for (const { key, value } of copy.dump(table)) await pair[restored].store.commit([{ op: 'put', table, key, value }]);
    }
    await pair.a.engine.resend?.(pair.connectionId);
    await pair.b.engine.resend?.(pair.connectionId);
    await pair.settle();
    pair.a.tracker.people.edit(issueId, { description: paragraph('after') });
    pair.b.tracker.people.comment(only(pair.b).id, paragraph('after, too'));
    await pair.settle();
    for (const side of [pair.a, pair.b]) {
      expect({ restored, side: side.name, issue: only(side) }).toMatchObject({ issue: { summary: 'Two', labels: ['x', 'y'] } });
      expect(text(only(side).description)).toBe('after');
      expect(only(side).comments).toHaveLength(1);
    }
  }
});

test('a listing that lags behind loses no change', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  pair.a.tracker.people.edit(issueId, { labels: ['x'] });
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  const [hidden] = pair.b.store.dump('inbox');
  if (hidden === undefined) throw new Error('nothing came');
  await pair.b.store.commit([{ op: 'remove', table: 'inbox', key: hidden.key }]);
  await pair.b.engine.apply(pair.connectionId, Infinity);
  expect(only(pair.b)).toMatchObject({ summary: 'Two', labels: ['x'] });
  await pair.b.store.commit([{ op: 'create', table: 'inbox', key: hidden.key, value: hidden.value }]);
  await pair.settle();
  expect(only(pair.b)).toMatchObject({ summary: 'Two', labels: ['x'] });
  expect(writes(pair.b)).toEqual(['createIssue', 'updateIssue']);
});

test('edits while the partner is away become one message, with all that they changed', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  for (const changes of [{ summary: 'Two' }, { labels: ['x'] }, { labels: ['x', 'y'] }, { description: paragraph('Text') }]) {
    pair.a.tracker.people.edit(issueId, changes);
    await pair.a.engine.collect(Infinity);
  }
  expect(pair.a.store.dump('outbox')).toHaveLength(1);
  await pair.settle();
  expect(only(pair.b)).toMatchObject({ summary: 'Two', labels: ['x', 'y'], description: paragraph('Text') });
  expect(writes(pair.b)).toEqual(['createIssue', 'updateIssue']);
});

test('a deactivated side keeps its queue', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'One' });
  await pair.settle();
  await pair.update(pair.b, pair.connectionId, { state: 'deactivated' });
  pair.a.tracker.people.edit(issueId, { summary: 'Two' });
  pair.b.tracker.people.comment(only(pair.b).id, paragraph('meanwhile'));
  await pair.a.engine.collect(Infinity);
  await pair.carry(pair.a, pair.b);
  expect(await pair.b.engine.apply(pair.connectionId, Infinity)).toBe(false);
  await pair.b.engine.collect(Infinity);
  expect(only(pair.b).summary).toBe('One');
  await pair.update(pair.b, pair.connectionId, { state: 'active' });
  await pair.settle();
  expect(only(pair.b).summary).toBe('Two');
  expect(only(pair.a).comments).toHaveLength(1);
});

test('more comments than a twin has room for are a clear error, and none is made twice', async () => {
  const pair = await newPair();
  const issueId = pair.a.tracker.people.create('p1', { summary: 'busy' });
  await pair.settle();
  const key = `${pair.connectionId}:${only(pair.b).id}`;
  const twin = await pair.b.store.get('twin', key);
  const skipped = Array.from({ length: 1540 }, (_, i) => ({
    side: 'theirs',
    id: `old${i}`,
    filename: 'x'.repeat(50),
    size: 1,
    why: 'tooBigToWrite',
  }));
  await pair.b.store.commit([{ op: 'put', table: 'twin', key, value: { ...objectOf(twin?.value), skipped } }]);
  pair.a.tracker.people.comment(issueId, paragraph('one more'));
  for (let i = 0; i < 3; i++) {
    await pair.settle();
    pair.clock.advance(600_000);
  }
  expect(only(pair.b).comments).toEqual([]);
  expect(pair.b.store.dump('remote').map(({ value }) => objectOf(objectOf(value)['hold'])['code'])).toEqual(['twin.tooBig']);
  expect(await pair.b.engine.counts(pair.connectionId)).toMatchObject({ errors: 1, waitingToApply: 1 });
});

test("a script that fails is the issue's own error, told where it belongs, and heals", async () => {
  const pair = await newPair();
  await pair.update(pair.a, pair.connectionId, {
    rules: { outgoing: 'if (issue.summary === "bad") throw new Error("no"); replica.summary = issue.summary' },
  });
  await pair.update(pair.b, pair.connectionId, {
    rules: {
      incoming:
        'if (replica.summary === "worse") issue.nothing.there = 1; if (firstSync) { issue.project = connection.project; issue.type = firstStandardType() } issue.summary = replica.summary',
    },
  });
  const bad = pair.a.tracker.people.create('p1', { summary: 'bad' });
  pair.a.tracker.people.create('p1', { summary: 'good' });
  const worse = pair.a.tracker.people.create('p1', { summary: 'worse' });
  await pair.settle();
  expect(pair.b.tracker.issues().map(({ summary }) => summary)).toEqual(['good']);
  expect(pair.a.store.dump('twin').map(({ value }) => objectOf(objectOf(value)['hold'])['code'] ?? null)).toContain('rule.error');
  expect(pair.a.store.dump('twin').map(({ value }) => objectOf(objectOf(value)['partnerError'])['code'] ?? null)).toContain('rule.error');
  for (const [issueId, summary] of [
    [bad, 'mended'],
    [worse, 'better'],
  ] as const)
    pair.a.tracker.people.edit(issueId, { summary });
  await pair.settle();
  expect(
    pair.b.tracker
      .issues()
      .map(({ summary }) => summary)
      .toSorted(),
  ).toEqual(['better', 'good', 'mended']);
  for (const side of [pair.a, pair.b]) expect(await side.engine.counts(pair.connectionId)).toMatchObject({ twins: 3, errors: 0 });
});
