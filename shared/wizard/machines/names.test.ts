import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { nameProblem, proposeName, proposeShortName, shortNameProblem } from './names.ts';

test.each([
  ['Müller', 'Mueller'],
  ['Müller & Söhne GmbH', 'Mueller-Soehne-GmbH'],
  ['acme.atlassian.net', 'acme-atlassian-net'],
  ['Łódź / Ærø', 'Lodz-AEro'],
  ['Москва', 'Moskva'],
  ['  _x_  ', 'x'],
  ['株式会社', ''],
  ['a'.repeat(60), 'a'.repeat(40)],
  [`${'a'.repeat(39)} b`, 'a'.repeat(39)],
])('%j is proposed as %j', (name, proposed) => {
  expect(proposeShortName(name)).toBe(proposed);
});

test('whatever is proposed is allowed, or empty', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (name) => {
      const proposed = proposeShortName(name);
      expect(proposed === '' || shortNameProblem(proposed) === null).toBe(true);
    }),
  );
});

test.each([
  ['', { code: 'shortName.empty', params: {} }],
  ['a b', { code: 'shortName.space', params: {} }],
  ['a\u00a0b', { code: 'shortName.space', params: {} }],
  ['acme!', { code: 'shortName.character', params: { character: '!' } }],
  ['Müller', { code: 'shortName.character', params: { character: 'ü' } }],
  ['ac😀me', { code: 'shortName.character', params: { character: '😀' } }],
  ['a'.repeat(41), { code: 'shortName.long', params: { limit: '40' } }],
  ['a'.repeat(40), null],
  ['A-z_0', null],
])('the short name %j: %j', (text, problem) => {
  expect(shortNameProblem(text)).toEqual(problem);
});

test('a taken proposal gets the next free number, whatever the case', () => {
  expect(proposeName('a', 'b', [])).toBe('a_to_b');
  expect(proposeName('a', 'b', ['A_to_B'])).toBe('a_to_b_2');
  expect(proposeName('a', 'b', ['a_to_b', 'a_to_b_2', 'a_to_b_4'])).toBe('a_to_b_3');
  expect(proposeName('a', '', [])).toBe('');
});

test('a connection needs a name of its own', () => {
  expect(nameProblem('  ', [])?.code).toBe('name.empty');
  expect(nameProblem('Our partner ', ['our Partner'])?.code).toBe('name.taken');
  expect(nameProblem('a'.repeat(201), [])?.code).toBe('name.long');
  expect(nameProblem('Our partner', ['Another'])).toBeNull();
});
