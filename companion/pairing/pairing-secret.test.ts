import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makePairingSecret, pairingGuard } from './pairing-secret.ts';

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function setup() {
  const folder = mkdtempSync(join(tmpdir(), 'entente-pairing-'));
  folders.push(folder);
  const clock = { at: 1000, now: () => clock.at };
  return { folder, clock, guard: pairingGuard(folder, clock) };
}

test('works once', () => {
  const { folder, guard } = setup();
  const secret = makePairingSecret(folder);
  expect(guard.check(secret)).toEqual({ outcome: 'right' });
  expect(guard.check(` ${secret}\n`)).toEqual({ outcome: 'right' });
  expect(guard.use(secret)).toBe(true);
  expect(guard.use(secret)).toBe(false);
  expect(guard.check(secret)).toEqual({ outcome: 'wrong' });
});

test('a new one ends the one before, also while the companion runs', () => {
  const { folder, guard } = setup();
  const first = makePairingSecret(folder);
  const second = makePairingSecret(folder);
  expect(guard.check(first)).toEqual({ outcome: 'wrong' });
  expect(guard.check(second)).toEqual({ outcome: 'right' });
});

test('is not kept as it is', () => {
  const { folder } = setup();
  const secret = makePairingSecret(folder);
  for (const name of readdirSync(folder)) expect(readFileSync(join(folder, name), 'utf8')).not.toContain(secret);
});

test('after five wrong ones even the right one waits', () => {
  const { folder, guard, clock } = setup();
  const secret = makePairingSecret(folder);
  for (let i = 0; i < 5; i++) expect(guard.check('wrong')).toEqual({ outcome: 'wrong' });
  clock.at += 60_000;
  expect(guard.check(secret)).toEqual({ outcome: 'wait', ms: 14 * 60_000 });
  clock.at += 14 * 60_000 + 1;
  expect(guard.check(secret)).toEqual({ outcome: 'right' });
});

test('without a secret nothing is right', () => {
  const { guard } = setup();
  expect(guard.check('')).toEqual({ outcome: 'wrong' });
  expect(guard.use('')).toBe(false);
});
