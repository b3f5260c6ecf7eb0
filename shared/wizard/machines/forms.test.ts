/** The smaller machines: choosing a project, acting on a connection, its settings, the general ones, first run, who is here. */
import { expect, test } from '@jest/globals';
import type { ConnectionView, Home } from '../admin-api/contract.ts';
import { actionTable, startAction } from './action/table.ts';
import { editTable, startEdit } from './edit/table.ts';
import { step, type Now, type Table } from './machine.ts';
import { hasNothingToChoose, pickerTable, startPicker } from './picker/table.ts';
import { obstacles, sessionTable, startSession } from './session/table.ts';
import { settingsTable, startSettings } from './settings/table.ts';
import { setupTable, startSetup } from './setup/table.ts';

function drive<State extends string, Data, Event extends { readonly type: string }, Effect>(
  table: Table<State, Data, Event, Effect>,
  start: Now<NoInfer<State>, Data>,
  ...events: readonly NoInfer<Event>[]
) {
  let now: Now<State, Data> = start;
  const effects: Effect[] = [];
  const refused: string[] = [];
  for (const event of events) {
    const moved = step(table, now, event);
    if (moved.kind === 'refused') refused.push(event.type);
    else {
      now = moved.now;
      effects.push(...moved.effects);
    }
  }
  return { ...now, effects, refused };
}

const connection = {
  id: 'c',
  name: 'a_to_b',
  localShortName: 'a',
  remoteShortName: 'b',
  description: '',
  projectId: 'p1',
  projectName: 'Support',
} as ConnectionView;
const home = (changes: Partial<Home> = {}): Home =>
  ({
    node: { name: 'Acme', baseUrl: 'https://acme.example.com' },
    user: { name: 'Ada', isAdmin: true },
    visibility: 'public',
    licensed: true,
    projectStep: true,
    missing: [],
    ...changes,
  }) as Home;
const project = (id: string, canCreate = true) => ({ id, key: id, name: id, canCreate });
const failed = { kind: 'failed', problem: { code: 'admin.unreachable', params: {} } } as const;

test('projects: searched as one types, more on demand, late answers dropped', () => {
  const at = drive(
    pickerTable,
    { state: 'idle', data: startPicker },
    { type: 'reload' },
    { type: 'found', ticket: 1, items: [project('a')], next: 'n' },
    { type: 'more' },
    { type: 'found', ticket: 2, items: [project('b')], next: null },
    { type: 'typed', query: 'x' },
    { type: 'found', ticket: 2, items: [project('c')], next: null },
  );
  expect([at.state, at.refused, at.data.items]).toEqual(['searching', ['found'], []]);
  expect(at.effects.map(({ query, cursor, afterMs }) => [query, cursor, afterMs])).toEqual([
    ['', null, 0],
    ['', 'n', 0],
    ['x', null, 250],
  ]);
});

test('projects: none to choose is not the same as none found', () => {
  expect(hasNothingToChoose('shown', { ...startPicker, items: [project('a', false)] })).toBe(true);
  expect(hasNothingToChoose('shown', { ...startPicker, items: [project('a', false)], next: 'n' })).toBe(false);
  expect(hasNothingToChoose('shown', { ...startPicker, query: 'x' })).toBe(false);
  expect(hasNothingToChoose('searching', startPicker)).toBe(false);
});

test('an action is asked about, done once, and told', () => {
  const idle = { state: 'idle', data: startAction } as const;
  const at = drive(
    actionTable,
    idle,
    { type: 'want', verb: 'delete', subject: connection },
    { type: 'sure' },
    { type: 'sure' },
    { type: 'acted', answer: { kind: 'done' } },
  );
  expect([at.state, at.refused]).toEqual(['idle', ['sure']]);
  expect(at.effects).toEqual([
    { type: 'act', connectionId: 'c', verb: 'delete' },
    { type: 'done', verb: 'delete', subject: connection },
  ]);
  expect(drive(actionTable, idle, { type: 'want', verb: 'delete', subject: connection }, { type: 'notSure' }).effects).toEqual([]);
  expect(drive(actionTable, idle, { type: 'want', verb: 'activate', subject: connection }).state).toBe('acting');
});

test('a new code is fetched and shown; a code that could not be copied too; a refusal is said', () => {
  const idle = { state: 'idle', data: startAction } as const;
  const answer = { kind: 'done', code: 'x', expiresAt: 1 } as const;
  const renewed = drive(
    actionTable,
    idle,
    { type: 'want', verb: 'renew', subject: connection },
    { type: 'sure' },
    { type: 'acted', answer: { kind: 'done' } },
  );
  expect(renewed.effects.at(-1)).toEqual({ type: 'fetch', connectionId: 'c', copy: false });
  expect(drive(actionTable, renewed, { type: 'fetched', answer, copied: false }).data.invitation).toEqual({ code: 'x', expiresAt: 1 });
  const copied = drive(actionTable, idle, { type: 'copy', subject: connection }, { type: 'fetched', answer, copied: true });
  expect([copied.state, copied.data.invitation]).toEqual(['idle', null]);
  const refused = drive(actionTable, idle, { type: 'copy', subject: connection }, { type: 'fetched', answer: failed, copied: false });
  expect([refused.state, refused.data.trouble?.code]).toEqual(['idle', 'admin.unreachable']);
});

test('a connection’s settings: bad names are not sent, refusals go to their field', () => {
  const start = { state: 'editing', data: startEdit(connection, true) } as const;
  const bad = drive(
    editTable,
    start,
    { type: 'typed', field: 'localShortName', text: 'ä' },
    { type: 'projectChosen', project: null },
    { type: 'save' },
  );
  expect([bad.effects, Object.keys(bad.data.problems)]).toEqual([[], ['localShortName', 'projectId']]);
  const saving = drive(editTable, start, { type: 'typed', field: 'description', text: ' new ' }, { type: 'save' }, { type: 'save' });
  expect(saving.refused).toEqual(['save']);
  expect(saving.effects).toEqual([
    { type: 'save', request: { connectionId: 'c', localShortName: 'a', remoteShortName: 'b', description: 'new', projectId: 'p1' } },
  ]);
  const gone = drive(editTable, saving, {
    type: 'saved',
    answer: { kind: 'refused', code: 'project.gone', field: 'projectId', params: {} },
  });
  expect(gone.data.problems.projectId?.code).toBe('project.gone');
  expect(drive(editTable, saving, { type: 'saved', answer: { kind: 'done' } }).effects).toEqual([{ type: 'done' }]);
});

test('general settings: an empty name is not sent; reachability is said and forgotten when something changes', () => {
  const start = { state: 'editing', data: startSettings(home()) } as const;
  expect(drive(settingsTable, start, { type: 'named', name: ' ' }, { type: 'save' }).data.problems.name?.code).toBe('instanceName.empty');
  const answer = { kind: 'refused', code: 'reach.timeout', field: null, params: {} } as const;
  const checked = drive(settingsTable, start, { type: 'check' }, { type: 'checked', answer });
  expect(checked.data.reach).toEqual({ code: 'reach.timeout', params: {} });
  expect(drive(settingsTable, checked, { type: 'visibilityChosen', visibility: 'private' }).data.reach).toBeNull();
});

test('first run begins at what is not done, and drops what was typed once it was taken', () => {
  const state = (address: string | null, paired: boolean, credentials: boolean) =>
    ({ type: 'known', state: { address, paired, credentials } }) as const;
  const loading = { state: 'loading', data: startSetup } as const;
  expect(drive(setupTable, loading, state(null, false, false)).state).toBe('address');
  expect(drive(setupTable, loading, state('x', false, false)).state).toBe('pair');
  expect(drive(setupTable, loading, state('x', true, false)).state).toBe('token');
  expect(drive(setupTable, loading, state('x', true, true)).state).toBe('done');
  const pairing = drive(setupTable, loading, state('x', false, false), { type: 'typed', text: ' secret ' }, { type: 'next' });
  expect([pairing.state, pairing.effects]).toEqual(['pairing', [{ type: 'take', step: 'pair', text: 'secret' }]]);
  const taken = drive(setupTable, pairing, { type: 'checked', answer: { kind: 'done' } });
  expect([taken.state, taken.data.text, taken.effects]).toEqual(['loading', '', [{ type: 'askState' }]]);
  const wrong = drive(setupTable, pairing, { type: 'checked', answer: { kind: 'refused', code: 'setup.wrongSecret', params: {} } });
  expect([wrong.state, wrong.data.problem?.code]).toEqual(['pair', 'setup.wrongSecret']);
  expect(drive(setupTable, loading, state(null, false, false), { type: 'next' }).data.problem?.code).toBe('setup.empty');
});

test('who is here: a public side is checked, and what is missing is collected', () => {
  const starting = { state: 'starting', data: startSession } as const;
  const ready = drive(sessionTable, starting, { type: 'home', home: home({ missing: [{ code: 'missing.licence', params: {} }] }) });
  expect(ready.effects).toEqual([{ type: 'checkReachability' }]);
  const answer = { kind: 'refused', code: 'reach.unreachable', field: null, params: {} } as const;
  const checked = drive(sessionTable, ready, { type: 'reached', answer });
  expect(obstacles(checked.data).map(({ code }) => code)).toEqual(['missing.licence', 'reach.unreachable']);
  const nowPrivate = drive(sessionTable, checked, { type: 'home', home: home({ visibility: 'private' }) });
  expect([obstacles(nowPrivate.data), nowPrivate.effects]).toEqual([[], []]);
  expect(drive(sessionTable, starting, { type: 'home', home: home({ user: { name: 'Bob', isAdmin: false } }) }).effects).toEqual([]);
});

test('who is here: a node that does not answer is asked again', () => {
  const away = drive(sessionTable, { state: 'starting', data: startSession }, { type: 'failed', problem: failed.problem });
  expect([away.state, away.effects]).toEqual(['away', [{ type: 'askHome', afterMs: 5000 }]]);
});
