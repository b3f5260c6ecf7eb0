/** GlideSysAttachment. https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_GlideSysAttachmentScopedAPI.html */
import { Database } from '../../db/database.ts';
import { host } from '../host.ts';
import { strict } from '../realm.ts';
import type { Transaction } from '../transaction.ts';
import { coreOf, makeRecord } from './record.ts';
import type { RecordCore } from './record.ts';
import { drain, makeStream } from './streams.ts';

/** `getContent` and `getContentBase64` take no more; streams do. Bytes. */
const contentLimit = 5 * 1024 * 1024;

/** Adds a file to a record; the rules of sys_attachment run as for any insert. */
export function attach(
  transaction: Transaction,
  to: RecordCore,
  name: string,
  type: string,
  bytes: Uint8Array,
  platform = false,
): string | null {
  const { state } = to;
  if (!state.present || state.isNew) return null;
  const core = coreOf(makeRecord(transaction, 'sys_attachment', false, platform));
  if (core === null) return null;
  core.check('create');
  core.state.clear();
  Object.assign(
    core.state.values,
    Database.attachmentValues(state.text('sys_class_name') || state.table, state.text('sys_id'), name, type, bytes),
  );
  return core.save('insert', bytes);
}

function reading(transaction: Transaction) {
  const { realm } = transaction;
  const file = (sysId: string): Uint8Array =>
    realm.guarded(() => host.file(sysId)) ?? realm.fail(`GlideSysAttachment: no content of ${sysId}`);
  const limited = (record: unknown): Uint8Array => {
    const bytes = file(coreOf(record)?.state.text('sys_id') ?? '');
    return bytes.length > contentLimit ? realm.fail('GlideSysAttachment: the content is larger than 5 MB') : bytes;
  };
  return {
    getContent: (record: unknown) => Buffer.from(limited(record)).toString('utf8'),
    getContentBase64: (record: unknown) => Buffer.from(limited(record)).toString('base64'),
    getContentStream: (sysId: unknown) => makeStream(transaction, file(String(sysId))),
    getAttachments: (table: string, sysId: string) => {
      const record = makeRecord(transaction, 'sys_attachment', false);
      const core = coreOf(record);
      core?.where.push(
        { field: 'table_name', operator: '=', value: String(table) },
        { field: 'table_sys_id', operator: '=', value: String(sysId) },
      );
      core?.query();
      return record;
    },
  };
}

/** Copies every file of one record to another; the answer names `from,to` of each. */
function copyAll(transaction: Transaction, from: readonly [string, string], to: readonly [string, string]): unknown {
  const target = coreOf(makeRecord(transaction, to[0], false));
  if (target?.get(to[1], undefined) !== true) return null;
  const files = coreOf(makeRecord(transaction, 'sys_attachment', false));
  files?.where.push({ field: 'table_name', operator: '=', value: from[0] }, { field: 'table_sys_id', operator: '=', value: from[1] });
  files?.query();
  const copied: string[] = [];
  while (files?.next() === true) {
    const id = files.state.text('sys_id');
    const bytes = transaction.realm.guarded(() => host.file(id));
    const made =
      bytes === null ? null : attach(transaction, target, files.state.text('file_name'), files.state.text('content_type'), bytes);
    if (made !== null) copied.push(`${id},${made}`);
  }
  return transaction.realm.own(copied);
}

export const attachmentClass = (transaction: Transaction): unknown =>
  function GlideSysAttachment(): object {
    const { realm } = transaction;
    const write = (record: unknown, name: unknown, type: unknown, bytes: Uint8Array) => {
      const core = coreOf(record) ?? realm.fail('GlideSysAttachment: a GlideRecord is needed');
      return attach(transaction, core, String(name), String(type), bytes);
    };
    return strict(realm, 'GlideSysAttachment', {
      ...reading(transaction),
      write: (record: unknown, name: unknown, type: unknown, text: unknown) => write(record, name, type, Buffer.from(String(text), 'utf8')),
      writeBase64: (record: unknown, name: unknown, type: unknown, text: unknown) =>
        write(record, name, type, Buffer.from(String(text), 'base64')),
      writeContentStream: (record: unknown, name: unknown, type: unknown, stream: unknown) =>
        write(record, name, type, drain(transaction, stream)),
      copy: (fromTable: unknown, fromId: unknown, toTable: unknown, toId: unknown) =>
        copyAll(transaction, [String(fromTable), String(fromId)], [String(toTable), String(toId)]),
      deleteAttachment: (sysId: unknown) => {
        const core = coreOf(makeRecord(transaction, 'sys_attachment', false));
        if (core?.get(String(sysId), undefined) === true) core.remove();
      },
    });
  };
