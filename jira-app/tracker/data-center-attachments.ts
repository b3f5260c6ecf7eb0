/**
 * Attachments, through files on disk: Jira promises no ranges of a file, and one may be larger than memory.
 *
 * 1. What is attached has the size and hash that was announced: the whole is checked before it is sent.
 */
import {
  faultError,
  id,
  type AttachmentFile,
  type AttachmentId,
  type IssueId,
  type ReadChunk,
  type Sha256,
  type Written,
} from '@entente/core';
import { asBody, readRange, type Spool, type SpooledFile } from '@entente/runtime';
import * as z from 'zod/mini';
import type { JiraClient } from './client.ts';
import { at, path, type DataCenterAccess } from './data-center-client.ts';
import { issueAnswers } from './data-center-schemas.ts';

const chunkBytes = 128 * 1024;

export interface Files {
  readonly client: JiraClient;
  readonly access: DataCenterAccess;
  readonly spool: Spool;
}

export async function addAttachment(
  { client, spool }: Files,
  issueId: IssueId,
  file: AttachmentFile,
  read: ReadChunk,
): Promise<Written<AttachmentId>> {
  return await spool.briefly(chunksOf(file, read), async (spooled) => {
    if (spooled.size !== file.size || spooled.sha256 !== file.sha256)
      throw faultError({ whose: 'partner', code: 'attachment.damaged', retry: 'later', params: { filename: file.filename } });
    const form = new FormData();
    const bytes = await asBody(spooled);
    form.append('file', bytes.slice(0, bytes.size, file.mediaType), file.filename);
    const [attached] = await client.upload(z.array(issueAnswers.attachment), path(['issue', issueId, 'attachments']), form);
    if (attached === undefined)
      throw faultError({ whose: 'tracker', code: 'tracker.invalidAnswer', detail: 'no attachment in the answer', certain: false });
    return { id: id<AttachmentId>(String(attached.id)), revision: null, losses: [] };
  });
}

async function* chunksOf(file: AttachmentFile, read: ReadChunk): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < file.size;) {
    const chunk = Buffer.from(await read(offset, Math.min(chunkBytes, file.size - offset)), 'base64');
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}

export async function describeAttachment(files: Files, attachmentId: AttachmentId): Promise<AttachmentFile | null> {
  const about = await files.client.find(issueAnswers.attachment, path(['attachment', attachmentId]));
  if (about === null) return null;
  const { size, sha256 } = await fetchFile(files, attachmentId, about.filename);
  return { filename: about.filename, mediaType: about.mimeType ?? 'application/octet-stream', size, sha256: id<Sha256>(sha256) };
}

export async function readAttachment(files: Files, attachmentId: AttachmentId, offset: number, length: number): Promise<string> {
  const about = await files.client.read(issueAnswers.attachment, path(['attachment', attachmentId]));
  const file = await fetchFile(files, attachmentId, about.filename);
  return (await readRange(file, offset, length)).toString('base64');
}

/** From the very Jira that was paired: the address that an attachment names is not followed. */
async function fetchFile({ access, spool }: Files, attachmentId: AttachmentId, filename: string): Promise<SpooledFile> {
  return await spool.keep(attachmentId, async () => {
    const response = await download(access, at('/secure/attachment/', [attachmentId, filename]));
    if (response.status === 404) throw faultError({ whose: 'tracker', code: 'tracker.notFound', detail: 'attachment' });
    if (!response.ok || response.body === null)
      throw faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', detail: `attachment: ${response.status}` });
    return response.body;
  });
}

async function download({ baseUrl, token, fetch }: DataCenterAccess, file: string): Promise<Response> {
  try {
    return await fetch(baseUrl + file, { headers: { Authorization: `Bearer ${token}` }, redirect: 'manual' });
  } catch (caught) {
    const detail = caught instanceof Error ? caught.message : String(caught);
    throw faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', detail });
  }
}
