/** What the stand-in of ServiceNow does not model it says: never an answer that the real host would not give. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pick, startProbe } from './testing.ts';
import type { Probe } from './testing.ts';

let probe: Probe;
let path: string;
const incidents = '/api/now/table/incident';

beforeAll(async () => {
  probe = await startProbe();
  const made = await probe.ask('POST', incidents, { short_description: 'Refusing', category: 'network', caller_id: 'Abel Tuter' });
  path = `${incidents}/${String(pick(made.body, 'result', 'sys_id'))}`;
  await probe.ask('POST', incidents, { short_description: 'Other', state: '2' });
});
afterAll(async () => await probe.close());

const listed = async (query: string) => {
  const { status, body } = await probe.ask('GET', `${incidents}?sysparm_fields=short_description&${query}`);
  const result = pick(body, 'result');
  return {
    status,
    names: Array.isArray(result)
      ? result.map((one: unknown) => String(pick(one, 'short_description'))).toSorted((a, b) => (a < b ? -1 : 1))
      : [],
  };
};

test.each([
  '123TEXTQUERY321=printer',
  'GOTOnumber>=INC0010001',
  'RLQUERYincident.parent,>=1^ENDRLQUERY',
  'short_descriptionSAMEASdescription',
  'short_descriptionLIKERef%g',
  'caller_idLIKEAbel',
  'caller_idSTARTSWITHA',
  'caller_id=Abel Tuter',
  'ORDERBYcaller_id',
  'commentsLIKEanything',
  'cmdb_ciISEMPTY',
  'sys_tagsLIKEurgent',
  'caller_id.department=Sales',
  'category=network^ORnothing=1',
  'sys_created_on=2026-11-20',
  'sys_created_on>2026-11-20T10:00:00Z',
  'state=javascript:new Date()',
])('the query %s: 501', async (query) => {
  expect((await listed(`sysparm_query=${encodeURIComponent(query)}`)).status).toBe(501);
});

test.each<readonly [string, readonly string[]]>([
  ['sysparm_query=nothing=1^category=network', ['Refusing']],
  ['sysparm_query=correlation_id=NULL', ['Other', 'Refusing']],
  ['sysparm_query=caller_id!=NULL', ['Refusing']],
  ['sysparm_query=short_descriptionNOTLIKEref', ['Other']],
  ['sysparm_query=caller_id.nameLIKEabel', ['Refusing']],
  ['sysparm_query=sys_created_on>=2020-01-01^state!=2', ['Refusing']],
  ['state=in progress', ['Other']],
  ['caller_id=Abel Tuter', ['Refusing']],
  ['state=2&category=network', []],
])('the list for %s', async (query, names) => {
  expect(await listed(query)).toEqual({ status: 200, names });
});

test('what cannot be read or written is refused before anything is', async () => {
  const headers = { authorization: probe.instance.authorization() };
  const status = async (method: string, at: string, body?: unknown, more: Readonly<Record<string, string>> = {}) =>
    (await probe.ask(method, at, body, { ...headers, ...more })).status;
  expect(await status('GET', `${path}?sysparm_fields=number,company`)).toBe(501);
  expect(await status('GET', `${incidents}?sysparm_limit=-1`)).toBe(501);
  expect(await status('OPTIONS', path)).toBe(501);
  expect(await status('GET', '/api/now/attachment?sysparm_query_category=x')).toBe(501);
  expect(await status('PATCH', path, { short_description: 'New', company: 'Acme' })).toBe(501);
  expect(await status('PATCH', path, { short_description: 'New', caller_id: { value: '', link: '' } })).toBe(501);
  expect(await status('PATCH', path, { short_description: 'New', state: 'In Progress' })).toBe(501);
  expect(await status('PUT', path, 'short_description=New', { 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
  expect(await status('POST', '/api/now/attachment/upload', new Uint8Array([1]), { 'content-type': 'multipart/form-data' })).toBe(400);
  expect(pick((await probe.ask('GET', path)).body, 'result')).toMatchObject({
    short_description: 'Refusing',
    state: '1',
    sys_mod_count: '0',
  });
  expect(await status('PATCH', `${path}?sysparm_input_display_value=true`, { state: 'In Progress' })).toBe(200);
});
