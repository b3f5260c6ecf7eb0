import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import type { Json } from '@entente/core';
import * as z from 'zod';
import { readEvent } from './events.ts';

const event = (eventType: string, resource: Json): Json => ({ publisherId: 'tfs', eventType, resource });

test.each(['created', 'commented', 'deleted', 'restored'])('workitem.%s names the work item by its resource', (kind) => {
  expect(readEvent(event(`workitem.${kind}`, { id: 5, rev: 2 }))).toEqual(['5']);
});

test('an update names the work item beside its own number, or by the revision it made', () => {
  expect(readEvent(event('workitem.updated', { id: 2, workItemId: 7, revision: { id: 7, rev: 2 } }))).toEqual(['7']);
  expect(readEvent(event('workitem.updated', { id: 2, workItemId: 0, revision: { id: 5, rev: 2 } }))).toEqual(['5']);
  expect(readEvent(event('workitem.updated', { id: 2 }))).toBeNull();
});

test.each([
  [null],
  ['text'],
  [{}],
  [{ publisherId: 'rm', eventType: 'workitem.created', resource: { id: 1 } }],
  [event('build.complete', { id: 1 })],
  [event('workitem.created', { id: -1 })],
  [event('workitem.created', null)],
])('is not an event about a work item: %j', (body: Json) => expect(readEvent(body)).toBeNull());

// The vendor's own samples, where they are at hand.
const specs = process.env['ENTENTE_SPECS'] ?? '';
const sample = (name: string): Json =>
  z
    .json()
    .parse(JSON.parse(readFileSync(join(specs, '..', 'fixtures', 'ado', `aspnet_workitem.${name}.json`), 'utf8').replace(/^\uFEFF/, '')));
(specs === '' ? test.skip : test).each(['created', 'updated', 'commented', 'deleted', 'restored'])(
  'the vendor’s sample of workitem.%s',
  (name) => {
    expect(readEvent(sample(name))).toEqual(['5']);
  },
);
