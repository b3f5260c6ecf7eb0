/**
 * The Table API: `/api/now/table/{tableName}` and `…/{sys_id}`.
 *
 * https://www.servicenow.com/docs/r/api-reference/rest-apis/c_TableAPI.html
 */
import { isAbsent } from '../db/absent-fields.ts';
import { notModelled as unmodelledQuery, parseEncoded } from '../db/query.ts';
import type { Actor, Operation, Row, TableDef, Where } from '../db/types.ts';
import { failure, notModelled } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { represent } from './represent.ts';
import type { DisplayMode, Shape } from './represent.ts';

const noRecord = (): HttpAnswer => failure(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");
const forbidden = (): HttpAnswer => failure(403, 'Operation Failed', 'ACL Exception Insert Failed due to security constraints');

export function allowed(instance: Instance, actor: Actor, table: string, operation: Operation): boolean {
  const needed = instance.dictionary.lineage(table).find((one) => one.roles?.[operation] !== undefined)?.roles?.[operation];
  return actor.roles.includes('admin') || needed === undefined || needed.some((role) => actor.roles.includes(role));
}

function shapeOf(query: URLSearchParams): Shape {
  const given = query.get('sysparm_display_value');
  const mode: DisplayMode = given === 'true' || given === 'all' ? given : 'false';
  const fields = query.get('sysparm_fields')?.split(',').map((name) => name.trim()).filter((name) => name !== '') ?? null; // prettier-ignore
  return { mode, links: query.get('sysparm_exclude_reference_link') !== 'true', fields: fields?.length === 0 ? null : fields };
}

/** Parameters that the stand-in takes no notice of would change the answer on the host. */
const unmodelled = ['sysparm_view', 'sysparm_query_category', 'sysparm_query_no_domain', 'sysparm_suppress_auto_sys_field'];

export function unmodelledParameter(query: URLSearchParams): string | undefined {
  return unmodelled.find((name) => query.has(name) && query.get(name) !== 'false' && query.get(name) !== '');
}

/** @throws for what is no number: what the host makes of it is not known here. */
export function count(text: string | null, otherwise: number): number {
  if (text === null || text === '') return otherwise;
  if (!/^\d+$/.test(text)) throw unmodelledQuery(`a page by ${text}`);
  return Number(text);
}

function pageLinks(instance: Instance, call: HttpCall, offset: number, limit: number, total: number): string {
  const to = (at: number, rel: string) => {
    const query = new URLSearchParams(call.query);
    query.set('sysparm_limit', String(limit));
    query.set('sysparm_offset', String(at));
    return `<${instance.url()}${call.path}?${query.toString()}>;rel="${rel}"`;
  };
  const last = Math.max(0, Math.floor((total - 1) / limit) * limit);
  const parts = [to(0, 'first')];
  if (offset > 0) parts.push(to(Math.max(0, offset - limit), 'prev'));
  if (offset + limit < total) parts.push(to(offset + limit, 'next'));
  return [...parts, to(last, 'last')].join(',');
}

/** Names and values of the query string are conditions where there is no `sysparm_query`. */
function pairs(instance: Instance, table: string, query: URLSearchParams): Where[] {
  if (query.has('sysparm_query')) return [];
  return [...query]
    .filter(([name]) => !name.startsWith('sysparm_'))
    .map(([field, value]) => ({ field, operator: '=', value: named(instance, table, field, value) }));
}

/** The display value may stand for the value here: `state=closed`, `caller_id=Abel Tuter`. */
function named(instance: Instance, table: string, element: string, value: string): string {
  if (instance.dictionary.field(table, element)?.reference !== undefined) return reference(instance, table, element, value, true) || value;
  const choices = instance.dictionary.choices(table, element);
  if (choices.some((choice) => choice.value === value)) return value;
  return choices.find((choice) => choice.label.toLowerCase() === value.toLowerCase())?.value ?? value;
}

export function listTable(instance: Instance, call: HttpCall, actor: Actor, table: string): HttpAnswer {
  const { query } = call;
  const encoded = parseEncoded(query.get('sysparm_query') ?? '');
  const where = [encoded.where, ...pairs(instance, table, query)];
  const limit = count(query.get('sysparm_limit'), 10_000);
  const offset = count(query.get('sysparm_offset'), 0);
  const readable = allowed(instance, actor, table, 'read');
  const total = readable ? instance.database.count({ table, where }, actor) : 0;
  const rows = readable ? instance.database.select({ table, where, order: encoded.order, offset, limit }, actor) : [];
  const shape = shapeOf(query);
  return {
    status: 200,
    headers: {
      ...(query.get('sysparm_no_count') === 'true' ? {} : { 'x-total-count': String(total) }),
      ...(query.get('sysparm_suppress_pagination_header') === 'true' || limit === 0
        ? {}
        : { link: pageLinks(instance, call, offset, limit, total) }),
    },
    json: { result: rows.map((row) => represent(instance, table, row, shape)) },
  };
}

/** The values of a request's body, as the database takes them. Null: not an object. @throws what the host has and the stand-in has not. */
function valuesOf(instance: Instance, call: HttpCall, table: string): Row | null {
  let body: unknown;
  try {
    body = JSON.parse(call.body.toString('utf8') || '{}');
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const display = call.query.get('sysparm_input_display_value') === 'true';
  const entries = Object.entries(body).map(([element, value]): [string, string] => {
    if (typeof value === 'object' && value !== null) throw unmodelledQuery(`an object or a list as the value of ${element}`);
    if (isAbsent(instance.dictionary, table, element)) throw unmodelledQuery(`the field ${element} of ${table}`);
    const text = value === null ? '' : String(value);
    return [element, reference(instance, table, element, text, display)];
  });
  return Object.fromEntries(entries);
}

/** A reference may be given by its display value; a choice too where the request says so. */
function reference(instance: Instance, table: string, element: string, text: string, display: boolean): string {
  const field = instance.dictionary.field(table, element);
  if (field?.reference === undefined) {
    const choices = instance.dictionary.choices(table, element);
    const labelled = choices.find((choice) => choice.label === text);
    if (labelled === undefined || choices.some((choice) => choice.value === text)) return text;
    if (!display) throw unmodelledQuery(`the label of a choice, ${text}, as the value of ${element}`);
    return labelled.value;
  }
  if (text === '' || /^[0-9a-f]{32}$/.test(text)) return text;
  const where = [{ field: instance.dictionary.display(field.reference), operator: '=', value: text }];
  return (
    instance.database.select({ table: field.reference, where, order: [], offset: 0, limit: 1 }, instance.actor('system') ?? actorless)[0]?.[
      'sys_id'
    ] ?? ''
  );
}

const actorless: Actor = { sysId: '', userName: '', name: '', roles: [], groups: [] };

/** JSON is what a body is in; nothing is said of it where there is none. */
function unsupportedType({ body, headers }: HttpCall): HttpAnswer | null {
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (body.length === 0 || type === 'application/json') return null;
  return failure(415, 'Unsupported media type', `Media type ${type} not supported`);
}

async function create(instance: Instance, call: HttpCall, actor: Actor, table: string): Promise<HttpAnswer> {
  if (!allowed(instance, actor, table, 'create')) return forbidden();
  const values = valuesOf(instance, call, table);
  if (values === null) return failure(400, 'Exception while reading request', 'The payload is not valid JSON');
  const result = await instance.engine.run({ kind: 'insert', table, values }, actor, true);
  const sysId = result.kind === 'done' && result.text !== undefined ? String(JSON.parse(result.text)) : null;
  const row = sysId === null ? null : instance.database.get(table, sysId);
  if (row === null) return failure(403, 'Operation Failed', 'message' in result ? result.message : null);
  const location = `${instance.url()}/api/now/table/${table}/${row['sys_id'] ?? ''}`;
  return { status: 201, headers: { location }, json: { result: represent(instance, table, row, shapeOf(call.query)) } };
}

async function change(instance: Instance, call: HttpCall, actor: Actor, table: string, sysId: string): Promise<HttpAnswer> {
  if (!allowed(instance, actor, table, 'write')) return forbidden();
  const values = valuesOf(instance, call, table);
  if (values === null) return failure(400, 'Exception while reading request', 'The payload is not valid JSON');
  const result = await instance.engine.run({ kind: 'update', table, sysId, values }, actor, true);
  if (result.kind !== 'done') return failure(403, 'Operation Failed', 'message' in result ? result.message : null);
  const row = instance.database.get(table, sysId);
  return row === null ? noRecord() : { status: 200, json: { result: represent(instance, table, row, shapeOf(call.query)) } };
}

async function erase(instance: Instance, actor: Actor, table: string, sysId: string): Promise<HttpAnswer> {
  if (!allowed(instance, actor, table, 'delete')) return forbidden();
  const result = await instance.engine.run({ kind: 'remove', table, sysId }, actor, true);
  return result.kind === 'done' ? { status: 204 } : failure(403, 'Operation Failed', 'message' in result ? result.message : null);
}

function servedTable(instance: Instance, name: string): TableDef | HttpAnswer {
  const table = instance.dictionary.table(name);
  if (table === undefined) return failure(400, `Invalid table ${name}`);
  if (!table.webService) return failure(403, 'User Not Authorized', 'Failed API level ACL Validation');
  const secret = [...instance.dictionary.fields(name).values()].some((field) => field.type === 'password2');
  return secret ? notModelled('Password2 fields in the Table API') : table;
}

async function one(instance: Instance, call: HttpCall, actor: Actor, table: string, sysId: string): Promise<HttpAnswer> {
  if (instance.database.get(table, sysId) === null || !allowed(instance, actor, table, 'read')) return noRecord();
  if (call.method === 'GET') {
    const row = instance.database.get(table, sysId);
    return row === null ? noRecord() : { status: 200, json: { result: represent(instance, table, row, shapeOf(call.query)) } };
  }
  if (call.method === 'DELETE') return erase(instance, actor, table, sysId);
  if (call.method === 'PATCH' || call.method === 'PUT') return change(instance, call, actor, table, sysId);
  return failure(405, 'Method not supported', call.method);
}

/** @param path what follows `/api/now/table/`. */
export async function tableApi(instance: Instance, call: HttpCall, actor: Actor, path: string): Promise<HttpAnswer> {
  const [name = '', sysId, ...more] = path.split('/');
  if (more.length > 0) return failure(400, `Requested URI does not represent any resource: ${call.path.replace(/^\/api/, '')}`);
  const table = servedTable(instance, name);
  if ('status' in table) return table;
  const parameter = unmodelledParameter(call.query);
  if (parameter !== undefined) return notModelled(`the parameter ${parameter}`);
  const unsupported = call.method === 'GET' || call.method === 'DELETE' ? null : unsupportedType(call);
  if (unsupported !== null) return unsupported;
  if (sysId !== undefined) return one(instance, call, actor, name, sysId);
  if (call.method === 'GET') return listTable(instance, call, actor, name);
  if (call.method === 'POST') return create(instance, call, actor, name);
  return failure(405, 'Method not supported', call.method);
}
