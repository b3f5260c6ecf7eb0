/** What of the core's records a page may see. */
import { expect, test } from '@jest/globals';
import { id, type ConnectionId, type HeldIssue, type PanelEntry } from '@entente/core';
import { panelView, refView } from './activity-views.ts';

const held: HeldIssue = {
  id: 'in-7',
  where: 'applying',
  ours: null,
  theirs: null,
  code: 'tracker.refused',
  params: { field: 'Secret field', message: 'Says too much' },
  whose: 'tracker',
  since: 1,
  attempts: 2,
  retryAt: 3,
  what: ['summary'],
};
const entry: PanelEntry = {
  connectionId: id<ConnectionId>('c'),
  name: 'one_to_other',
  state: 'active',
  remoteShortName: 'other',
  nodeType: null,
  theirs: { id: '7', key: 'B-7', url: 'https://b.example.com/7' },
  theirStatus: null,
  syncedAt: null,
  waiting: false,
  gone: 'no',
  held: [held],
  conflicts: [],
  notHere: [],
  notThere: [],
  files: [],
  passedOver: { at: 4, direction: 'in', what: ['summary'], code: 'tracker.refused', by: 'Ada' },
};

test('why something is held up, and who has skipped what, is for admins', () => {
  const seen = JSON.stringify(panelView(entry, false));
  for (const secret of ['Secret field', 'Says too much', 'tracker.refused', 'Ada']) expect(seen).not.toContain(secret);
  expect(panelView(entry, false)).toMatchObject({ held: [{ id: 'in-7', error: { code: 'held.askAdmin' } }], passedOver: { at: 4 } });
  expect(panelView(entry, true)).toMatchObject({ held: [{ error: { params: { field: 'Secret field' } } }], passedOver: { by: 'Ada' } });
});

test.each([
  ['https://b.example.com/7', true],
  ['http://10.0.0.1/7', true],
  ['javascript:alert(1)', false],
  ['mailto:a@b.example.com', false],
  ['data:text/html,x', false],
  ['nonsense', false],
])('a partner’s address %s leads somewhere: %s', (url, leads) => {
  expect(refView({ key: 'B-7', url })).toEqual({ key: 'B-7', url: leads ? url : null });
});
