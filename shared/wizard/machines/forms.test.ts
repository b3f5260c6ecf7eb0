/** The smaller machines: choosing a project, acting on a connection, its settings, the general ones, first run, who is here. */
import { expect, test } from '@jest/globals';
import type { ConnectionView, Home } from '../admin-api/contract.ts';
import { actionTable, startAction, type ActionData, type ActionEffect, type ActionEvent, type ActionState } from './action/table.ts';
import { editTable, startEdit, type EditData, type EditEffect, type EditEvent, type EditState } from './edit/table.ts';
import { driver } from './drive.ts';
import {
  instanceTable,
  startInstance,
  type InstanceData,
  type InstanceEffect,
  type InstanceEvent,
  type InstanceState,
} from './instance/table.ts';
import type { Now } from './machine.ts';
import {
  hasNothingToChoose,
  pickerTable,
  startPicker,
  type PickerData,
  type PickerEffect,
  type PickerEvent,
  type PickerState,
} from './picker/table.ts';
import {
  obstacles,
  sessionTable,
  startSession,
  type SessionData,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
} from './session/table.ts';
import {
  settingsTable,
  startSettings,
  type SettingsData,
  type SettingsEffect,
  type SettingsEvent,
  type SettingsState,
} from './settings/table.ts';
import { setupTable, startSetup, type SetupData, type SetupEffect, type SetupEvent, type SetupState } from './setup/table.ts';

const pick = driver<PickerState, PickerData, PickerEvent, PickerEffect>(pickerTable);
const act = driver<ActionState, ActionData, ActionEvent, ActionEffect>(actionTable);
const edit = driver<EditState, EditData, EditEvent, EditEffect>(editTable);
const settings = driver<SettingsState, SettingsData, SettingsEvent, SettingsEffect>(settingsTable);
const setup = driver<SetupState, SetupData, SetupEvent, SetupEffect>(setupTable);
const session = driver<SessionState, SessionData, SessionEvent, SessionEffect>(sessionTable);

const idle: Now<ActionState, ActionData> = { state: 'idle', data: startAction };
const loading: Now<SetupState, SetupData> = { state: 'loading', data: startSetup };
const starting: Now<SessionState, SessionData> = { state: 'starting', data: startSession };
const known = (address: string | null, paired: boolean, credentials: boolean): SetupEvent => ({
  type: 'known',
  state: { address, paired, credentials },
});

// Only what these machines look at.
// oxlint-disable-next-line no-unsafe-type-assertion
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
  // oxlint-disable-next-line no-unsafe-type-assertion
  ({
    node: { name: 'Acme', baseUrl: 'https://acme.example.com' },
    user: { name: 'Ada', isAdmin: true },
    visibility: 'public',
    licensed: true,
    projectStep: true,
    missing: [],
    instanceChange: null,
    ...changes,
  }) as Home;
const project = (id: string, canCreate = true) => ({ id, key: id, name: id, canCreate });
const failed = { kind: 'failed', problem: { code: 'admin.unreachable', params: {} } } as const;

test('projects: searched as one types, more on demand, late answers dropped', () => {
  const at = pick(
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
  const at = act(
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
  expect(act(idle, { type: 'want', verb: 'delete', subject: connection }, { type: 'notSure' }).effects).toEqual([]);
  expect(act(idle, { type: 'want', verb: 'activate', subject: connection }).state).toBe('acting');
});

test('a new code is fetched and shown; a code that could not be copied too; a refusal is said', () => {
  const answer = { kind: 'done', code: 'x', expiresAt: 1 } as const;
  const renewed = act(
    idle,
    { type: 'want', verb: 'renew', subject: connection },
    { type: 'sure' },
    { type: 'acted', answer: { kind: 'done' } },
  );
  expect(renewed.effects.at(-1)).toEqual({ type: 'fetch', connectionId: 'c', copy: false });
  expect(act(renewed, { type: 'fetched', answer, copied: false }).data.invitation).toEqual({ code: 'x', expiresAt: 1 });
  const copied = act(idle, { type: 'copy', subject: connection }, { type: 'fetched', answer, copied: true });
  expect([copied.state, copied.data.invitation]).toEqual(['idle', null]);
  const refused = act(idle, { type: 'copy', subject: connection }, { type: 'fetched', answer: failed, copied: false });
  expect([refused.state, refused.data.trouble?.code]).toEqual(['idle', 'admin.unreachable']);
});

test('a connection’s settings: bad names are not sent, refusals go to their field', () => {
  const start: Now<EditState, EditData> = { state: 'editing', data: startEdit(connection, true) };
  const bad = edit(
    start,
    { type: 'typed', field: 'localShortName', text: 'ä' },
    { type: 'projectChosen', project: null },
    { type: 'save' },
  );
  expect([bad.effects, Object.keys(bad.data.problems)]).toEqual([[], ['localShortName', 'projectId']]);
  const saving = edit(start, { type: 'typed', field: 'description', text: ' new ' }, { type: 'save' }, { type: 'save' });
  expect(saving.refused).toEqual(['save']);
  expect(saving.effects).toEqual([
    { type: 'save', request: { connectionId: 'c', localShortName: 'a', remoteShortName: 'b', description: 'new', projectId: 'p1' } },
  ]);
  const gone = edit(saving, {
    type: 'saved',
    answer: { kind: 'refused', code: 'project.gone', field: 'projectId', params: {} },
  });
  expect(gone.data.problems.projectId?.code).toBe('project.gone');
  expect(edit(saving, { type: 'saved', answer: { kind: 'done' } }).effects.at(-1)).toEqual({ type: 'done' });
});

test('general settings: an empty name is not sent; reachability is said and forgotten when something changes', () => {
  const start: Now<SettingsState, SettingsData> = { state: 'editing', data: startSettings(home()) };
  expect(settings(start, { type: 'named', name: ' ' }, { type: 'save' }).data.problems.name?.code).toBe('instanceName.empty');
  const answer = { kind: 'refused', code: 'reach.timeout', field: null, params: {} } as const;
  const checked = settings(start, { type: 'check' }, { type: 'checked', answer });
  expect(checked.data.reach).toEqual({ code: 'reach.timeout', params: {} });
  expect(settings(checked, { type: 'visibilityChosen', visibility: 'private' }).data.reach).toBeNull();
});

test('first run begins at what is not done, and drops what was typed once it was taken', () => {
  expect(setup(loading, known(null, false, false)).state).toBe('address');
  expect(setup(loading, known('x', false, false)).state).toBe('pair');
  expect(setup(loading, known('x', true, false)).state).toBe('token');
  expect(setup(loading, known('x', true, true)).state).toBe('done');
  const pairing = setup(loading, known('x', false, false), { type: 'typed', text: ' secret ' }, { type: 'next' });
  expect([pairing.state, pairing.effects]).toEqual(['pairing', [{ type: 'take', step: 'pair', text: 'secret' }]]);
  const taken = setup(pairing, { type: 'checked', answer: { kind: 'done' } });
  expect([taken.state, taken.data.text, taken.effects.at(-1)]).toEqual(['loading', '', { type: 'askState' }]);
  const wrong = setup(pairing, { type: 'checked', answer: { kind: 'refused', code: 'setup.wrongSecret', params: {} } });
  expect([wrong.state, wrong.data.problem?.code]).toEqual(['pair', 'setup.wrongSecret']);
  expect(setup(loading, known(null, false, false), { type: 'next' }).data.problem?.code).toBe('setup.empty');
});

test('who is here: a public side is checked, and what is missing is collected', () => {
  const ready = session(starting, { type: 'home', home: home({ missing: [{ code: 'missing.licence', params: {} }] }) });
  expect(ready.effects).toEqual([{ type: 'checkReachability' }]);
  const answer = { kind: 'refused', code: 'reach.unreachable', field: null, params: {} } as const;
  const checked = session(ready, { type: 'reached', answer });
  expect(obstacles(checked.data).map(({ code }) => code)).toEqual(['missing.licence', 'reach.unreachable']);
  const nowPrivate = session(checked, { type: 'home', home: home({ visibility: 'private' }) });
  expect([obstacles(nowPrivate.data), nowPrivate.effects]).toEqual([[], checked.effects]);
  expect(session(starting, { type: 'home', home: home({ user: { name: 'Bob', isAdmin: false } }) }).effects).toEqual([]);
});

test('who is here: a node that does not answer is asked again', () => {
  const away = session({ state: 'starting', data: startSession }, { type: 'failed', problem: failed.problem });
  expect([away.state, away.effects]).toEqual(['away', [{ type: 'askHome', afterMs: 5000 }]]);
});

test('a changed instance: moved is said at once, copied is asked about once more', () => {
  const instance = driver<InstanceState, InstanceData, InstanceEvent, InstanceEffect>(instanceTable);
  const open: Now<InstanceState, InstanceData> = { state: 'open', data: startInstance };
  const moved = instance(open, { type: 'moved' }, { type: 'moved' }, { type: 'settled', answer: { kind: 'done' } });
  expect([moved.state, moved.effects, moved.refused]).toEqual(['settled', [{ type: 'settle', answer: 'moved' }], ['moved']]);
  expect(instance(open, { type: 'copied' }, { type: 'notSure' })).toMatchObject({ state: 'open', effects: [] });
  const copied = instance(open, { type: 'copied' }, { type: 'sure' }, { type: 'settled', answer: failed });
  expect([copied.state, copied.effects, copied.data.trouble?.code]).toEqual([
    'open',
    [{ type: 'settle', answer: 'copied' }],
    'admin.unreachable',
  ]);
});
