/**
 * Attachments through GlideSysAttachment. A file is put together beside a row of our own, hashed there by the platform as a
 * stream, and then copied to the task: what is damaged never shows.
 */
import {
  base64Join,
  base64Range,
  faultError,
  id,
  type AttachmentFile,
  type AttachmentId,
  type IntentTarget,
  type IssueAttachment,
  type ReadChunk,
  type Sha256,
  type Updated,
  type Written,
} from '@entente/core';
import { authorOf } from './people.ts';
import { glideTimeOf, integer, rfc3339Of, text } from './values.ts';

const TABLE = 'sys_attachment';
const SCRATCH = 'x_entnt_entente_scratch';
const CHUNK = 131072;
const SKEW_MS = 60000;

function rowsOf(table: string, sysId: string): GlideRecord {
  const row = new GlideRecord(TABLE);
  row.addQuery('table_name', table);
  row.addQuery('table_sys_id', sysId);
  row.orderBy('sys_created_on');
  return row;
}

export function readAttachments(table: string, sysId: string): readonly IssueAttachment[] {
  const row = rowsOf(table, sysId);
  row.query();
  const attachments: IssueAttachment[] = [];
  while (row.next()) {
    attachments.push({
      id: id<AttachmentId>(text(row.getUniqueValue())),
      filename: text(row.getValue('file_name')),
      mediaType: text(row.getValue('content_type')),
      size: integer(row.getValue('size_bytes')),
      createdAt: rfc3339Of(row.getValue('sys_created_on')),
      author: authorOf(text(row.getValue('sys_created_by'))),
      marker: null,
    });
  }
  return attachments.sort((a, b) => (a.createdAt + a.id < b.createdAt + b.id ? -1 : 1));
}

/** Null: not there, or another task's. */
export function findAttachment(sysId: string, attachmentId: string): GlideRecord | null {
  const row = new GlideRecord(TABLE);
  return row.get(attachmentId) && text(row.getValue('table_sys_id')) === sysId ? row : null;
}

export function describe(row: GlideRecord): AttachmentFile {
  return {
    filename: text(row.getValue('file_name')),
    mediaType: text(row.getValue('content_type')),
    size: integer(row.getValue('size_bytes')),
    sha256: hashOf(text(row.getUniqueValue())),
  };
}

function hashOf(attachmentId: string): Sha256 {
  const stream = new GlideSysAttachment().getContentStream(attachmentId);
  return id<Sha256>(text(new GlideDigest().getSHA256HexFromInputStream(stream)).toLowerCase());
}

/** The chunks of one file follow each other: it is taken from the database once. */
export interface FileCache {
  attachmentId: string;
  base64: string;
}

export function readRange(cache: FileCache, row: GlideRecord, offset: number, length: number): string {
  const attachmentId = text(row.getUniqueValue());
  if (cache.attachmentId !== attachmentId) {
    cache.base64 = text(new GlideSysAttachment().getContentBase64(row)).replace(/\s/g, '');
    cache.attachmentId = attachmentId;
  }
  const size = integer(row.getValue('size_bytes'));
  return offset >= size ? '' : base64Range(cache.base64, offset, Math.min(length, size - offset));
}

export async function addAttachment(task: GlideRecord, file: AttachmentFile, read: ReadChunk): Promise<Written<AttachmentId>> {
  let base64 = '';
  for (let offset = 0; offset < file.size; offset += CHUNK)
    base64 = base64Join(base64, await read(offset, Math.min(CHUNK, file.size - offset)));
  const scratch = new GlideRecord(SCRATCH);
  scratch.initialize();
  scratch.setValue('name', file.sha256);
  if (text(scratch.insert()) === '') throw unwritten('no scratch row', true);
  try {
    return copied(scratch, task, file, base64);
  } finally {
    clear(scratch);
  }
}

function copied(scratch: GlideRecord, task: GlideRecord, file: AttachmentFile, base64: string): Written<AttachmentId> {
  const attachments = new GlideSysAttachment();
  const staged = text(attachments.writeBase64(scratch, file.filename, file.mediaType, base64));
  if (staged === '') throw unwritten('refused by the instance', true);
  if (hashOf(staged) !== file.sha256) throw faultError({ whose: 'ours', code: 'blob.damaged', retry: 'later' });
  const table = text(task.getTableName());
  const sysId = text(task.getUniqueValue());
  const before = readAttachments(table, sysId).map((one) => one.id);
  attachments.copy(SCRATCH, text(scratch.getUniqueValue()), table, sysId);
  const made = readAttachments(table, sysId).filter((one) => before.indexOf(one.id) < 0)[0];
  if (made === undefined) throw unwritten('the copy does not show', false);
  return { id: made.id, revision: null, losses: [] };
}

function unwritten(detail: string, certain: boolean): Error {
  return faultError({
    whose: 'tracker',
    code: 'tracker.refused',
    params: { field: 'attachment', message: detail },
    retry: 'later',
    certain,
    detail,
  });
}

function clear(scratch: GlideRecord): void {
  const row = rowsOf(SCRATCH, text(scratch.getUniqueValue()));
  row.query();
  while (row.next()) new GlideSysAttachment().deleteAttachment(text(row.getUniqueValue()));
  scratch.deleteRecord();
}

/** Files that a killed job was putting together: nobody else would ever take them away. */
const LEFT_AFTER_MS = 3600000;

export function clearLeftovers(nowMs: number): void {
  const scratch = new GlideRecord(SCRATCH);
  scratch.addQuery('sys_created_on', '<', glideTimeOf(nowMs - LEFT_AFTER_MS));
  scratch.query();
  while (scratch.next()) clear(scratch);
}

export function removeAttachment(sysId: string, attachmentId: string): Updated {
  if (findAttachment(sysId, attachmentId) === null) return { outcome: 'gone' };
  new GlideSysAttachment().deleteAttachment(attachmentId);
  return { outcome: 'done', revision: null, losses: [] };
}

/** What an interrupted `addAttachment` copied; the oldest with this name and content. */
export function findFile(table: string, target: Extract<IntentTarget, { readonly kind: 'attachment' }>, sinceMs: number): string | null {
  const row = rowsOf(table, target.issueId);
  row.addQuery('file_name', target.file.filename);
  row.addQuery('sys_created_on', '>=', glideTimeOf(sinceMs - SKEW_MS));
  row.query();
  while (row.next()) {
    const found = text(row.getUniqueValue());
    if (integer(row.getValue('size_bytes')) === target.file.size && hashOf(found) === target.file.sha256) return found;
  }
  return null;
}
