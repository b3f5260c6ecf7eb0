/** The wire: Table and Attachment API, Scripted REST, sessions, pages; answers are held against the vendor's descriptions. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { heldRequests } from './conformance.ts';
import { pick, startProbe } from './testing.ts';
import type { Probe } from './testing.ts';

const shared = join(import.meta.dirname, '..', '..', '..', 'shared');
const specs = process.env['ENTENTE_SPECS'] ?? join(shared, 'specs');
const described = existsSync(join(specs, 'servicenow')) ? test : test.skip;

let probe: Probe;

beforeAll(async () => {
  probe = await startProbe();
});

afterAll(async () => {
  await probe.instance.control.settle();
  await probe.close();
});

const incidents = '/api/now/table/incident';
const create = async (values: Readonly<Record<string, string>>): Promise<string> =>
  String(pick((await probe.ask('POST', incidents, values)).body, 'result', 'sys_id'));

test('a record is made, read, changed and removed', async () => {
  const made = await probe.ask('POST', incidents, { short_description: 'Wire', caller_id: 'Abel Tuter', urgency: '1', impact: '1' });
  const id = String(pick(made.body, 'result', 'sys_id'));
  expect(made.status).toBe(201);
  expect(made.headers.get('location')).toBe(`${probe.instance.url}${incidents}/${id}`);
  expect(pick(made.body, 'result')).toMatchObject({
    priority: '1',
    active: 'true',
    state: '1',
    caller_id: { value: expect.stringMatching(/^[0-9a-f]{32}$/) },
    comments: '',
  });
  const shown = await probe.ask(
    'GET',
    `${incidents}/${id}?sysparm_display_value=true&sysparm_fields=caller_id,caller_id.email,state,nothing&sysparm_exclude_reference_link=true`,
  );
  expect(shown.body).toEqual({ result: { caller_id: 'Abel Tuter', 'caller_id.email': 'abel.tuter@globex.example', state: 'New' } });
  const changed = await probe.ask('PATCH', `${incidents}/${id}`, { state: '7', comments: 'Closed now' });
  expect(pick(changed.body, 'result')).toMatchObject({ state: '7', active: 'false', sys_mod_count: '1' });
  expect((await probe.ask('DELETE', `${incidents}/${id}`)).status).toBe(204);
  expect((await probe.ask('GET', `${incidents}/${id}`)).status).toBe(404);
});

test('lists: filters, pages, counts', async () => {
  for (const name of ['a', 'b', 'c']) await create({ short_description: `Page ${name}`, category: 'pages' });
  const page = await probe.ask(
    'GET',
    `${incidents}?sysparm_query=category=pages^ORDERBYDESCshort_description&sysparm_limit=2&sysparm_fields=short_description`,
  );
  expect(page.body).toEqual({ result: [{ short_description: 'Page c' }, { short_description: 'Page b' }] });
  expect(page.headers.get('x-total-count')).toBe('3');
  expect(page.headers.get('link')).toContain('sysparm_offset=2>;rel="next"');
  expect(pick((await probe.ask('GET', `${incidents}?category=pages&sysparm_limit=1`)).body, 'result', 'length')).toBe(1);
});

test('who asks, and for what: 401, 403, 400, 404, 405, 501', async () => {
  const error = async (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => {
    const { status, body: answer } = await probe.ask(method, path, body, headers);
    return [status, pick(answer, 'error', 'message')];
  };
  const abel = { authorization: probe.instance.authorization('abel.tuter') };
  expect(await error('GET', incidents, undefined, {})).toEqual([401, 'User Not Authenticated']);
  expect(await error('GET', incidents, undefined, { authorization: 'Basic d3Jvbmc6d3Jvbmc=' })).toEqual([401, 'User Not Authenticated']);
  expect((await probe.ask('GET', incidents, undefined, abel)).body).toEqual({ result: [] });
  expect(await error('POST', incidents, {}, abel)).toEqual([403, 'Operation Failed']);
  expect(await error('GET', '/api/now/table/nothing')).toEqual([400, 'Invalid table nothing']);
  expect(await error('GET', `${incidents}/${'0'.repeat(32)}`)).toEqual([404, 'No Record found']);
  expect(await error('GET', '/api/now/table/x_acme_probe_note')).toEqual([403, 'User Not Authorized']);
  expect((await error('GET', '/api/now/stats/incident'))[0]).toBe(501);
  expect((await error('GET', `${incidents}?sysparm_query=numberVALCHANGES`))[0]).toBe(501);
  expect((await error('DELETE', '/api/x_acme_probe/probe/who'))[0]).toBe(405);
  expect((await error('GET', '/api/x_acme_probe/probe/nowhere'))[0]).toBe(400);
});

test('HEAD is GET without its body; a header may name the method; XML is not modelled', async () => {
  const authorization = probe.instance.authorization();
  const id = await create({ short_description: 'Headed' });
  const head = await fetch(`${probe.instance.url}${incidents}?sysparm_limit=1`, { method: 'HEAD', headers: { authorization } });
  expect([head.status, await head.text()]).toEqual([200, '']);
  expect(Number(head.headers.get('x-total-count'))).toBeGreaterThan(0);
  const named = await probe.ask('POST', `${incidents}/${id}`, { state: '2' }, { authorization, 'x-http-method-override': 'PATCH' });
  expect([named.status, pick(named.body, 'result', 'state')]).toEqual([200, '2']);
  expect((await probe.ask('GET', incidents, undefined, { authorization, accept: 'application/xml' })).status).toBe(501);
});

test('attachments: as bytes, as a form, read and removed', async () => {
  const id = await create({ short_description: 'With a file' });
  const bytes = new Uint8Array([0, 1, 254, 255]);
  const path = `/api/now/attachment/file?table_name=incident&table_sys_id=${id}&file_name=a.bin`;
  const made = await probe.ask('POST', path, bytes, {
    authorization: probe.instance.authorization(),
    'content-type': 'application/octet-stream',
  });
  expect([made.status, pick(made.body, 'result', 'size_bytes'), pick(made.body, 'result', 'content_type')]).toEqual([
    201,
    '4',
    'application/octet-stream',
  ]);
  const file = await fetch(String(pick(made.body, 'result', 'download_link')), {
    headers: { authorization: probe.instance.authorization() },
  });
  expect([...new Uint8Array(await file.arrayBuffer())]).toEqual([...bytes]);
  const form = new FormData();
  form.set('table_name', 'incident');
  form.set('table_sys_id', id);
  form.set('uploadFile', new File(['text'], 'b.txt', { type: 'text/plain' }));
  const sent = await fetch(`${probe.instance.url}/api/now/attachment/upload`, {
    method: 'POST',
    body: form,
    headers: { authorization: probe.instance.authorization() },
  });
  expect(sent.status).toBe(201);
  const list = await probe.ask('GET', `/api/now/attachment?sysparm_query=table_sys_id=${id}^ORDERBYfile_name`);
  expect([pick(list.body, 'result', 0, 'file_name'), pick(list.body, 'result', 1, 'file_name')]).toEqual(['a.bin', 'b.txt']);
  expect((await probe.ask('DELETE', `/api/now/attachment/${String(pick(list.body, 'result', 0, 'sys_id'))}`)).status).toBe(204);
  expect(probe.lines()).toContain('file insert a.bin');
});

test('scripted REST: open to nobody in particular, or guarded by a role', async () => {
  const echo = await probe.ask('POST', '/api/x_acme_probe/probe/echo/a%20b?q=1&q=2', { deep: true }, { 'x-probe': 'yes' });
  expect([echo.status, echo.headers.get('x-probe'), echo.body]).toEqual([202, 'yes', { id: 'a b', q: ['1', '2'], body: '{"deep":true}' }]);
  expect((await probe.ask('POST', '/api/x_acme_probe/probe/echo/a', new Uint8Array([1]), { 'content-type': 'image/png' })).status).toBe(
    415,
  );
  expect((await probe.ask('GET', '/api/x_acme_probe/probe/broken', undefined, {})).body).toMatchObject({
    error: { detail: 'nothing works' },
    status: 'failure',
  });
  expect((await probe.ask('GET', '/api/x_acme_probe/probe/who', undefined, {})).status).toBe(401);
  expect(
    (await probe.ask('GET', '/api/x_acme_probe/probe/who', undefined, { authorization: probe.instance.authorization('beth.anglin') }))
      .status,
  ).toBe(403);
  expect((await probe.ask('GET', '/api/x_acme_probe/probe/who')).body).toEqual({ result: { user: 'admin', admin: true } });
});

test('a body of 10 MB is taken, and a larger one is not', async () => {
  const body = (size: number) => ({ text: 'x'.repeat(size) });
  const limit = 10 * 1024 * 1024;
  expect((await probe.ask('POST', '/api/x_acme_probe/probe/echo/big', body(limit - 100), {})).status).toBe(202);
  expect((await probe.ask('POST', '/api/x_acme_probe/probe/echo/big', body(limit), {})).status).toBe(413);
});

test('a session asks with its token, and sees its own menu', async () => {
  const page = await fetch(`${probe.instance.url}/x_acme_probe_home.do?view=start`);
  const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const html = await page.text();
  const token = /g_ck = "(\w+)"/.exec(html)?.[1] ?? '';
  expect(html).not.toMatch(/\$\[|<g:/);
  const who = (headers: Readonly<Record<string, string>>) =>
    probe.ask('GET', '/api/x_acme_probe/probe/who', undefined, { cookie, ...headers });
  expect([(await who({})).status, (await who({ 'x-usertoken': token })).status]).toEqual([401, 200]);
  const shell = async (user: string) => {
    const first = await fetch(probe.instance.pageUrl(undefined, user), { redirect: 'manual' });
    const signedIn = { cookie: (first.headers.get('set-cookie') ?? '').split(';')[0] ?? '' };
    return (await fetch(`${probe.instance.url}${first.headers.get('location') ?? ''}`, { headers: signedIn })).text();
  };
  expect(await shell('admin')).toContain('<h2>Probe</h2>');
  expect(await shell('beth.anglin')).not.toContain('<h2>Probe</h2>');
  expect(await (await fetch(`${probe.instance.url}/uxasset/externals/x_acme_probe/main.jsdbx`)).text()).toContain('location.search');
});

test('a person makes an incident, comments, tags and attaches in the pages', async () => {
  const { url, control } = probe.instance;
  const post = (path: string, form: Record<string, string>) =>
    fetch(`${url}${path}`, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' });
  const made = await post('/incident.do?sys_id=-1', { short_description: 'By hand', comments: 'One\r\ntwo' });
  const path = made.headers.get('location') ?? '';
  const id = path.split('sys_id=')[1] ?? '';
  await post(`${path}&do=tag`, { tag: 'urgent' });
  await post(path, { work_notes: 'Between us' });
  expect(
    control
      .rows('sys_journal_field', `element_id=${id}`)
      .map((row) => `${row['element'] ?? ''}: ${row['value'] ?? ''}`)
      .toSorted(),
  ).toEqual(['comments: One\ntwo', 'work_notes: Between us']);
  const page = await (await fetch(`${url}${path}`)).text();
  expect(page).toContain('Between us');
  expect(page).toContain('Remove tag urgent');
  expect(await (await fetch(`${url}/incident_list.do?sysparm_query=short_descriptionLIKEhand`)).text()).toContain('By hand');
});

test('trouble on demand: refused, lost answers, limits', async () => {
  const { control } = probe.instance;
  control.throttle(1, 7);
  const limited = await probe.ask('GET', incidents);
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '7']);
  expect(pick(limited.body, 'error', 'detail')).toBe('Rate limit of 100 requests per hour for Table API exceeded');
  expect(limited.headers.get('x-ratelimit-rule')).toMatch(/^[0-9a-f]{32}$/);
  control.failNext(502, ({ method }) => method === 'POST', true);
  expect((await probe.ask('POST', incidents, { short_description: 'Made all the same' })).status).toBe(502);
  expect(control.rows('incident', 'short_description=Made all the same')).toHaveLength(1);
});

described('requests and answers fit the vendor’s descriptions', async () => {
  const id = await create({ short_description: 'Described' });
  for (const query of ['', '?sysparm_display_value=all', '?sysparm_fields=number,caller_id&sysparm_exclude_reference_link=true'])
    await probe.ask('GET', `${incidents}/${id}${query}`);
  const { held, violations } = heldRequests({ control: { ...probe.instance.control, requests: withoutRefusedOnPurpose } });
  expect(held).toBeGreaterThan(15);
  expect(violations).toEqual([]);
  // A parameter that the vendor does not have would not pass.
  await probe.ask('GET', `${incidents}?sysparm_limt=1`);
  expect(heldRequests({ control: { ...probe.instance.control, requests: withoutRefusedOnPurpose } }).violations).toEqual([
    'GET /api/now/table/{tableName}: query sysparm_limt: the description does not know it',
  ]);
});

/** What the stand-in does not model was asked for on purpose. */
const withoutRefusedOnPurpose = () => probe.instance.control.requests().filter(({ status }) => status !== 501);

const fixture = (name: string): unknown => JSON.parse(readFileSync(join(specs, '..', 'fixtures', 'servicenow', name), 'utf8'));
const members = (of: unknown): readonly (readonly [string, unknown])[] => Object.entries(Object(of) as Record<string, unknown>);

/** The descriptions say nothing of bodies; the vendor's examples and recorded answers do. */
const isText = (value: unknown): boolean => typeof value === 'string';
const isReference = (value: unknown): boolean => isText(pick(value, 'link')) && isText(pick(value, 'value')) && members(value).length === 2;

described('errors and records have the members of recorded answers', async () => {
  expect((await probe.ask('GET', incidents, undefined, {})).body).toEqual(fixture('backstage_tableName_401.json'));
  expect((await probe.ask('GET', `${incidents}/${'0'.repeat(32)}`)).body).toEqual(fixture('backstage_tableName_sys_id_404.json'));
  const names = members(pick(fixture('backstage_tableName_GET_200.json'), 'result', 0)).map(([name]) => name);
  const ours = members(pick((await probe.ask('GET', `${incidents}?sysparm_limit=1`)).body, 'result', 0));
  expect(ours.filter(([name, value]) => !names.includes(name) || !(isText(value) || isReference(value)))).toEqual([]);
  expect(ours.filter(([, value]) => isReference(value)).map(([name]) => name)).toContain('opened_by');
});

described('metadata of files has the members of the documented examples, all of them text', async () => {
  const id = await create({ short_description: 'Exemplary' });
  const path = `/api/now/attachment/file?table_name=incident&table_sys_id=${id}&file_name=a.txt`;
  const made = await probe.ask('POST', path, new Uint8Array([1]), {
    authorization: probe.instance.authorization(),
    'content-type': 'text/plain',
  });
  const ours = members(pick(made.body, 'result'));
  const examples = members(fixture('docs-examples.json')).map(([, example]) => example);
  const documented = members(
    pick(
      examples.find((example) => pick(example, 'op') === 'POST /now/attachment/file'),
      'json',
      'result',
    ),
  );
  expect(documented.map(([name]) => name).filter((name) => !ours.some(([own]) => own === name))).toEqual([]);
  expect(ours.filter(([, value]) => !isText(value))).toEqual([]);
});
