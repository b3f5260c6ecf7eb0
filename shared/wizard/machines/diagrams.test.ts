import { expect, test } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machines, wizardDiagrams } from './diagrams.ts';

const path = join(import.meta.dirname, '..', '..', '..', 'docs', 'generated', 'wizards.md');

test('the diagrams in docs are those of the tables (ENTENTE_WRITE_GENERATED=1 writes them)', () => {
  if (process.env['ENTENTE_WRITE_GENERATED'] === '1') writeFileSync(path, wizardDiagrams());
  expect(readFileSync(path, 'utf8')).toBe(wizardDiagrams());
});

test.each(machines)('$title: every branch leads to a state of the table, and every state can be reached', ({ start, table }) => {
  const reached = new Set([start]);
  for (const state of reached) {
    for (const branches of Object.values(table[state] ?? {})) {
      for (const { to } of branches) {
        expect(Object.keys(table)).toContain(to);
        reached.add(to);
      }
    }
  }
  expect([...reached].toSorted()).toEqual(Object.keys(table).toSorted());
});

test.each(machines)('$title: only the last branch of a cell may be without a condition', ({ table }) => {
  for (const [state, cells] of Object.entries(table)) {
    for (const [event, branches] of Object.entries(cells)) {
      const open = branches.findIndex(({ when }) => when === undefined);
      if (open !== -1) expect([state, event, open]).toEqual([state, event, branches.length - 1]);
      for (const { when } of branches) expect([state, event, when?.name]).not.toEqual([state, event, '']);
    }
  }
});
