/** The numbers are those of table.ts. */
import { expect, test } from '@jest/globals';
import type { ConnectionView, NodeView } from '../../admin-api/contract.ts';
import { driver, type Driven } from '../drive.ts';
import {
  startAccept,
  type AcceptData,
  type AcceptEffect,
  type AcceptEvent,
  type AcceptState,
  type InvitationDetails,
  type Reading,
} from './data.ts';
import { acceptTable } from './table.ts';

const node: NodeView = {
  name: 'Here',
  baseUrl: 'https://here.example.com',
  issueTrackerUrl: 'https://tracker.example.com',
  nodeType: 'MEMORY',
  issueTrackerVersion: '1',
  nodeVersion: '0.1.0',
  minHubObjectsVersion: '1.0.0',
  maxHubObjectsVersion: '1.0.0',
  minRestVersion: '1.0.0',
  maxRestVersion: '1.0.0',
  pollOnly: false,
  instanceUid: 'here',
};
const details: InvitationDetails = {
  inviterName: 'There',
  inviterUrl: 'https://there.example.com',
  inviterTrackerUrl: 'https://tracker.there.example.com',
  inviterNodeType: 'MEMORY',
  inviterVersion: '0.1.0',
  localShortName: 'here',
  remoteShortName: 'there',
  name: 'there_to_here',
  description: '',
  mode: 'SCRIPT',
  type: 'public',
  expiresAt: 1,
};
const good: Reading = { kind: 'good', details, expired: false };
const bad: Reading = { kind: 'bad', problem: { code: 'code.cutOff', params: {} }, details: null };
const project = { id: 'p1', key: 'SUP', name: 'Support', canCreate: true };

type Wizard = Driven<AcceptState, AcceptData, AcceptEffect>;
const after = driver<AcceptState, AcceptData, AcceptEvent, AcceptEffect>(acceptTable);

const wizard = (projectStep = true): Wizard => ({
  state: 'code',
  data: startAccept('request-1', { node, visibility: 'public', projectStep }),
  effects: [],
  refused: [],
});

const next = { type: 'next' } as const;
const close = { type: 'close' } as const;
const paste = { type: 'pasted', code: 'abc' } as const;
const readAs = (reading: Reading, ticket = 1) => ({ type: 'read', ticket, reading }) as const;
const chosen = { type: 'projectChosen', project } as const;
const done = { type: 'accepted', answer: { kind: 'done', connectionId: 'c' } } as const;
// Only what the table looks at.
const seen = (state: ConnectionView['state'], failure: ConnectionView['failure'] = null) =>
  ({ type: 'watched', connection: { id: 'c', state, failure } as ConnectionView }) as const;

const toProject = (): Wizard => after(wizard(), paste, readAs(good), next);
const toSending = (): Wizard => after(toProject(), chosen, next);
const toWaiting = (): Wizard => after(toSending(), done);

test('a whole way through: the code is read, one acceptance is sent, the connection is watched', () => {
  const at = after(toWaiting(), seen('accepting'), seen('active'));
  expect(at.state).toBe('established');
  expect(at.effects).toEqual([
    { type: 'read', code: 'abc', ticket: 1 },
    { type: 'accept', inviterUrl: 'https://there.example.com', request: { requestId: 'request-1', code: 'abc', projectId: 'p1' } },
    { type: 'watch', connectionId: 'c', afterMs: 0 },
    { type: 'sayWhenSlow', afterMs: 10_000 },
    { type: 'watch', connectionId: 'c', afterMs: 1500 },
  ]);
});

test('1: before Confirm nothing is done but reading the code', () => {
  expect(after(toProject(), chosen).effects.map(({ type }) => type)).toEqual(['read']);
});

test('2: a double click sends one acceptance, and a second try carries the same requestId', () => {
  const at = after(toSending(), next, next);
  expect([at.refused, at.effects.filter(({ type }) => type === 'accept').length]).toEqual([['next', 'next'], 1]);
  const again = after(at, { type: 'accepted', answer: { kind: 'failed', problem: { code: 'admin.unreachable', params: {} } } }, next);
  const ids = again.effects.flatMap((effect) => (effect.type === 'accept' ? [effect.request.requestId] : []));
  expect(ids).toEqual(['request-1', 'request-1']);
});

test('3: × after Confirm closes without asking; before it asks', () => {
  expect(after(toSending(), close).state).toBe('closed');
  expect(after(toWaiting(), close).state).toBe('closed');
  const asked = after(toProject(), close);
  expect([asked.state, asked.data.asking]).toEqual(['project', 'discard']);
  expect(after(asked, { type: 'keep' }).data).toMatchObject({ asking: 'no', code: 'abc' });
  expect(after(asked, { type: 'discard' }).state).toBe('closed');
  expect(after(wizard(), close).state).toBe('closed');
});

test('a bad code stays in the step and says what is wrong', () => {
  const at = after(wizard(), paste, readAs(bad), next);
  expect([at.state, at.data.problems.code?.code, at.data.refusals]).toEqual(['code', 'code.cutOff', 1]);
  expect(after(wizard(), next).data.problems.code?.code).toBe('code.empty');
  expect(after(at, { type: 'decline' }).refused).toEqual(['decline']);
});

test('Next while the code is being read goes on when it was good', () => {
  expect(after(wizard(), paste, next, readAs(good)).state).toBe('project');
  expect(after(wizard(), paste, next, readAs(bad)).state).toBe('code');
  expect(after(wizard(), paste, { type: 'pasted', code: 'abcd' }, readAs(good, 1)).refused).toEqual(['read']);
});

test('previous keeps the code; a host without a project step accepts with Next', () => {
  const back = after(toProject(), chosen, { type: 'previous' });
  expect([back.state, back.data.code, back.data.project]).toEqual(['code', 'abc', project]);
  expect(after(wizard(false), paste, readAs(good), next).state).toBe('sending');
});

test('consent declined: the step stays and can be asked again', () => {
  const at = after(toSending(), { type: 'accepted', answer: { kind: 'notAllowed', host: 'there.example.com' } });
  expect([at.state, at.data.notAllowed]).toEqual(['project', { host: 'there.example.com', wanted: 'accept' }]);
  const again = after(at, next);
  expect([again.state, again.data.notAllowed]).toEqual(['sending', null]);
});

test.each([
  ['code', 'code'],
  ['projectId', 'project'],
  [null, 'project'],
])('a refusal of %s leads to the step %s', (field, state) => {
  const at = after(toSending(), { type: 'accepted', answer: { kind: 'refused', code: 'x', field, params: {} } });
  expect(at.state).toBe(state);
});

test.each([
  ['failed', { code: 'used', params: {} }, 'used'],
  ['failed', null, 'ended.failed'],
  ['removedByPartner', null, 'ended.removedByPartner'],
  ['declined', null, 'ended.declined'],
] as const)('waiting ends with %s (%j) as %s', (state, failure, code) => {
  const at = after(toWaiting(), seen(state, failure));
  expect([at.state, at.data.trouble?.code]).toEqual(['ended', code]);
});

test('a connection that is gone has ended; a node that does not answer is asked again', () => {
  expect(after(toWaiting(), { type: 'watched', connection: null }).data.trouble?.code).toBe('connection.gone');
  const at = after(toWaiting(), { type: 'watched', connection: 'unknown' });
  expect([at.state, at.effects.at(-1)?.type]).toEqual(['waiting', 'watch']);
});

test('awaiting waits on until the inviter has confirmed or declined', () => {
  const at = after(toWaiting(), seen('awaiting'), { type: 'watched', connection: 'unknown' }, seen('awaiting'));
  expect(at.state).toBe('awaiting');
  expect(after(at, seen('active')).state).toBe('established');
  expect(after(at, seen('failed', { code: 'declined', params: {} })).state).toBe('ended');
});

test('slow is said, and Cancel ends it or says why not', () => {
  const slow = after(toWaiting(), { type: 'slow' });
  expect(slow.data.slow).toBe(true);
  const cancelling = after(slow, { type: 'cancel' }, seen('accepting'));
  expect([cancelling.state, cancelling.refused]).toEqual(['cancelling', ['watched']]);
  const ended = after(cancelling, { type: 'cancelled', answer: { kind: 'done' } });
  expect([ended.state, ended.data.trouble?.code]).toEqual(['ended', 'ended.cancelled']);
  const not = after(cancelling, { type: 'cancelled', answer: { kind: 'refused', code: 'notNow', field: null, params: {} } });
  expect([not.state, not.data.trouble?.code, not.effects.at(-1)?.type]).toEqual(['waiting', 'notNow', 'watch']);
});

test('Decline asks first, then tells the inviter', () => {
  const asked = after(wizard(), paste, readAs(good), { type: 'decline' });
  expect(asked.effects).toHaveLength(1);
  const declining = after(asked, { type: 'declineSurely' });
  expect(declining.effects.at(-1)).toEqual({ type: 'decline', inviterUrl: 'https://there.example.com', code: 'abc' });
  expect(after(declining, { type: 'declined', answer: { kind: 'done' } }).state).toBe('declined');
  const not = after(declining, { type: 'declined', answer: { kind: 'notAllowed', host: 'there.example.com' } });
  expect([not.state, not.data.notAllowed?.wanted]).toEqual(['code', 'decline']);
});
