import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { lifecycleDiagram } from './lifecycle-diagram.ts';
import { connectionStateSchema } from './connection.schema.ts';
import type { ConnectionState } from './connection.schema.ts';
import { flows, lifecycle, mayExchange, step, verbsOf } from './lifecycle.ts';
import type { LifecycleEvent, Step } from './lifecycle.ts';

const ROLES = ['initiator', 'acceptor'] as const;
const table: Record<ConnectionState, Partial<Record<LifecycleEvent, Step>>> = lifecycle;
const states = connectionStateSchema.options;
const isEvent = (name: string): name is LifecycleEvent => states.some((state) => name in table[state]);
const events = [...new Set(states.flatMap((state) => Object.keys(table[state])))].filter(isEvent);

test('every cell is legal or refused, for the side it is meant for (invariants 1 and 2)', () => {
  const seen: string[] = [];
  for (const state of states) {
    for (const event of events) {
      for (const role of ROLES) {
        const cell = table[state][event];
        const legal = cell !== undefined && (cell.role === undefined || cell.role === role);
        expect(step({ state, role }, event)).toEqual(legal ? cell : null);
        if (legal) seen.push(`${state} ${event} ${role}`);
      }
    }
  }
  expect(seen.length).toBeGreaterThan(40);
  expect(states.length * events.length * ROLES.length).toBeGreaterThan(seen.length * 5);
});

test('every state can be reached, and every one but the last can be left', () => {
  const reached = new Set<ConnectionState>(['pending', 'accepting']);
  for (const state of states) for (const cell of Object.values(table[state])) reached.add(cell.to);
  expect([...reached].toSorted()).toEqual([...states].toSorted());
  for (const state of states) if (state !== 'deleted') expect(Object.values(table[state]).some(({ to }) => to !== state)).toBe(true);
});

test.each([
  ['pending', 'initiator', 'revoke renew'],
  ['expired', 'initiator', 'renew delete'],
  ['revoked', 'initiator', 'renew delete'],
  ['declined', 'initiator', 'renew delete'],
  ['awaiting', 'initiator', 'confirm decline'],
  ['awaiting', 'acceptor', 'delete'],
  ['accepting', 'acceptor', 'cancel'],
  ['active', 'acceptor', 'deactivate delete'],
  ['deactivated', 'initiator', 'activate delete'],
  ['removedByPartner', 'acceptor', 'delete'],
  ['failed', 'acceptor', 'delete'],
  ['deleted', 'initiator', ''],
] as const)('in %s the %s may %s', (state, role, verbs) => {
  expect(verbsOf({ state, role }).join(' ')).toBe(verbs);
});

test('issues flow only while both sides are active; a connection without keys exchanges nothing', () => {
  expect(states.filter((state) => flows({ state, partnerDeactivated: false }))).toEqual(['active']);
  expect(flows({ state: 'active', partnerDeactivated: true })).toBe(false);
  expect(states.filter((state) => !mayExchange({ state, role: 'initiator' }))).toEqual([
    'pending',
    'accepting',
    'removedByPartner',
    'failed',
    'expired',
    'revoked',
  ]);
});

test('the diagram in the docs is the table (ENTENTE_WRITE_GENERATED=1 writes it)', () => {
  const path = join(import.meta.dirname, '../../../docs/generated/lifecycle.md');
  if (process.env['ENTENTE_WRITE_GENERATED'] === '1') writeFileSync(path, lifecycleDiagram());
  expect(readFileSync(path, 'utf8')).toBe(lifecycleDiagram());
});
