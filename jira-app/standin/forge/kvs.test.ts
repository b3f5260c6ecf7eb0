/** The store and the queues at the wire, where callers other than the application's own may ask. */
import { expect, test } from '@jest/globals';
import { list, member } from '../testing.ts';
import { Activity } from './activity.ts';
import { Durable } from './durable.ts';
import { KeyValueStore } from './kvs.ts';
import type { EntityDeclaration } from './manifest.ts';
import { Queues } from './queue.ts';

const entity: EntityDeclaration = {
  name: 'row',
  attributes: { at: { type: 'integer' }, what: { type: 'string' } },
  indexes: [{ name: 'by-at', partition: ['what'], range: ['at'] }],
};

let now = 1_700_000_000_000;
const store = () => new KeyValueStore(new Durable(null), [entity], () => now);

test('metadata is answered as far as it was asked for', () => {
  const kvs = store();
  kvs.handle('set', { key: 'a', value: 1, options: { ttl: { unit: 'HOURS', value: 1 } } });
  expect(kvs.handle('get', { key: 'a' }).body).toEqual({ key: 'a', value: 1 });
  expect(kvs.handle('get', { key: 'a', options: { metadataFields: ['CREATED_AT', 'EXPIRE_TIME'] } }).body).toEqual({
    key: 'a',
    value: 1,
    createdAt: now,
    expireTime: new Date(now + 3_600_000).toISOString(),
  });
  expect(kvs.handle('query', { options: { metadataFields: ['UPDATED_AT'] } }).body).toEqual({
    data: [{ key: 'a', value: 1, updatedAt: now }],
  });
  const options = { keyPolicy: 'OVERRIDE', returnValue: 'PREVIOUS', returnMetadataFields: ['CREATED_AT'] };
  expect(kvs.handle('set', { key: 'a', value: 2, options }).body).toEqual({ key: 'a', value: 1, createdAt: now });
});

test('what cannot be a range or a condition is refused, and so is a life of more than a year', () => {
  const kvs = store();
  const code = (operation: string, body: Parameters<KeyValueStore['handle']>[1]) => member(kvs.handle(operation, body).body, 'code');
  const asked = { entityName: 'row', indexName: 'by-at', partition: ['x'] };
  expect(code('entity/query', { ...asked, range: { condition: 'EXISTS', values: [] } })).toBe('INVALID_CONDITION');
  expect(code('query', { where: [{ property: 'key', condition: 'EQUAL_TO', values: ['a'] }] })).toBe('INVALID_CONDITION');
  expect(code('set', { key: 'a', value: 1, options: { ttl: { unit: 'DAYS', value: 366 } } })).toBe('INVALID_TTL');
  expect(code('entity/query', { ...asked, range: { condition: 'BETWEEN', values: [1, 2] } })).toBeUndefined();
});

test('a retry says how often and for how long yet; the concurrency of events is not modelled', async () => {
  const seen: unknown[] = [];
  const activity = new Activity();
  const durable = new Durable(null);
  const queues = new Queues({
    durable,
    activity,
    now: () => now,
    consumes: () => true,
    deliver: async (_queue, event) => {
      seen.push(member(event, 'retryContext'));
      now += 1000;
      const retryOptions = { retryAfter: 1, retryReason: 'FUNCTION_RETRY_REQUEST' };
      return await Promise.resolve({ kind: 'done', body: seen.length === 1 ? { _retry: true, retryOptions } : null });
    },
  });
  const event = { body: { n: 1 } };
  expect(queues.push({ queueName: 'work', payload: [{ ...event, concurrency: { key: 'k', limit: 1 } }] }).status).toBe(501);
  const pushedAt = now;
  expect(queues.push({ queueName: 'work', payload: [event] }).status).toBe(201);
  await activity.idle();
  expect(seen).toEqual([undefined]);
  expect(member(durable.entries('queue'), 0, 1, 'retryContext')).toEqual({
    retryCount: 1,
    retryReason: 'FUNCTION_RETRY_REQUEST',
    retryData: null,
    retentionWindow: { startTime: new Date(pushedAt).toISOString(), remainingTimeMs: 86_400_000 - 2000 },
  });
  queues.close();
});

test('an integer has 32 bits, as on the platform', () => {
  const kvs = store();
  const set = (at: number) => kvs.handle('entity/set', { entityName: 'row', key: 'a', value: { at, what: 'x' } });
  expect(set(2 ** 31 - 1).status).toBe(204);
  expect(member(set(2 ** 31).body, 'code')).toBe('INVALID_ENTITY_VALUE');
  expect(member(set(1.5).body, 'code')).toBe('INVALID_ENTITY_VALUE');
});

test('a query sees what was written, moved and removed since the last one, in order and page by page', () => {
  const kvs = store();
  const set = (key: string, at: number, what = 'x') => kvs.handle('entity/set', { entityName: 'row', key, value: { at, what } });
  const query = (more: object = {}) =>
    kvs.handle('entity/query', { entityName: 'row', indexName: 'by-at', partition: ['x'], ...more }).body;
  const keys = (body: unknown) => list(member(body, 'data')).map((row) => member(row, 'key'));
  for (const at of [30, 10, 20]) set(`k${at}`, at);
  set('other', 15, 'y');
  expect(keys(query())).toEqual(['k10', 'k20', 'k30']);
  set('k10', 40);
  kvs.handle('entity/delete', { entityName: 'row', key: 'k20' });
  set('k25', 25);
  expect(keys(query())).toEqual(['k25', 'k30', 'k10']);
  expect(keys(query({ sort: 'DESC' }))).toEqual(['k10', 'k30', 'k25']);
  expect(keys(query({ range: { condition: 'BETWEEN', values: [26, 40] } }))).toEqual(['k30', 'k10']);
  const first = query({ limit: 2 });
  expect(keys(first)).toEqual(['k25', 'k30']);
  expect(keys(query({ limit: 2, cursor: String(member(first, 'cursor')) }))).toEqual(['k10']);
});
