/** Rich text under the default rules, between a tracker that can show everything and one that has the common nodes alone. */
import { describe, expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { createSyncPair, named, type PairSide, type SyncPair, type SyncPairOptions } from '@entente/testkit';
import type { Issue, Person, RichDocument, RichNode, Tracker } from '@entente/core';
import { COMMON_MARKS, COMMON_NODES, plainText, richDocument, sameDocument, textNode, type Dialect } from '@entente/core';
import { readTwin } from './twin.schema.ts';

const rules = createRuleRunner({ worker: false });
const HERE = 'https://b.example';
/** Mentions of its own people, and pictures of files that it has. */
const poor: Dialect = {
  nodes: [...COMMON_NODES, 'mention', 'mediaSingle', 'media'],
  marks: COMMON_MARKS,
  accepts: ({ type, attrs = {} }) =>
    type === 'mention' ? typeof attrs['id'] === 'string' : type === 'media' ? typeof attrs['attachment'] === 'string' : true,
};
const ann: Person = { id: 'a-ann', name: 'Ann Acme', email: 'ann@example.org' };
const annThere: Person = { id: 'b-ann', name: 'Ann (Beta)', email: 'ANN@example.org'.toLowerCase() };
const newPair = async (options: Partial<SyncPairOptions> = {}): Promise<SyncPair> =>
  await createSyncPair({
    rules,
    crypto: nodeCrypto(),
    trackers: { a: { users: [ann] }, b: { users: [annThere], dialect: poor } },
    ...options,
  });
const only = (side: PairSide): Issue => {
  const issues = side.tracker.issues();
  if (issues.length !== 1 || issues[0] === undefined) throw new Error(`${issues.length} issues in ${side.name}`);
  return issues[0];
};
const twinOf = (side: PairSide) => {
  const [record] = side.store.dump('twin');
  return readTwin(record?.value);
};
const kept = (side: PairSide): number => side.store.dump('chunk').filter(({ key }) => key.includes(':kept:')).length;
const p = (...content: readonly (string | RichNode)[]): RichNode => ({
  type: 'paragraph',
  content: content.map((one) => (typeof one === 'string' ? textNode(one) : one)),
});
const doc = (...content: readonly RichNode[]): RichDocument => richDocument(content);
const mention: RichNode = { type: 'mention', attrs: { id: 'a-ann', text: '@Ann Acme' } };
const panel = (...content: readonly RichNode[]): RichNode => ({ type: 'panel', attrs: { panelType: 'warning' }, content });
const tasks: RichNode = { type: 'taskList', content: [{ type: 'taskItem', attrs: { state: 'TODO' }, content: [textNode('do it')] }] };
const picture = (attrs: RichNode['attrs']): RichNode => ({
  type: 'mediaSingle',
  content: [{ type: 'media', attrs: { type: 'file', ...attrs } }],
});
const rich = doc(
  p('First'),
  panel(p('Ask ', mention)),
  tasks,
  p({ ...textNode('red'), marks: [{ type: 'textColor', attrs: { color: '#ff0000' } }] }),
  p('Last'),
);

/** Replaces the text of the first paragraph. */
const editFirst = (document: RichDocument | null, text: string): RichDocument => doc(p(text), ...(document?.content.slice(1) ?? []));
const settled = async (pair: SyncPair): Promise<readonly number[]> => {
  await pair.settle();
  return [pair.a.tracker.writes.length, pair.b.tracker.writes.length];
};

test('what the other side did not edit comes back as it was: panels, mentions, tasks, colours', async () => {
  const pair = await newPair();
  const made = pair.a.tracker.people.create('p1', { summary: 'One', description: rich });
  expect(await settled(pair)).toEqual([0, 1]);
  expect(JSON.stringify(only(pair.b).description)).not.toContain('panel');
  pair.b.tracker.people.edit(only(pair.b).id, { description: editFirst(only(pair.b).description, 'Changed there') });
  expect(await settled(pair)).toEqual([1, 1]);
  expect(only(pair.a).description).toEqual(doc(p('Changed there'), ...rich.content.slice(1)));
  pair.a.tracker.people.edit(made, { description: doc(...only(pair.a).description!.content, p('And here')) });
  expect(await settled(pair)).toEqual([1, 2]);
  pair.b.tracker.people.edit(only(pair.b).id, { description: editFirst(only(pair.b).description, 'Again') });
  await settled(pair);
  expect(only(pair.a).description).toEqual(doc(p('Again'), ...rich.content.slice(1), p('And here')));
});

test('a change of another field sends the description as it came, and nothing is written for it', async () => {
  const pair = await newPair();
  pair.a.tracker.people.create('p1', { summary: 'One', description: rich });
  await settled(pair);
  pair.b.tracker.people.edit(only(pair.b).id, { summary: 'Two' });
  expect(await settled(pair)).toEqual([1, 1]);
  expect(sameDocument(only(pair.a).description, rich)).toBe(true);
});

test('what a tracker can show whole is not kept, and what is kept is replaced', async () => {
  const pair = await newPair();
  const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(p('Plain')) });
  await settled(pair);
  expect(kept(pair.b)).toBe(0);
  for (let i = 0; i < 5; i++) {
    pair.a.tracker.people.edit(made, { description: doc(panel(p(`Version ${i}`))) });
    await settled(pair);
  }
  expect(kept(pair.b)).toBe(2);
  expect(kept(pair.a)).toBe(0);
  for (const text of ['Plain again', 'And again']) {
    pair.a.tracker.people.edit(made, { description: doc(p(text)) });
    await settled(pair);
  }
  expect(kept(pair.b)).toBe(0);
  pair.a.tracker.people.edit(made, { description: rich });
  await settled(pair);
  pair.b.tracker.people.edit(only(pair.b).id, { description: editFirst(only(pair.b).description, 'Changed there') });
  await settled(pair);
  expect(only(pair.a).description).toEqual(doc(p('Changed there'), ...rich.content.slice(1)));
});

test('a long description is kept in pieces; one that is too long is not', async () => {
  const pair = await newPair();
  const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(panel(p('é'.repeat(30_000))), p('Last')) });
  await settled(pair);
  expect(kept(pair.b)).toBeGreaterThan(1);
  pair.b.tracker.people.edit(only(pair.b).id, { description: doc(...only(pair.b).description!.content, p('More')) });
  await settled(pair);
  expect(only(pair.a).description?.content.map(({ type }) => type)).toEqual(['panel', 'paragraph', 'paragraph']);
  pair.a.tracker.people.edit(made, { description: doc(panel(p('é'.repeat(90_000))), p('Last')) });
  await settled(pair);
  pair.b.tracker.people.edit(only(pair.b).id, { description: doc(...only(pair.b).description!.content, p('More')) });
  await settled(pair);
  expect(only(pair.a).description?.content.map(({ type }) => type)).toEqual(['blockquote', 'paragraph', 'paragraph']);
});

describe('mentions', () => {
  test('become the person with the same address, there and back, in descriptions and comments', async () => {
    const pair = await newPair();
    const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(p('Ask ', mention)) });
    pair.a.tracker.people.comment(made, doc(p(mention, '?')));
    await settled(pair);
    const there: RichNode = { type: 'mention', attrs: { id: 'b-ann', text: '@Ann (Beta)' } };
    expect(only(pair.b).description).toEqual(doc(p('Ask ', there)));
    expect(only(pair.b).comments[0]?.body).toEqual(named(doc(p(there, '?'))));
    pair.b.tracker.people.comment(only(pair.b).id, doc(p('Yes, ', there)));
    pair.b.tracker.people.edit(only(pair.b).id, { description: doc(p('Do ask ', there)) });
    await settled(pair);
    expect(only(pair.a).comments[1]?.body).toEqual(named(doc(p('Yes, ', mention))));
    expect(only(pair.a).description).toEqual(doc(p('Do ask ', mention)));
    expect(twinOf(pair.b).losses.written).toEqual([]);
  });

  test('of somebody who is not there are text, and a loss; the address is asked for once', async () => {
    const pair = await newPair({ trackers: { a: { users: [ann] }, b: { users: [], dialect: poor } } });
    let asked = 0;
    const tracker = { ...pair.b.tracker };
    Object.assign(pair.b.tracker, { findUserByEmail: (email: string) => (asked++, tracker.findUserByEmail(email)) });
    const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(p('Ask ', mention)) });
    pair.a.tracker.people.comment(made, doc(p(mention)));
    await settled(pair);
    expect(only(pair.b).description).toEqual(doc(p('Ask ', '@Ann Acme')));
    expect(asked).toBe(1);
  });

  test('with the id of somebody there, but from elsewhere, are not taken for theirs', async () => {
    const pair = await newPair({ trackers: { a: { users: [{ ...ann, email: null }] }, b: { users: [annThere], dialect: poor } } });
    pair.a.tracker.people.create('p1', { summary: 'One', description: doc(p({ type: 'mention', attrs: { id: 'b-ann', text: '@x' } })) });
    await settled(pair);
    expect(only(pair.b).description).toEqual(doc(p('@x')));
  });
});

describe('pictures', () => {
  test('show the copy of the file, once it is there, and come back as they were', async () => {
    const pair = await newPair();
    const made = pair.a.tracker.people.create('p1', {
      summary: 'One',
      description: doc(p('See'), picture({ id: 'm-1', collection: 'c', alt: 'shot.png' })),
    });
    pair.a.tracker.people.attach(made, 'shot.png', Uint8Array.from([1, 2, 3]), 'image/png');
    pair.a.tracker.people.comment(made, doc(picture({ id: 'm-1', collection: 'c', alt: 'shot.png' })));
    await settled(pair);
    const copy = only(pair.b).attachments[0]?.id;
    const shown = picture({ alt: 'shot.png', attachment: copy ?? '', filename: 'shot.png' });
    expect(only(pair.b).description).toEqual(doc(p('See'), shown));
    expect(only(pair.b).comments.map(({ body }) => body)).toEqual([named(doc(shown))]);
    expect(twinOf(pair.b).losses.written).toEqual([]);
    pair.b.tracker.people.edit(only(pair.b).id, { description: editFirst(only(pair.b).description, 'Look') });
    await settled(pair);
    expect(only(pair.a).description).toEqual(doc(p('Look'), picture({ id: 'm-1', collection: 'c', alt: 'shot.png' })));
    expect(pair.b.tracker.writes.map(({ op }) => op)).toEqual([
      'createIssue',
      'addComment',
      'addAttachment',
      'updateIssue',
      'updateComment',
    ]);
  });

  test('that a user puts in on the other side show the original', async () => {
    const pair = await newPair();
    const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(p('Text')) });
    const original = pair.a.tracker.people.attach(made, 'shot.png', Uint8Array.from([1, 2, 3]), 'image/png');
    await settled(pair);
    const copy = only(pair.b).attachments[0]?.id ?? '';
    pair.b.tracker.people.edit(only(pair.b).id, { description: doc(p('Text'), picture({ attachment: copy, alt: 'shot.png' })) });
    await settled(pair);
    expect(only(pair.a).description?.content[1]).toEqual(picture({ alt: 'shot.png', attachment: original, filename: 'shot.png' }));
  });

  test('of another issue cannot be had by naming their id', async () => {
    const pair = await newPair();
    pair.a.tracker.people.create('p1', {
      summary: 'One',
      description: doc(p('Text'), picture({ id: 'secret', collection: 'c', site: HERE })),
    });
    await settled(pair);
    expect(JSON.stringify(only(pair.b).description)).not.toContain('secret');
  });
});

test('losses are those of what is written now: an edit replaces them, in fields and comments', async () => {
  const pair = await newPair();
  const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(panel(p('x')), panel(p('y'))) });
  const comment = pair.a.tracker.people.comment(made, doc(panel(p('c'))));
  await settled(pair);
  const lost = () => twinOf(pair.b).losses.written;
  expect(lost()).toEqual([
    { what: 'panel', count: 2, of: 'description' },
    { what: 'panel', count: 1, of: `comment:${comment}` },
  ]);
  expect(twinOf(pair.a).losses.there).toEqual([{ what: 'panel', count: 3 }]);
  pair.a.tracker.people.editComment(made, comment, doc(tasks));
  await settled(pair);
  expect(lost()).toContainEqual({ what: 'taskList', count: 1, of: `comment:${comment}` });
  pair.a.tracker.people.edit(made, { description: doc(p('plain')) });
  await settled(pair);
  expect(lost()).toEqual([{ what: 'taskList', count: 1, of: `comment:${comment}` }]);
  pair.a.tracker.people.removeComment(made, comment);
  await settled(pair);
  expect(lost()).toEqual([]);
  expect(twinOf(pair.a).losses.there).toEqual([]);
});

test('the status is told to the other side, and changes nothing there', async () => {
  const pair = await newPair();
  const made = pair.a.tracker.people.create('p1', { summary: 'One' });
  await settled(pair);
  expect(twinOf(pair.b).theirStatus).toBe('To do');
  const done = { summary: 'One', status: 'Done' };
  pair.a.tracker.people.edit(made, done);
  expect(await settled(pair)).toEqual([0, 1]);
  expect(twinOf(pair.b).theirStatus).toBe('Done');
  expect(only(pair.b).status).toBe('To do');
});

describe('a copy of a comment that a user has edited', () => {
  const edited = async (): Promise<{ readonly pair: SyncPair; readonly undo: (change: 'edit' | 'remove') => Promise<void> }> => {
    const pair = await newPair();
    const made = pair.a.tracker.people.create('p1', { summary: 'One' });
    const comment = pair.a.tracker.people.comment(made, doc(p('First')));
    await settled(pair);
    const [copy] = only(pair.b).comments;
    if (copy === undefined) throw new Error('no copy');
    pair.b.tracker.people.editComment(only(pair.b).id, copy.id, doc(p('Mine')));
    await settled(pair);
    return {
      pair,
      undo: async (change) => {
        if (change === 'edit') pair.a.tracker.people.editComment(made, comment, doc(p('Second')));
        else pair.a.tracker.people.removeComment(made, comment);
        await settled(pair);
      },
    };
  };

  test.each([
    ['edit', [named(doc(p('Second')))]],
    ['remove', []],
  ] as const)('gives way to the original’s %s, and is kept as a conflict', async (change, left) => {
    const { pair, undo } = await edited();
    expect(only(pair.a).comments.map(({ body }) => plainText(body))).toEqual(['First']);
    await undo(change);
    expect(only(pair.b).comments.map(({ body }) => body)).toEqual(left);
    expect(twinOf(pair.b).conflicts).toMatchObject([{ field: 'comments', loser: 'ours', value: 'Mine' }]);
    expect(twinOf(pair.a).conflicts).toEqual([]);
  });

  test('one that nobody has edited is none', async () => {
    const pair = await newPair();
    const made = pair.a.tracker.people.create('p1', { summary: 'One' });
    const comment = pair.a.tracker.people.comment(made, doc(p('First ', mention)));
    await settled(pair);
    pair.a.tracker.people.editComment(made, comment, doc(panel(p('Second'))));
    await settled(pair);
    pair.a.tracker.people.editComment(made, comment, doc(p('Third')));
    await settled(pair);
    pair.a.tracker.people.removeComment(made, comment);
    await settled(pair);
    expect(twinOf(pair.b).conflicts).toEqual([]);
  });
});

test('wherever the side that keeps a text dies, what comes back is as it was, and nothing is written twice', async () => {
  const shot = picture({ id: 'm-1', collection: 'c', alt: 'shot.png' });
  let calls = 0;
  for (; calls < 400; calls++) {
    const pair = await newPair();
    const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(...rich.content, shot) });
    pair.a.tracker.people.attach(made, 'shot.png', Uint8Array.from([1, 2, 3]), 'image/png');
    pair.b.crash(calls);
    let died = false;
    for (let i = 0; i < 6 && !died; i++) {
      try {
        await pair.round();
      } catch {
        // Out of the engine, as out of a process that is killed.
      }
      died = pair.b.calls() > calls || (pair.b.calls() === calls && calls % 2 === 0);
      pair.clock.advance(1000);
    }
    pair.b.restart();
    for (const ms of [100_000, 400_000]) {
      pair.clock.advance(ms);
      await pair.settle();
    }
    pair.b.tracker.people.edit(only(pair.b).id, { description: editFirst(only(pair.b).description, 'Changed there') });
    await pair.settle();
    const expected = doc(p('Changed there'), ...rich.content.slice(1), shot);
    expect({ calls, same: sameDocument(only(pair.a).description, expected) }).toEqual({ calls, same: true });
    const writes = pair.b.tracker.writes.map(({ op }) => op).filter((op) => op !== 'updateIssue');
    expect({ calls, made: writes }).toEqual({ calls, made: ['createIssue', 'addAttachment'] });
    if (!died) break;
  }
  expect(calls).toBeGreaterThan(20);
  expect(calls).toBeLessThan(400);
});

test('a tracker that names people otherwise is not taken for a user who has changed the text', async () => {
  const otherwise = (document: RichDocument): RichDocument => {
    const text = JSON.stringify(document).split('@Ann (Beta)').join('@ann');
    return JSON.parse(text) as RichDocument;
  };
  const pair = await newPair();
  const tracker: Tracker = { ...pair.b.tracker };
  Object.assign(pair.b.tracker, {
    shows: async (document: RichDocument) => otherwise(document),
    createIssue: async (intent, draft) =>
      await tracker.createIssue(intent, { ...draft, description: draft.description === null ? null : otherwise(draft.description) }),
    updateIssue: async (intent, issueId, changes, guard) => {
      const { description } = changes;
      return await tracker.updateIssue(intent, issueId, description ? { ...changes, description: otherwise(description) } : changes, guard);
    },
    addComment: async (intent, issueId, body) => await tracker.addComment(intent, issueId, otherwise(body)),
    updateComment: async (intent, issueId, commentId, body) => await tracker.updateComment(intent, issueId, commentId, otherwise(body)),
  } satisfies Partial<Tracker>);
  const made = pair.a.tracker.people.create('p1', { summary: 'One', description: doc(p('Ask ', mention)) });
  const comment = pair.a.tracker.people.comment(made, doc(p(mention, '?')));
  await settled(pair);
  pair.a.tracker.people.edit(made, { description: doc(p('Do ask ', mention)) });
  pair.a.tracker.people.editComment(made, comment, doc(p(mention, '!')));
  expect(await settled(pair)).toEqual([0, 4]);
  expect(JSON.stringify(only(pair.b).description)).toContain('@ann');
  expect(twinOf(pair.b).conflicts).toEqual([]);
  expect(pair.carried.filter(({ from, type }) => from === 'B' && type === 'issue')).toEqual([]);
});
