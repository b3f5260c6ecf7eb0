import { expect, test } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setupCodes } from '../admin-page.ts';
import { en } from './en.ts';
import { hostName } from './hosts.ts';
import { makeTexts, pseudo, type Entry } from './text.ts';

const root = join(import.meta.dirname, '..', '..', '..');
const texts = makeTexts(en, 'en-GB');
const entries: readonly (readonly [string, Entry])[] = Object.entries(en);

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && !/\.test\.tsx?$/.test(file.name))
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => !/[\\/](node_modules|dist|standin)[\\/]/.test(path))
    .map((path) => readFileSync(path, 'utf8'));
}

/** What stands between nodes or at start-up, where no admin's page is; the handshake tells its verdicts by other codes. */
const notShown = ['lease.lost', 'store.tooManyWrites', 'store.writtenTwice'];

/** Every code that a refusal, a fault or a check in these sources can carry; those put together at run time are listed below. */
function codesIn(folder: string): readonly string[] {
  const found = sources(folder).flatMap((text) =>
    [...text.matchAll(/(?:\b(?:refusal|problem|fault)\(\s*|ruleFault\([^,]+, |\bcode: )'([\w.]*\w)'/g)].map(([, code]) => code ?? ''),
  );
  return [...new Set(found)].filter((code) => !notShown.includes(code)).toSorted();
}

test.each(['shared/core/admin', 'shared/core/sync', 'shared/core/rules', 'shared/wizard/machines', 'shared/wizard/admin-api'])(
  'every code in %s has a sentence',
  (folder) => {
    const codes = codesIn(folder);
    expect(codes.length).toBeGreaterThan(2);
    expect(codes.filter((code) => !texts.hasSentence(code))).toEqual([]);
  },
);

/** ProbeOutcome, the codec's result kinds, the tracker port, the first run, and the states that end an acceptance. */
const probe = [
  'notAUrl',
  'notHttps',
  'forbiddenAddress',
  'unreachable',
  'timeout',
  'tls',
  'redirect',
  'notEntente',
  'knownTracker',
  'tooOld',
  'tooNew',
  'itself',
  'needsPermission',
];
const code = [
  'empty',
  'notACode',
  'cutOff',
  'damaged',
  'newerVersion',
  'exalate',
  'madeHere',
  'otherInstance',
  'alreadyConnected',
  'neitherCallable',
].map((kind) => `code.${kind}`);
const tracker = ['unauthorized', 'forbidden', 'notFound', 'conflict', 'throttled', 'unavailable', 'refused', 'invalidAnswer'].map(
  (kind) => `tracker.${kind}`,
);
const trouble = [
  'unreachable',
  'timeout',
  'tls',
  'redirect',
  'tooBig',
  'forbiddenAddress',
  'notEntente',
  'needsPermission',
  'unauthenticated',
  'unknown',
  'invalid',
  'busy',
];
const ended = ['failed', 'declined', 'expired', 'revoked', 'removedByPartner', 'deleted', 'cancelled'].map((kind) => `ended.${kind}`);
const failure = ['used', 'expired', 'revoked', 'declined', 'itself', 'mismatch', 'versions', 'refused', 'gaveUp'];
const reach = ['unreachable', 'timeout', 'tls', 'redirect', 'notEntente', 'forbiddenAddress', 'needsPermission'].map(
  (kind) => `reach.${kind}`,
);

test.each([
  ['probe', probe],
  ['invitation code', code],
  ['tracker', tracker],
  ['trouble of a connection', trouble.map((kind) => `trouble.${kind}`)],
  ['end of an acceptance', [...ended, ...failure]],
  ['reachability', reach],
  ['first run', setupCodes],
])('%s: every code has a sentence', (_, codes) => {
  expect(codes.filter((one) => !texts.hasSentence(one))).toEqual([]);
});

test('an unknown code is shown as it is, and a parameter that is missing does no harm', () => {
  expect(texts.say({ code: 'never.heard', params: {} })).toContain('(never.heard)');
  expect(texts.say({ code: 'constructor', params: {} })).toContain('(constructor)');
  expect(texts.say({ code: 'unreachable', params: {} })).toMatch(/^Nothing answers at \?/);
});

test('a code may read differently of a connection that has worked', () => {
  const problem = { code: 'unreachable', params: { host: 'x.example.com' } };
  expect(texts.say(problem, 'trouble')).toMatch(/^x\.example\.com does not answer/);
  expect(texts.say({ code: 'used', params: {} }, 'failure')).toBe(texts.say({ code: 'used', params: {} }));
});

test('plurals and numbers follow the language', () => {
  expect(texts.t('row.held', { count: 1 })).toBe('1 issue is held up');
  expect(texts.t('row.held', { count: 1200 })).toBe('1,200 issues are held up');
});

test('the pseudo-locale is at least 40 % longer and keeps every parameter', () => {
  const names = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name);
  const foreign: { readonly [key: string]: Entry | undefined } = pseudo(en);
  for (const [key, entry] of entries) {
    const other = foreign[key];
    for (const [form, text] of typeof entry === 'string' ? [['', entry] as const] : Object.entries(entry)) {
      const changed = typeof other === 'string' ? other : (other?.[form === 'one' ? 'one' : 'other'] ?? '');
      expect([key, changed.length >= text.length * 1.4]).toEqual([key, true]);
      expect([key, names(changed)]).toEqual([key, names(text)]);
    }
  }
});

test('texts are whole: no blank ends, no straight quotes, none empty', () => {
  for (const [key, entry] of entries) {
    for (const text of typeof entry === 'string' ? [entry] : Object.values(entry)) {
      expect([key, text]).toEqual([key, text.trim()]);
      expect([key, /["']/.test(text) || text === '']).toEqual([key, false]);
    }
  }
});

test('every text is used by a screen, a machine or a code', () => {
  const used = [...sources('shared/wizard/screens'), ...sources('shared/wizard/machines')].join('\n');
  const isUsed = (key: string): boolean => {
    if (key.startsWith('say.')) return true;
    if (used.includes(`'${key}'`)) return true;
    // `t(`status.${state}`)` and the like: the text before the expression is enough.
    const parts = key.split('.');
    return parts.some((_, at) => at > 0 && used.includes(`\`${parts.slice(0, at).join('.')}.\${`));
  };
  expect(entries.map(([key]) => key).filter((key) => !isUsed(key))).toEqual([]);
});

test('a host is called what its platform calls itself', () => {
  const platforms = readdirSync(root, { withFileTypes: true })
    .filter((folder) => folder.isDirectory() && existsSync(join(root, folder.name, 'platform.ts')))
    .map(({ name }) => readFileSync(join(root, name, 'platform.ts'), 'utf8'));
  const named = platforms.flatMap((text) =>
    [...text.matchAll(/nodeType: '(\w+)',\s+name: '([^']+)'/g)].map(([, nodeType = '', name]) => [nodeType, name] as const),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const [nodeType, name] of named) expect([nodeType, hostName(nodeType)]).toEqual([nodeType, name]);
  expect(hostName('SOMETHING_NEW')).toBe('SOMETHING_NEW');
});
