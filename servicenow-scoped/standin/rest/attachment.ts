/**
 * The Attachment API: `/api/now/attachment`.
 *
 * https://www.servicenow.com/docs/r/api-reference/rest-apis/c_AttachmentAPI.html
 */
import { parseEncoded } from '../db/query.ts';
import { systemActor } from '../db/seed.ts';
import type { Actor, Row } from '../db/types.ts';
import { failure, notModelled } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { represent } from './represent.ts';
import { allowed, count, unmodelledParameter } from './table.ts';

const noRecord = (): HttpAnswer => failure(404, 'No Record found', "Record doesn't exist or ACL restricts the record retrieval");

const shown = [
  'table_sys_id', 'size_bytes', 'sys_updated_on', 'sys_id', 'image_height', 'sys_created_on', 'file_name', 'sys_created_by', 'compressed', 'average_image_color', 'sys_updated_by', 'table_name', 'image_width', 'sys_mod_count',
  'content_type', 'size_compressed', 'state', 'hash',
]; // prettier-ignore

function metadata(instance: Instance, row: Row): Record<string, unknown> {
  const fields = represent(instance, 'sys_attachment', row, { mode: 'false', links: true, fields: shown });
  const nameOf = (user: string | undefined) => instance.actor(user ?? '')?.name ?? '';
  return {
    ...fields,
    sys_tags: '',
    chunk_size_bytes: '700000',
    download_link: `${instance.url()}/api/now/attachment/${row['sys_id'] ?? ''}/file`,
    created_by_name: nameOf(row['sys_created_by']),
    updated_by_name: nameOf(row['sys_updated_by']),
  };
}

/** A file is read by whoever reads its record. */
const readable = (instance: Instance, actor: Actor, row: Row): boolean =>
  instance.dictionary.table(row['table_name'] ?? '') === undefined || allowed(instance, actor, row['table_name'] ?? '', 'read');

interface Upload {
  readonly table: string;
  readonly sysId: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

async function add(instance: Instance, actor: Actor, upload: Upload): Promise<HttpAnswer> {
  if (upload.name === '' || upload.table === '' || upload.sysId === '')
    return failure(400, 'Invalid file', 'Missing query parameter: file_name, table_name and table_sys_id are needed');
  if (instance.dictionary.table(upload.table) === undefined) return failure(400, `Invalid table ${upload.table}`);
  if (instance.database.get(upload.table, upload.sysId) === null)
    return failure(404, 'Invalid table_sys_id', `No record ${upload.sysId} in ${upload.table}`);
  if (!allowed(instance, actor, upload.table, 'write')) return failure(403, 'Insufficient rights to add attachments');
  const result = await instance.engine.run({ kind: 'attach', ...upload }, actor, true);
  const row =
    result.kind === 'done' && result.text !== undefined ? instance.database.get('sys_attachment', String(JSON.parse(result.text))) : null;
  if (row === null) return failure(403, 'Operation Failed', 'message' in result ? result.message : null);
  return {
    status: 201,
    headers: { location: `${instance.url()}/api/now/attachment/${row['sys_id'] ?? ''}` },
    json: { result: metadata(instance, row) },
  };
}

function bodyUpload({ query, headers, body }: HttpCall): Upload {
  const of = (name: string) => query.get(name) ?? '';
  return {
    table: of('table_name'),
    sysId: of('table_sys_id'),
    name: of('file_name'),
    type: headers['content-type'] ?? 'application/octet-stream',
    bytes: new Uint8Array(body),
  };
}

/** multipart/form-data: `table_name` and `table_sys_id`, then the file. Null: no such form. */
export async function formUpload(call: HttpCall): Promise<Upload | null> {
  const form = await new Response(new Uint8Array(call.body), { headers: { 'content-type': call.headers['content-type'] ?? '' } })
    .formData()
    .catch(() => null);
  if (form === null) return null;
  const text = (name: string) => {
    const value = form.get(name);
    return typeof value === 'string' ? value : '';
  };
  const file = [...form.values()].find((value) => typeof value !== 'string');
  const bytes = file === undefined ? new Uint8Array() : new Uint8Array(await file.arrayBuffer());
  return { table: text('table_name'), sysId: text('table_sys_id'), name: file?.name ?? '', type: file?.type ?? '', bytes };
}

function list(instance: Instance, call: HttpCall, actor: Actor): HttpAnswer {
  const { where, order } = parseEncoded(call.query.get('sysparm_query') ?? '');
  const parameter = unmodelledParameter(call.query);
  if (parameter !== undefined) return notModelled(`the parameter ${parameter}`);
  const limit = count(call.query.get('sysparm_limit'), 1000);
  const offset = count(call.query.get('sysparm_offset'), 0);
  const rows = instance.database.select({ table: 'sys_attachment', where: [where], order, offset, limit }, systemActor);
  return { status: 200, json: { result: rows.filter((row) => readable(instance, actor, row)).map((row) => metadata(instance, row)) } };
}

async function ofOne(instance: Instance, call: HttpCall, actor: Actor, sysId: string, rest: string | undefined): Promise<HttpAnswer> {
  const row = instance.database.get('sys_attachment', sysId);
  if (row === null || !readable(instance, actor, row)) return noRecord();
  if (rest === 'file' && call.method === 'GET') {
    const bytes = instance.database.file(sysId);
    if (bytes === null) return noRecord();
    return {
      status: 200,
      bytes,
      type: row['content_type'] ?? '',
      headers: { 'x-attachment-metadata': JSON.stringify(metadata(instance, row)) },
    };
  }
  if (rest !== undefined) return notModelled(`${call.method} ${call.path}`);
  if (call.method === 'GET') return { status: 200, json: { result: metadata(instance, row) } };
  if (call.method !== 'DELETE') return notModelled(`${call.method} ${call.path}`);
  if (!allowed(instance, actor, row['table_name'] ?? '', 'write')) return failure(403, 'Insufficient rights to delete attachments');
  const result = await instance.engine.run({ kind: 'remove', table: 'sys_attachment', sysId }, actor, true);
  return result.kind === 'done' ? { status: 204 } : failure(403, 'Operation Failed', 'message' in result ? result.message : null);
}

/** @param path what follows `/api/now/attachment`. */
export async function attachmentApi(instance: Instance, call: HttpCall, actor: Actor, path: string): Promise<HttpAnswer> {
  const [first = '', rest, ...more] = path.split('/').filter((part) => part !== '');
  if (more.length > 0) return notModelled(`${call.method} ${call.path}`);
  if (first === '') return call.method === 'GET' ? list(instance, call, actor) : failure(405, 'Method not supported', call.method);
  if (first === 'file' && call.method === 'POST') return add(instance, actor, bodyUpload(call));
  if (first === 'upload' && call.method === 'POST') {
    const upload = await formUpload(call);
    return upload === null ? failure(400, 'Invalid file', 'The request is no form with a file') : add(instance, actor, upload);
  }
  return ofOne(instance, call, actor, first, rest);
}
