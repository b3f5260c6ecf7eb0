/** The numbers are those of table.ts. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import type { NodeView } from '../../admin-api/contract.ts';
import { driver, type Driven } from '../drive.ts';
import { startInitiate, type InitiateData, type InitiateEffect, type InitiateEvent, type InitiateState, type Mode } from './data.ts';
import { modeObstacle } from './modes.ts';
import { initiateTable } from './table.ts';

const node = (name: string): NodeView => ({
  name,
  baseUrl: `https://${name.toLowerCase()}.example.com`,
  issueTrackerUrl: 'https://tracker.example.com',
  nodeType: 'MEMORY',
  issueTrackerVersion: '1',
  nodeVersion: '0.1.0',
  minHubObjectsVersion: '1.0.0',
  maxHubObjectsVersion: '1.0.0',
  minRestVersion: '1.0.0',
  maxRestVersion: '1.0.0',
  pollOnly: false,
  instanceUid: name,
});
const project = { id: 'p1', key: 'SUP', name: 'Support', canCreate: true };

type Wizard = Driven<InitiateState, InitiateData, InitiateEffect>;
const after = driver<InitiateState, InitiateData, InitiateEvent, InitiateEffect>(initiateTable);

function wizard(options: { visibility?: 'public' | 'private'; projectStep?: boolean; taken?: readonly string[] } = {}): Wizard {
  const self = { node: node('Müller'), visibility: options.visibility ?? 'public', projectStep: options.projectStep ?? true } as const;
  return { state: 'destination', data: startInitiate('request-1', self, options.taken ?? []), effects: [], refused: [] };
}

const next = { type: 'next' } as const;
const close = { type: 'close' } as const;
const script = { type: 'modeChosen', mode: 'SCRIPT' } as const;
const typed = (url: string) => ({ type: 'urlTyped', url }) as const;
const found = (at: Wizard, name = 'Globex', modes: readonly Mode[] = ['BASIC', 'SCRIPT']): InitiateEvent => ({
  type: 'probed',
  ticket: at.data.ticket,
  answer: { kind: 'found', node: node(name), baseUrl: 'https://x', modes: [...modes], existing: [] },
});
const chosen = { type: 'projectChosen', project } as const;

function toInformation(start = wizard()): Wizard {
  const checking = after(start, typed('globex.example.com'), script, next);
  return after(checking, found(checking));
}
const toProject = (start = wizard()): Wizard => after(toInformation(start), next);
const toInitiating = (start = wizard()): Wizard => after(toProject(start), chosen, next);

test('a whole way through: the destination is asked once, and one connection is asked for', () => {
  const at = toInitiating();
  expect(at.state).toBe('initiating');
  expect(at.effects).toEqual([
    { type: 'probe', url: 'https://globex.example.com', ticket: 2 },
    {
      type: 'initiate',
      request: {
        requestId: 'request-1',
        destinationUrl: 'https://globex.example.com',
        mode: 'SCRIPT',
        localShortName: 'Mueller',
        remoteShortName: 'Globex',
        name: 'Mueller_to_Globex',
        description: '',
        projectId: 'p1',
        askBeforeActivating: false,
      },
    },
  ]);
  const answer = { kind: 'done', connectionId: 'c', invitation: { code: 'code', expiresAt: 5 } } as const;
  const made = after(at, { type: 'initiated', answer });
  expect([made.state, made.data.made]).toEqual(['invitation', { connectionId: 'c', code: 'code', expiresAt: 5 }]);
  expect(after(made, next).state).toBe('closed');
});

test('1: nothing is asked for before Initiate but who the destination is', () => {
  expect(toProject().effects.map(({ type }) => type)).toEqual(['probe']);
});

test('3: a double click makes one request', () => {
  const at = after(toInitiating(), next, next);
  expect(at.effects.filter(({ type }) => type === 'initiate')).toHaveLength(1);
  expect(at.refused).toEqual(['next', 'next']);
});

test('after an answer that did not come, the next try carries the same requestId', () => {
  const failed = { kind: 'failed', problem: { code: 'admin.unreachable', params: {} } } as const;
  const at = after(toInitiating(), { type: 'initiated', answer: failed });
  expect([at.state, at.data.trouble?.code]).toEqual(['project', 'admin.unreachable']);
  const requests = after(at, next).effects.flatMap((effect) => (effect.type === 'initiate' ? [effect.request.requestId] : []));
  expect(requests).toEqual(['request-1', 'request-1']);
});

test.each([
  ['destinationUrl', 'destination'],
  ['mode', 'destination'],
  ['name', 'information'],
  ['projectId', 'project'],
  [null, 'project'],
])('a refusal of %s leads to the step %s', (field, state) => {
  const answer = { kind: 'refused', code: 'some.code', field, params: {} } as const;
  const at = after(toInitiating(), { type: 'initiated', answer });
  expect(at.state).toBe(state);
  expect(field === null ? at.data.trouble?.code : Object.values(at.data.problems)[0]?.code).toBe('some.code');
});

test('2: previous keeps what was entered, a changed address is checked again', () => {
  const back = after(toProject(), chosen, { type: 'previous' }, { type: 'previous' });
  expect([back.state, back.data.url, back.data.mode, back.data.project]).toEqual(['destination', 'globex.example.com', 'SCRIPT', project]);
  const unchanged = after(back, next);
  expect([unchanged.state, unchanged.effects.length]).toEqual(['information', 1]);
  const changed = after(back, typed('initech.example.com'), next);
  expect([changed.state, changed.effects.length]).toEqual(['checking', 2]);
});

test('2: a mode that the new destination does not offer is dropped and said', () => {
  const back = after(toInformation(), { type: 'previous' }, typed('initech.example.com'), next);
  const at = after(back, found(back, 'Initech', ['BASIC']));
  expect([at.state, at.data.mode, at.data.problems.mode?.code]).toEqual(['destination', null, 'mode.dropped']);
  expect(modeObstacle(at.data, 'SCRIPT')).toBe('destination');
  expect(after(at, script).refused).toEqual(['modeChosen']);
});

test('an answer to an earlier address is dropped', () => {
  const checking = after(wizard(), typed('globex.example.com'), script, next);
  const late = found(checking);
  const at = after(checking, typed('globex.example.org'), next, late);
  expect([at.state, at.refused]).toEqual(['checking', ['probed']]);
});

test('consent declined: the step stays, and asking again is the same check', () => {
  const checking = after(wizard(), typed('globex.example.com'), script, next);
  const at = after(checking, { type: 'probed', ticket: checking.data.ticket, answer: { kind: 'declined' } });
  expect([at.state, at.data.destination]).toEqual(['destination', { kind: 'declined', host: 'globex.example.com' }]);
  expect(after(at, { type: 'check' }).effects).toHaveLength(2);
});

test('a refused destination is said at its field', () => {
  const checking = after(wizard(), typed('globex.example.com'), { type: 'check' });
  const at = after(checking, {
    type: 'probed',
    ticket: checking.data.ticket,
    answer: { kind: 'refused', code: 'unreachable', params: {} },
  });
  expect(at.data.problems.destinationUrl).toEqual({ code: 'unreachable', params: { host: 'globex.example.com' } });
});

test.each([
  ['', 'url.empty'],
  ['not a url', 'notAUrl'],
  ['ftp://x.example.com', 'notAUrl'],
])('the address %j is not asked: %s', (url, code) => {
  const at = after(wizard(), typed(url), next);
  expect([at.state, at.effects, at.data.problems.destinationUrl?.code, at.data.problems.mode?.code]).toEqual([
    'destination',
    [],
    code,
    'mode.empty',
  ]);
});

test('without a URL: nothing is asked, Visual says why, and asking before activating is on until changed', () => {
  const without = after(wizard(), { type: 'urlLeftOut' }, script, next);
  expect([without.state, without.effects, without.data.ask]).toEqual(['information', [], true]);
  expect(modeObstacle(without.data, 'VISUAL')).toBe('noUrl');
  expect(modeObstacle(wizard().data, 'VISUAL')).toBe('notYet');
  expect(modeObstacle(without.data, 'BASIC')).toBeNull();
  expect(without.data.fields.remoteShortName).toBe('');
  const named = after(
    without,
    { type: 'typed', field: 'remoteShortName', text: 'Globex' },
    next,
    chosen,
    { type: 'askChosen', ask: false },
    next,
  );
  expect(named.effects).toMatchObject([{ type: 'initiate', request: { destinationUrl: null, askBeforeActivating: false } }]);
  expect(after(without, { type: 'previous' }, { type: 'urlWanted' }).data.ask).toBe(false);
});

test('a private instance cannot leave the URL out, and is told why', () => {
  const at = after(wizard({ visibility: 'private' }), { type: 'urlLeftOut' });
  expect([at.data.withoutUrl, at.data.problems.destinationUrl?.code]).toEqual([false, 'noUrlWhilePrivate']);
});

test('the name follows the short names until it is edited', () => {
  const at = toInformation(wizard({ taken: ['Mueller_to_Globex'] }));
  expect(at.data.fields.name).toBe('Mueller_to_Globex_2');
  const renamed = after(at, { type: 'typed', field: 'remoteShortName', text: 'GLX' });
  expect(renamed.data.fields.name).toBe('Mueller_to_GLX');
  const edited = after(renamed, { type: 'typed', field: 'name', text: 'Ours' }, { type: 'typed', field: 'localShortName', text: 'M' });
  expect(edited.data.fields.name).toBe('Ours');
  const again = after(edited, { type: 'previous' }, next);
  expect(again.data.fields).toMatchObject({ localShortName: 'M', remoteShortName: 'GLX', name: 'Ours' });
});

test('bad names stay in the step and are said at their fields', () => {
  const at = after(
    toInformation(wizard({ taken: ['Ours'] })),
    { type: 'typed', field: 'localShortName', text: 'a b' },
    { type: 'typed', field: 'name', text: 'ours' },
    next,
  );
  expect(at.state).toBe('information');
  expect([at.data.problems.localShortName?.code, at.data.problems.name?.code]).toEqual(['shortName.space', 'name.taken']);
});

test('a host without a project step goes from the names to Initiate', () => {
  const at = after(toInformation(wizard({ projectStep: false })), next);
  expect(at.effects.at(-1)).toMatchObject({ type: 'initiate', request: { projectId: null } });
});

test('4: × closes an untouched wizard, asks in one with entries, and keeps them', () => {
  expect(after(wizard(), close).state).toBe('closed');
  const asked = after(toProject(), close);
  expect([asked.state, asked.data.askingToDiscard]).toEqual(['project', true]);
  expect(after(asked, { type: 'keep' }).data).toMatchObject({ askingToDiscard: false, url: 'globex.example.com' });
  expect(after(asked, { type: 'discard' }).state).toBe('closed');
  expect(after(toInitiating(), close).state).toBe('closed');
});

test('whatever is done in whatever order: at most one request under way, none without a mode, a project and good names', () => {
  const event: fc.Arbitrary<InitiateEvent> = fc.oneof(
    fc.constantFrom<InitiateEvent>(
      next,
      next,
      next,
      { type: 'previous' },
      { type: 'check' },
      { type: 'urlLeftOut' },
      { type: 'urlWanted' },
      script,
      chosen,
      close,
      { type: 'keep' },
    ),
    fc.constantFrom('globex.example.com', 'x', '').map(typed),
    fc.constantFrom('Globex', 'a b', '').map((text): InitiateEvent => ({ type: 'typed', field: 'remoteShortName', text })),
    fc.constantFrom(1, 2, 3, 4, 5).map((ticket) => found({ ...wizard(), data: { ...wizard().data, ticket } })),
    fc.constant<InitiateEvent>({ type: 'initiated', answer: { kind: 'failed', problem: { code: 'x', params: {} } } }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let at = wizard();
      for (const one of events) {
        const before = at.effects.length;
        const was = at.state;
        at = after(at, one);
        for (const effect of at.effects.slice(before)) {
          if (effect.type !== 'initiate') continue;
          expect(was).toBe('project');
          expect(effect.request.projectId).toBe('p1');
          expect(effect.request.remoteShortName).toMatch(/^[A-Za-z0-9_-]{1,40}$/);
        }
      }
    }),
  );
});
