/** Two instances that run the built application: what a person sees of a connection and of the default sync. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { ServiceNow } from '@entente/servicenow-scoped/standin';
import * as z from 'zod';
import { call, connectTwo, copied, files, incidents, journal, twins, type TwoInstances } from '../support/two-instances.ts';

const user = 'beth.anglin';

const listSchema = z.object({
  connections: z.array(
    z.object({ id: z.string(), state: z.string(), projectId: z.nullable(z.string()), securityNumber: z.nullable(z.string()) }),
  ),
});

let pair: TwoInstances;
let left: ServiceNow;
let right: ServiceNow;

beforeAll(async () => {
  pair = await connectTwo();
  ({ left, right } = pair);
});
afterAll(() => pair.close());

const work = async (): Promise<void> => await pair.work();
const save = async (instance: ServiceNow, options: object): Promise<unknown> => await pair.save(instance, options);
const twinOf = (instance: ServiceNow) => twins(instance)[0];

/** What the tracker inside the left instance answers. */
async function asked(call: string): Promise<unknown> {
  const answer = await left.control.script(`
    var loaded = {};
    function require(id) {
      if (!loaded[id]) (EntenteHost[id] || EntenteCore[id] || EntenteConnection[id] || EntenteSync[id])((loaded[id] = {}), require);
      return loaded[id];
    }
    var options = { clock: require('servicenow-scoped/host/basics').clock, siteUrl: '' };
    return JSON.stringify(require('servicenow-scoped/tracker/tracker').createGlideTracker(options).${call});
  `);
  return JSON.parse(String(answer));
}

test('both sides are active, with the same number, and take incidents by default', async () => {
  const [here, there] = [listSchema.parse(await call(left, 'list', {})), listSchema.parse(await call(right, 'list', {}))];
  expect(here.connections.map(({ state, projectId }) => [state, projectId])).toEqual([['active', 'incident']]);
  expect(there.connections.map(({ state, projectId }) => [state, projectId])).toEqual([['active', 'incident']]);
  expect(here.connections[0]?.securityNumber).toMatch(/^\d{6}$/);
  expect(here.connections[0]?.securityNumber).toBe(there.connections[0]?.securityNumber);
});

test('a user without the role is turned away', async () => {
  const response = await fetch(`${left.scopeUrl ?? ''}/admin/call`, {
    method: 'POST',
    headers: { authorization: left.authorization(user), 'content-type': 'application/json' },
    body: JSON.stringify({ method: 'list', input: {} }),
  });
  expect(response.status).toBe(403);
});

test('groups and callers are looked up by the name, the user name or the address that was typed', async () => {
  const found = async (key: string, text: string): Promise<unknown> => await call(left, 'searchOption', { key, text });
  const beth = { value: 'beth.anglin', label: 'Beth Anglin', hint: 'beth.anglin@globex.example' };
  expect(await found('caller', 'anglin')).toEqual({ items: [beth] });
  expect(await found('caller', 'BETH.ANGLIN@')).toEqual({ items: [beth] });
  expect(await found('caller', '')).toMatchObject({ items: [{ label: 'Abel Tuter' }, { label: 'Beth Anglin' }, {}] });
  expect(await found('assignmentGroup', 'net')).toEqual({ items: [{ value: 'Network', label: 'Network', hint: null }] });
  // What was typed is no query.
  expect(await found('caller', 'x^NQactive=1')).toEqual({ items: [] });
  expect(await found('filter', '')).toEqual({ items: [] });
});

test('nothing goes out by itself until a filter is set', async () => {
  await left.control.insert('incident', { short_description: 'sync? not yet' }, user);
  await work();
  expect(incidents(right)).toEqual([]);
});

test('settings that the instance cannot use are refused, field by field', async () => {
  expect(await save(left, { filter: 'no_such_field=1' })).toMatchObject({ kind: 'refused', field: 'options.filter' });
  expect(await save(right, { assignmentGroup: 'Nobody' })).toMatchObject({ kind: 'refused', field: 'options.assignmentGroup' });
  expect(await save(right, { caller: 'nobody' })).toMatchObject({ kind: 'refused', field: 'options.caller' });
});

test('an incident with comment and attachment, without its work note; and back', async () => {
  expect(await save(left, { filter: 'short_descriptionSTARTSWITHsync' })).toEqual({ kind: 'done' });
  expect(await save(right, { assignmentGroup: 'Network', caller: 'abel.tuter' })).toEqual({ kind: 'done' });
  await left.control.insert('incident', { short_description: 'not of the filter' }, user);
  const ours = await left.control.insert('incident', { short_description: 'sync äö\u{1f600}', description: 'one\ntwo' }, user);
  await left.control.update('incident', ours, { comments: 'hello' }, user);
  await left.control.update('incident', ours, { work_notes: 'between us' }, user);
  await left.control.attach('incident', ours, 'a.txt', 'text/plain', new TextEncoder().encode('content'), user);
  await work();

  const twin = twinOf(right);
  expect(incidents(right)).toHaveLength(1);
  expect(twin).toMatchObject({ short_description: 'sync äö\u{1f600}', description: 'one\ntwo' });
  expect(twin?.['assignment_group']).not.toBeUndefined();
  expect(twin?.['caller_id']).not.toBeUndefined();
  const theirs = twin?.['sys_id'] ?? '';
  expect(journal(right, theirs)).toEqual([copied('hello')]);
  expect(files(right, theirs)).toEqual(['a.txt 7']);

  await right.control.update('incident', theirs, { short_description: 'sync, renamed there', comments: 'answer' }, user);
  await right.control.attach(
    'incident',
    theirs,
    'b.bin',
    'application/octet-stream',
    Uint8Array.from({ length: 300_000 }, (_, i) => i * 7),
    user,
  );
  await work();
  expect(left.control.row('incident', ours)).toMatchObject({ short_description: 'sync, renamed there' });
  expect(journal(left, ours)).toEqual([copied('answer'), 'comments: hello', 'work_notes: between us'].toSorted());
  expect(files(left, ours)).toEqual(['a.txt 7', 'b.bin 300000']);

  // Nothing echoes.
  await work();
  expect(journal(right, theirs)).toEqual([copied('hello'), 'comments: answer'].toSorted());
  expect(incidents(left).filter((row) => row['correlation_id']?.startsWith('entente:') === true)).toEqual([]);
});

test('a formatted comment is HTML where the instance allows it, and plain text where it does not', async () => {
  const ours = incidents(left).find((row) => row['short_description']?.startsWith('sync') === true && row['description'] === 'one\ntwo');
  const sysId = ours?.['sys_id'] ?? '';
  const formatted = '[code]<p><strong>bold</strong> &amp; plain</p>[/code]';
  await left.control.update('incident', sysId, { comments: formatted }, user);
  await work();
  const theirs = twinOf(right)?.['sys_id'] ?? '';
  expect(journal(right, theirs)).toContain(copied(formatted));
  right.control.property('glide.ui.security.allow_codetag', 'false');
  await left.control.update('incident', sysId, { comments: '[code]<p><em>slanted</em></p>[/code]' }, user);
  await work();
  expect(journal(right, theirs)).toContain('comments: Beth Anglin:\n\nslanted');
  // What was lost is noted on the twin.
  const kept = right.control.rows('x_entnt_entente_record', 'kind=twin').map((row) => row['value'] ?? '');
  expect(kept.join()).toContain('"written":[{"what":"em","count":1,"of":"comment:');
});

test('state, caller and assignee go along as they read, and are never written; a work note goes nowhere', async () => {
  const idOf = (name: string): string => left.control.rows('sys_user', `user_name=${name}`)[0]?.['sys_id'] ?? '';
  const values = { urgency: '1', impact: '1', state: '2', caller_id: idOf('abel.tuter'), assigned_to: idOf(user) };
  const ours = await left.control.insert('incident', { short_description: 'sync with people', ...values }, user);
  await left.control.update('incident', ours, { work_notes: 'nobody else reads this' }, user);
  await work();
  const twin = incidents(right).find((row) => row['short_description'] === 'sync with people');
  expect([twin?.['state'], twin?.['assigned_to'] ?? '']).toEqual(['1', '']);
  expect(journal(right, twin?.['sys_id'] ?? '')).toEqual([]);
  const told = JSON.stringify([left, right].flatMap(({ control }) => control.requests().map(({ body, answer }) => [body, answer])));
  for (const shown of ['"status":"In Progress"', '"priority":"Highest"']) expect(told).toContain(shown);
  expect(told).not.toContain('nobody else reads this');
  expect(told).not.toContain('between us');
  // People are for the rules of this side, which send of them what they say.
  expect(await asked(`readIssue('${ours}')`)).toMatchObject({
    reporter: { name: 'Abel Tuter' },
    assignee: { name: 'Beth Anglin' },
    status: 'In Progress',
  });
});

test('a priority is asked for by impact and urgency, and one that the instance does not have is noted', async () => {
  const ours = await left.control.insert('incident', { short_description: 'sync, ranked', urgency: '1', impact: '2' }, user);
  await work();
  const twin = () => incidents(right).find((row) => row['short_description'] === 'sync, ranked');
  const ranked = () => [twin()?.['priority'], twin()?.['impact'], twin()?.['urgency']];
  expect(ranked()).toEqual(['2', '2', '1']);
  const before = incidents(left).find((row) => row['sys_id'] === ours)?.['sys_mod_count'];
  await left.control.update('incident', ours, { urgency: '3', impact: '3' }, user);
  await work();
  expect(ranked()).toEqual(['5', '3', '3']);
  const after = incidents(left).find((row) => row['sys_id'] === ours)?.['sys_mod_count'];
  // Nothing came back: the edit alone was saved here.
  expect(Number(after)).toBe(Number(before) + 1);
  await right.control.update('incident', twin()?.['sys_id'] ?? '', { urgency: '2', impact: '1' }, user);
  await work();
  expect(incidents(left).find((row) => row['sys_id'] === ours)?.['priority']).toBe('2');
  // No priority of this name: it stays.
  expect(await asked(`updateIssue('i', '${ours}', { priority: 'Blocker' }, null)`)).toMatchObject({
    outcome: 'done',
    losses: [{ what: 'priority', count: 1 }],
  });
  expect(await asked(`readIssue('${ours}')`)).toMatchObject({ priority: 'High' });
});

test('labels come and go', async () => {
  const theirs = twinOf(right)?.['sys_id'] ?? '';
  const label = `var row = new GlideRecord('label'); row.initialize(); row.setValue('name', 'urgent'); var label = row.insert();`;
  await right.control.script(
    `${label} row = new GlideRecord('label_entry'); row.initialize(); row.setValue('label', label); row.setValue('table', 'incident'); row.setValue('table_key', '${theirs}'); row.insert();`,
  );
  await work();
  expect(left.control.rows('label').map((row) => row['name'])).toEqual(['urgent']);
  expect(left.control.rows('label_entry')).toHaveLength(1);
  await right.control.script(`var row = new GlideRecord('label_entry'); row.query(); while (row.next()) row.deleteRecord();`);
  await work();
  expect(left.control.rows('label_entry')).toEqual([]);
});

test('a pump that is killed midway, and two pumps at once: nothing lost, nothing twice', async () => {
  const before = incidents(right).length;
  right.control.killNext((call) => call.op === 'insert' && call.table === 'incident', true);
  await left.control.insert('incident', { short_description: 'sync, killed midway' }, user);
  await left.control.settle();
  await Promise.all([left, right].flatMap(({ control }) => [control.runScheduled('Entente: work'), control.runScheduled('Entente: work')]));
  await left.control.settle();
  await right.control.settle();
  // The insert was carried out, its answer never came: the marker is found, and nothing is made again.
  expect(incidents(right)).toHaveLength(before + 1);
  await work();
  expect(incidents(right)).toHaveLength(before + 1);
});
