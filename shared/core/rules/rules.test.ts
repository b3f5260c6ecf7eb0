import { expect, test } from '@jest/globals';
import { createRuleRunner, nodeCrypto } from '@entente/runtime';
import { fakeClock, memorySecrets, memoryStore, memoryTracker, named, paragraph, seededRandom, testConnection } from '@entente/testkit';
import type { Connection, JsonObject, Ports } from '@entente/core';
import { faultOf } from '../fault.ts';
import { DEFAULT_RULES } from './default-scripts.ts';
import { runIncoming } from './incoming.ts';
import { runOutgoing } from './outgoing.ts';
import { replicaSchema } from './replica.schema.ts';
import { runScript } from './run-script.ts';
import { EMPTY_ISSUE, documentJson, issueView } from './script-view.ts';
import { checkShape } from './shape.schema.ts';

const clock = fakeClock();
const tracker = memoryTracker({ clock });
const ports: Ports = {
  clock,
  tracker,
  random: seededRandom(1),
  crypto: nodeCrypto(),
  store: memoryStore(),
  secrets: memorySecrets(),
  rules: createRuleRunner({ worker: false }),
  partner: { call: () => Promise.reject(new Error('no partner here')) },
  log: { write: () => undefined },
  wake: { wake: () => Promise.resolve() },
};
const connection: Connection = testConnection('initiator', 'p1', clock.now());
const text = (words: string) => documentJson(paragraph(words));

test('the default scripts carry summary, description, labels, comments and attachments', async () => {
  const issueId = tracker.people.create('p1', { summary: 'Broken', description: paragraph('It smokes'), labels: ['a'], typeId: 't2' });
  tracker.people.comment(issueId, paragraph('seen'));
  tracker.people.attach(issueId, 'a.txt', new Uint8Array([1, 2]));
  const issue = await tracker.readIssue(issueId);
  if (issue === null) throw new Error('no issue');
  const { replica, attachmentIds } = await runOutgoing(ports, connection, issueView(issue, issue));
  expect(replica).toMatchObject({
    type: { name: 'Bug' },
    summary: 'Broken',
    description: text('It smokes'),
    labels: ['a'],
    comments: [{ id: issue.comments[0]?.id, body: text('seen') }],
  });
  expect(attachmentIds).toEqual([issue.attachments[0]?.id]);
  expect(checkShape(replicaSchema, replica).kind).toBe('fits');

  const first = await runIncoming(ports, connection, replica, EMPTY_ISSUE, true);
  expect(first).toMatchObject({
    projectId: 'p1',
    typeId: 't2',
    summary: 'Broken',
    labels: ['a'],
    comments: { ours: [], theirs: [{ remoteId: issue.comments[0]?.id, body: named(paragraph('seen')) }] },
  });
});

test('a comment of the partner’s begins with the name of who wrote it, where that is known', async () => {
  const comment = (id: string, name: string | null) => ({ id, body: text(id), author: name === null ? null : { name, email: null } });
  const replica = { comments: [comment('c1', '*Ann* <b>'), comment('c2', null), comment('c3', '')] };
  const { comments } = await runIncoming(ports, connection, replica, EMPTY_ISSUE, false);
  const bodies = comments?.theirs.map(({ body }) => body);
  expect(bodies).toEqual([named(paragraph('c1'), '*Ann* <b>'), paragraph('c2'), paragraph('c3')]);
  // What is not sent is left as it is.
  expect((await runIncoming(ports, connection, {}, EMPTY_ISSUE, false)).comments).toBeNull();
});

const typeFor = async (replica: JsonObject) => (await runIncoming(ports, connection, replica, EMPTY_ISSUE, true)).typeId;

test('a type the project does not have becomes its first standard one', async () => {
  expect(await typeFor({ type: { name: 'bug' } })).toBe('t2');
  expect(await typeFor({ type: { name: 'Sub-task' } })).toBe('t1');
  expect(await typeFor({ type: { name: 'Epic' } })).toBe('t1');
  expect(await typeFor({})).toBe('t1');
});

const scripts = (part: Partial<typeof DEFAULT_RULES>) => ({ ...DEFAULT_RULES, ...part });

test.each([
  ['replica.summary = 7', 'rule.result', { field: 'replica.summary', problem: 'must be string' }],
  ['replica.labels = ["a", null]', 'rule.result', { field: 'replica.labels.1', problem: 'must be string' }],
  ['replica.comments = [{ id: "c1" }]', 'rule.result', { field: 'replica.comments.0.body' }],
  ['\nreplica.summary = issue.nothing.there', 'rule.error', { line: '2', script: 'outgoing' }],
  ['for (;;) {}', 'rule.timeout', { script: 'outgoing' }],
  ['let d = 1; for (let i = 0; i < 200; i++) d = [d]; replica.deep = d', 'rule.result', { problem: 'is nested too deeply' }],
])('an outgoing script that goes wrong says how: %s', async (outgoing, code, params) => {
  const failing = { ...connection, rules: scripts({ outgoing }) };
  const caught = await runOutgoing(ports, failing, EMPTY_ISSUE).then(() => null, faultOf);
  // A machine that is busy or cold may have been the slow one.
  const retry = code === 'rule.timeout' ? 'later' : 'never';
  expect(caught).toMatchObject({ whose: 'admin', retry, certain: true, code, params });
});

test.each([
  ['issue.status = "Done"', 'issue.status', 'cannot be set'],
  ['issue.type = firstStandardType()', 'issue.type', 'can be set on the first sync only'],
  ['issue.comments = [{ body: "mine" }]', 'issue.comments.0', 'has neither an id nor a remoteId'],
  ['issue.comments = replica.comments.concat(replica.comments)', 'issue.comments.1', 'is in the list twice'],
])('an incoming script that wants what cannot be: %s', async (incoming, field, problem) => {
  const failing = { ...connection, rules: scripts({ incoming }) };
  const replica = { comments: [{ id: 'c1', body: text('x') }] };
  const caught = await runIncoming(ports, failing, replica, EMPTY_ISSUE, false).then(() => null, faultOf);
  expect(caught).toMatchObject({ code: 'rule.result', params: { field, problem, script: 'incoming' } });
});

test('plain text becomes paragraphs, both ways', async () => {
  const changed = { ...connection, rules: { outgoing: 'replica.description = "one\\n\\ntwo"', incoming: 'issue.description = "three"' } };
  const { replica } = await runOutgoing(ports, changed, EMPTY_ISSUE);
  expect(replica['description']).toMatchObject({ type: 'doc', content: [{ type: 'paragraph' }, { type: 'paragraph' }] });
  expect((await runIncoming(ports, changed, {}, EMPTY_ISSUE, false)).description).toEqual(paragraph('three'));
});

test('look-ups are bounded', async () => {
  const script = {
    name: 'incoming' as const,
    source: 'for (let i = 0; i < 60; i++) userByEmail("a" + i)',
    globals: { issue: {} },
    result: 'issue',
    lookups: ['userByEmail'],
  };
  expect(await runScript(ports.rules, tracker, null, script).then(() => null, faultOf)).toMatchObject({ code: 'rule.tooManyLookups' });
});
