/**
 * Attachments. Reading is by ranges; writing is one multipart request, for which the whole file is gathered, checked against
 * its announced size and hash, and only then attached.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/
 */
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import {
  faultError,
  id,
  type AttachmentFile,
  type AttachmentId,
  type IssueAttachment,
  type IssueId,
  type ReadChunk,
  type Sha256,
  type Written,
} from '@entente/core';
import { path, type JiraClient } from './client.ts';
import { issueAnswers } from './schemas.ts';
import { attach } from './write-issue.ts';

const attachmentSettingsSchema = z.looseObject({ enabled: z.boolean(), uploadLimit: z.optional(z.number()) });
const MiB = 1024 * 1024;
/** One range when hashing, and one read of a file that is to be attached. */
const stepBytes = MiB;
const chunkBytes = 128 * 1024;

export async function addAttachment(
  client: JiraClient,
  issueId: IssueId,
  file: AttachmentFile,
  read: ReadChunk,
): Promise<Written<AttachmentId>> {
  const bytes = new Blob([await gather(file, read)], { type: file.mediaType });
  return await attach({ client, path }, issueId, { filename: file.filename, bytes });
}

async function gather(file: AttachmentFile, read: ReadChunk): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(file.size);
  for (let offset = 0; offset < file.size;) {
    const chunk = Buffer.from(await read(offset, Math.min(chunkBytes, file.size - offset)), 'base64');
    if (chunk.length === 0 || offset + chunk.length > file.size) throw damaged('the file has another size than announced');
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) throw damaged('the file has another hash than announced');
  return bytes;
}

function damaged(detail: string): Error {
  return faultError({ whose: 'partner', code: 'attachment.damaged', retry: 'later', detail });
}

/** Small files that were hashed a moment ago: what is hashed is mostly asked for next. */
export type HotFiles = Map<AttachmentId, Uint8Array>;
const hotBytes = 256 * 1024;
const mostHot = 16;

function keepHot(hot: HotFiles, attachmentId: AttachmentId, bytes: Uint8Array): void {
  hot.set(attachmentId, bytes);
  const oldest = hot.size > mostHot ? hot.keys().next() : null;
  if (oldest !== null && oldest.done !== true) hot.delete(oldest.value);
}

export async function readAttachment(
  client: JiraClient,
  hot: HotFiles,
  attachmentId: AttachmentId,
  offset: number,
  length: number,
): Promise<string> {
  const data = hot.get(attachmentId)?.subarray(offset, offset + length) ?? (await readRange(client, attachmentId, offset, length));
  if (data === null) throw faultError({ whose: 'tracker', code: 'tracker.notFound', detail: 'attachment' });
  return Buffer.from(data).toString('base64');
}

/** `redirect=false`: the bytes come from Jira itself, and no other host has to be allowed. */
async function readRange(client: JiraClient, attachmentId: AttachmentId, offset: number, length: number): Promise<Uint8Array | null> {
  if (length <= 0) return new Uint8Array();
  const got = await client.bytes(path(['attachment', 'content', attachmentId], { redirect: false }), {
    from: offset,
    to: offset + length - 1,
  });
  if (got === null) return null;
  return got.whole ? got.data.subarray(offset, offset + length) : got.data.subarray(0, length);
}

/** `listed`: as its issue was just read; else it is asked for. */
export async function describeAttachment(
  client: JiraClient,
  hot: HotFiles,
  attachmentId: AttachmentId,
  listed?: Pick<IssueAttachment, 'filename' | 'mediaType' | 'size'>,
): Promise<AttachmentFile | null> {
  const about = listed ?? (await askAbout(client, attachmentId));
  if (about === null) return null;
  const hash = createHash('sha256');
  for (let offset = 0; offset < about.size;) {
    const data = await readRange(client, attachmentId, offset, Math.min(stepBytes, about.size - offset));
    if (data === null) return null;
    if (data.length === 0)
      throw faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', detail: 'the attachment ended early' });
    hash.update(data);
    if (data.length === about.size && data.length <= hotBytes) keepHot(hot, attachmentId, data);
    offset += data.length;
  }
  return { filename: about.filename, mediaType: about.mediaType, size: about.size, sha256: id<Sha256>(hash.digest('hex')) };
}

async function askAbout(
  client: JiraClient,
  attachmentId: AttachmentId,
): Promise<Pick<IssueAttachment, 'filename' | 'mediaType' | 'size'> | null> {
  const about = await client.find(issueAnswers.attachment, path(['attachment', attachmentId]));
  return about === null ? null : { filename: about.filename, mediaType: about.mimeType ?? 'application/octet-stream', size: about.size };
}

/** As the site's admin has set it. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/#api-rest-api-3-attachment-meta-get */
export async function attachmentLimit(client: JiraClient, address: string): Promise<number | null> {
  const { enabled, uploadLimit } = await client.read(attachmentSettingsSchema, address);
  return enabled ? (uploadLimit ?? null) : 0;
}
