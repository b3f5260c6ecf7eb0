/** What scripts of an application find: the realm, GlideRecord, rules, events, jobs, outbound requests. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startProbe } from './testing.ts';
import type { Probe } from './testing.ts';

let probe: Probe;

beforeAll(async () => {
  probe = await startProbe();
});

afterEach(async () => {
  await probe.instance.control.settle();
});

afterAll(async () => {
  await probe.close();
});

const run = (source: string, user?: string) => probe.instance.control.script(source, user);
const note = "var note = new GlideRecord('x_acme_probe_note'); note.initialize();";

test('the realm lacks what the engine lacks', async () => {
  const absent = [
    'Promise',
    'Reflect',
    'Proxy',
    'Intl',
    'Uint8Array',
    'globalThis',
    'setTimeout',
    'URL',
    'TextEncoder',
    'crypto',
    'console',
    'process',
    'structuredClone',
  ];
  expect(await run(`return [${absent.map((name) => `typeof ${name}`).join(',')}];`)).toEqual(absent.map(() => 'undefined'));
  expect(await run('return [typeof [].flat, typeof "".replaceAll, typeof Object.hasOwn, typeof Map, typeof "".padStart];')).toEqual([
    'undefined',
    'undefined',
    'undefined',
    'function',
    'function',
  ]);
  await expect(run('return new Function("return 1")();')).rejects.toThrow();
  await expect(run('return ({}).__proto__;')).rejects.toThrow('__proto__');
  expect(await run('return [[1, "a"], [1, "b"]].sort(function (x, y) { return x[0] - y[0]; })[0][1];')).toBe('b');
});

test('nothing of one transaction is left for the next', async () => {
  await run('leaked = 1;');
  expect(await run('return typeof leaked;')).toBe('undefined');
});

test('what is not modelled throws, whatever a script makes of it', async () => {
  await expect(run('gs.sleep(1);')).rejects.toThrow('does not model gs.sleep');
  await expect(run("new GlideRecord('incident').applyTemplate('x');")).rejects.toThrow('does not model GlideRecord.applyTemplate');
  await expect(run('new GlideSchedule();')).rejects.toThrow('does not model GlideSchedule');
  await expect(run("new GlideRecord('incident').company = 'x';")).rejects.toThrow('does not model the field company of incident');
  await expect(run("return new GlideRecord('incident').isValidField('cmdb_ci');")).rejects.toThrow('does not model the field cmdb_ci');
  expect(await run("return new GlideRecord('incident').isValidField('nonsense');")).toBe(false);
});

test('values are text, empty is null, and unknown fields are dropped', async () => {
  const made =
    await run(`${note} note.setValue('name', 'a name that is far longer than its field'); note.setValue('count', 3); note.nothing = 'x'; note.done = true;
    var id = note.insert(); var again = new GlideRecord('x_acme_probe_note'); again.get(id);
    return [again.getValue('name'), again.getValue('count'), again.getValue('about'), again.getValue('nothing'), again.getValue('done'), again.done + '', again.isValidField('nothing'), again.state + ''];`);
  expect(made).toEqual(['a name that is far l', '3', null, null, '1', 'true', false, 'queued']);
});

test('a unique index refuses, without regard to case', async () => {
  expect(
    await run(`${note} note.name = 'Once'; var a = note.insert(); ${note} note.name = 'ONCE'; return [a === null, note.insert()];`),
  ).toEqual([false, null]);
});

test('Password2 is written by its display value alone, and never kept as written', async () => {
  expect(
    await run(
      `${note} note.name = 'locked'; note.secret.setDisplayValue('s3cret'); note.insert(); var g = new GlideRecord('x_acme_probe_note'); g.get('name', 'locked'); return [g.secret.getDecryptedValue(), g.getValue('secret').indexOf('s3cret')];`,
    ),
  ).toEqual(['s3cret', -1]);
  await expect(run(`${note} note.setValue('secret', 'x');`)).rejects.toThrow('Password2');
});

test('queries: operators, alternatives, order, windows', async () => {
  const names = (query: string) =>
    run(
      `var out = []; var g = new GlideRecord('x_acme_probe_note'); g.addQuery('state', 'q'); ${query} g.query(); while (g.next()) out.push(g.getValue('name')); return out;`,
    );
  await run(`for (var i = 1; i <= 11; i++) { ${note} note.name = 'q' + i; note.count = i; note.state = 'q'; note.insert(); }`);
  expect(await names("g.addQuery('count', '>', 9); g.orderBy('count');")).toEqual(['q10', 'q11']);
  expect(await names("g.addQuery('name', 'IN', 'q3,Q4'); g.orderByDesc('count');")).toEqual(['q4', 'q3']);
  expect(await names("g.addQuery('name', 'q1').addOrCondition('count', 2); g.orderBy('count');")).toEqual(['q1', 'q2']);
  expect(await names("g.addEncodedQuery('count<2^ORcount>10^NQcount=5^ORDERBYcount');")).toEqual(['q1', 'q5', 'q11']);
  expect(await names("g.addQuery('name', 'STARTSWITH', 'q1'); g.orderBy('count'); g.chooseWindow(1, 3);")).toEqual(['q10', 'q11']);
  expect(await names("g.addNotNullQuery('about');")).toEqual([]);
  await expect(names("g.addEncodedQuery('nameVALCHANGES');")).rejects.toThrow('does not model');
});

test('tables of other scopes need a privilege', async () => {
  await expect(run("new GlideRecord('problem').query();")).rejects.toThrow("read operation against 'problem'");
  await expect(run("var g = new GlideRecord('incident'); g.initialize(); g.get(g.insert()); g.deleteRecord();")).rejects.toThrow(
    "delete operation against 'incident'",
  );
  expect(await run("var g = new GlideRecord('x_not_there'); g.query(); return [g.isValid(), g.next()];")).toEqual([false, false]);
});

test('rules: before, after by order, the journal, and async later', async () => {
  const { control } = probe.instance;
  const since = probe.lines().length;
  const id = await control.insert('incident', { short_description: 'Old' });
  await control.update('incident', id, { short_description: 'New', comments: 'hello' });
  await control.update('incident', id, { short_description: 'New' });
  await control.settle();
  const made = probe.lines().slice(since);
  expect(made.filter((line) => line.startsWith('late '))).toHaveLength(2);
  expect(made.filter((line) => !line.startsWith('late '))).toEqual([
    'first new false ',
    'second insert 0',
    'first Old true hello',
    'second update 1',
  ]);
  expect(control.row('incident', id)).toMatchObject({
    number: expect.stringMatching(/^INC\d{7}$/),
    sys_mod_count: '1',
    priority: '5',
    active: '1',
  });
  expect(control.rows('sys_journal_field', `element_id=${id}`)).toMatchObject([{ element: 'comments', value: 'hello', name: 'incident' }]);
  await expect(control.insert('incident', { short_description: 'forbidden' })).rejects.toThrow('aborted');
});

test('a reference that cascades takes its record along', async () => {
  const { control } = probe.instance;
  const id = await control.insert('incident', { short_description: 'To go' });
  await control.insert('x_acme_probe_note', { name: 'follows', about: id });
  await control.remove('incident', id);
  expect(control.rows('x_acme_probe_note', 'name=follows')).toEqual([]);
});

test('events reach script actions: late, twice, or not at all on demand', async () => {
  const { control } = probe.instance;
  const ring = (parm: string) => run(`gs.eventQueue('x_acme_probe.ring', null, '${parm}', '');`);
  const heard = (parm: string) => probe.lines().filter((line) => line.startsWith(`event ${parm}`)).length; // prettier-ignore
  await ring('once');
  control.events.duplicateNext();
  await ring('twice');
  control.events.dropNext();
  await ring('never');
  await control.settle();
  expect(['once', 'twice', 'never'].map(heard)).toEqual([1, 2, 0]);
});

test('attachments: written, read as text and as a stream, copied, and too large for one text', async () => {
  const { control } = probe.instance;
  const [from, to] = [
    await control.insert('incident', { short_description: 'From' }),
    await control.insert('incident', { short_description: 'To' }),
  ];
  expect(
    await run(`var files = new GlideSysAttachment(); var g = new GlideRecord('incident'); g.get('${from}');
    var id = files.writeBase64(g, 'a.bin', 'application/octet-stream', 'AAH+/w=='); files.write(g, 'b.txt', 'text/plain', 'grün');
    var file = new GlideRecord('sys_attachment'); file.get(id);
    var copied = files.copy('incident', '${from}', 'incident', '${to}').length;
    return [file.getValue('size_bytes'), files.getContentBase64(file), new GlideDigest().getSHA256HexFromInputStream(files.getContentStream(id)).length, copied];`),
  ).toEqual(['4', 'AAH+/w==', 64, 2]);
  expect(
    control
      .rows('sys_attachment', `table_sys_id=${to}`)
      .map((row) => row['file_name'] ?? '')
      .toSorted(),
  ).toEqual(['a.bin', 'b.txt']);
  const large = await control.attach('incident', from, 'large', 'text/plain', new Uint8Array(6 * 1024 * 1024));
  await expect(
    run(`var f = new GlideRecord('sys_attachment'); f.get('${large}'); new GlideSysAttachment().getContentBase64(f);`),
  ).rejects.toThrow('5 MB');
});

test('aggregates count by group', async () => {
  await run(
    `for (var i = 0; i < 3; i++) { ${note} note.name = 'g' + i; note.count = i; note.state = i < 2 ? 'few' : 'one'; note.insert(); }`,
  );
  expect(
    await run(`var out = {}; var a = new GlideAggregate('x_acme_probe_note'); a.addQuery('name', 'IN', 'g0,g1,g2'); a.addAggregate('COUNT'); a.addAggregate('MAX', 'count'); a.groupBy('state'); a.query();
    while (a.next()) out[a.getValue('state')] = [a.getAggregate('COUNT'), a.getAggregate('MAX', 'count')]; return out;`),
  ).toEqual({ few: ['2', '1'], one: ['1', '2'] });
});

test('a transaction that never ends is cancelled', async () => {
  const short = await startProbe({ transactionLimit: 300 });
  await expect(short.instance.control.script('while (true) {}')).rejects.toThrow('maximum execution time exceeded');
  expect(await short.instance.control.script('return 1;')).toBe(1);
  await short.close();
});

test('script includes, the evaluator, and times', async () => {
  expect(await run('return [new Adder(2).to(3), new x_acme_probe.Adder(1).to(1)];')).toEqual([5, 2]);
  expect(
    await run(
      `${note} note.name = 'rule'; note.script = 'var twice = given * 2; twice + 1;'; note.insert(); return new GlideScopedEvaluator().evaluateScript(note, 'script', { given: 20 });`,
    ),
  ).toBe(41);
  expect(
    await run("var t = new GlideDateTime('2026-11-20 23:59:58'); t.addSeconds(3); return [t.getValue(), t.getNumericValue()];"),
  ).toEqual(['2026-11-21 00:00:01', Date.UTC(2026, 10, 21, 0, 0, 1)]);
});

async function listener(answer: () => Promise<number>): Promise<{ readonly url: string; readonly heard: string[]; close(): void }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      heard.push(body);
      void answer().then((status) => response.writeHead(status).end('{}'));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard, close: () => server.close() };
}

async function queued(name: string): Promise<void> {
  await run(
    `var g = new GlideRecord('x_acme_probe_note'); g.addQuery('state', 'queued'); g.query(); while (g.next()) { g.setValue('state', 'old'); g.update(); }`,
  );
  await probe.instance.control.insert('x_acme_probe_note', { name, state: 'queued' });
}

test('a job sends a request while other transactions go on', async () => {
  const { control } = probe.instance;
  let release = () => {};
  const held = new Promise<number>((resolve) => (release = () => resolve(200)));
  const partner = await listener(() => held);
  control.property('x_acme_probe.partner', partner.url);
  await queued('first');
  const sending = control.runScheduled('Probe pump');
  expect(await run('return 1;')).toBe(1);
  release();
  await sending;
  partner.close();
  expect(partner.heard.map((text) => JSON.parse(text) as unknown)).toMatchObject([{ name: 'first' }]);
  expect(control.rows('x_acme_probe_note', 'name=first')[0]?.['state']).toBe('sent');
});

test('two pumps at once, and one that is killed midway', async () => {
  const { control } = probe.instance;
  let arrived = 0;
  let meet = () => {};
  const met = new Promise<void>((resolve) => (meet = resolve));
  // Answers nobody before both are there.
  const partner = await listener(async () => {
    arrived += 1;
    if (arrived === 2) meet();
    await met;
    return 200;
  });
  control.property('x_acme_probe.partner', partner.url);
  await queued('race');
  await Promise.all([control.runScheduled('Probe pump'), control.runScheduled('Probe pump')]);
  expect(partner.heard).toHaveLength(2);
  await queued('killed');
  control.killNext((call) => call.op === 'http', true);
  await control.runScheduled('Probe pump');
  expect(partner.heard).toHaveLength(3);
  expect(control.rows('x_acme_probe_note', 'name=killed')[0]?.['state']).toBe('queued');
  await control.runScheduled('Probe pump');
  partner.close();
  expect(control.rows('x_acme_probe_note', 'name=killed')[0]?.['state']).toBe('sent');
});

test('nobody waits for longer than the limit', async () => {
  const { control } = probe.instance;
  const partner = await listener(() => new Promise<number>(() => {}));
  control.property('x_acme_probe.partner', partner.url);
  control.outboundLimit(50);
  await queued('slow');
  await control.runScheduled('Probe pump');
  control.outboundLimit(30_000);
  partner.close();
  expect(control.rows('x_acme_probe_note', 'name=slow')[0]?.['state']).toBe('failed');
  expect(probe.lines()).toContainEqual('sent slow 0 true Read timed out');
});

test('a clone has the data, secrets included, and another name', async () => {
  await run(`${note} note.name = 'cloned'; note.secret.setDisplayValue('kept'); note.insert();`);
  const clone = await probe.instance.clone();
  expect(
    await clone.control.script(
      "var g = new GlideRecord('x_acme_probe_note'); g.get('name', 'cloned'); return [g.secret.getDecryptedValue(), gs.getProperty('instance_name')];",
    ),
  ).toEqual(['kept', 'globexdev']);
  await clone.control.insert('x_acme_probe_note', { name: 'only there' });
  expect(probe.instance.control.rows('x_acme_probe_note', 'name=only there')).toEqual([]);
  await clone.close();
});
