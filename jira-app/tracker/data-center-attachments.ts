/**
 * Attachments, through files on disk: Jira promises no ranges of a file, and one may be larger than memory.
 *
 * 1. What is attached has the size and hash that was announced: the whole is checked before it is sent.
 */
import {
  BLOB_CHUNK,
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
import { asBody, readRange, type Spool, type SpooledFile } from '@entente/runtime';
import type { JiraClient } from './client.ts';
import { at, dataCenterFetch, path, type DataCenterAccess } from './data-center-client.ts';
import { issueAnswers } from './data-center-schemas.ts';
import { invalidAnswer, noAnswer, refuse } from './faults.ts';
import type { JiraAttachment } from './issue-schemas.ts';
import { attach } from './write-issue.ts';

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
    const bytes = await asBody(spooled);
    return await attach({ client, path }, issueId, { filename: file.filename, bytes: bytes.slice(0, bytes.size, file.mediaType) });
  });
}

async function* chunksOf(file: AttachmentFile, read: ReadChunk): AsyncGenerator<Uint8Array> {
  for (let offset = 0; offset < file.size;) {
    const chunk = Buffer.from(await read(offset, Math.min(BLOB_CHUNK, file.size - offset)), 'base64');
    if (chunk.length === 0) return;
    yield chunk;
    offset += chunk.length;
  }
}

type Known = Pick<IssueAttachment, 'filename' | 'mediaType' | 'size'>;

/** `listed`: as its issue was just read; else it is asked for. */
export async function describeAttachment(files: Files, attachmentId: AttachmentId, listed?: Known): Promise<AttachmentFile | null> {
  const found = listed === undefined ? await files.client.find(issueAnswers.attachment, path(['attachment', attachmentId])) : null;
  const about = listed ?? (found === null ? null : knownOf(found));
  if (about === null) return null;
  const { size, sha256 } = await fetchFile(files, attachmentId, about);
  return { filename: about.filename, mediaType: about.mediaType, size, sha256: id<Sha256>(sha256) };
}

function knownOf({ filename, mimeType, size }: JiraAttachment): Known {
  return { filename, mediaType: mimeType ?? 'application/octet-stream', size };
}

export async function readAttachment(files: Files, attachmentId: AttachmentId, offset: number, length: number): Promise<string> {
  const file = await fetchFile(files, attachmentId, null);
  return (await readRange(file, offset, length)).toString('base64');
}

/**
 * From the very Jira that was paired: the address that an attachment names is not followed. What has another size than Jira says
 * is no file of its: half of one, or the page of whatever stands before it.
 */
async function fetchFile({ client, access, spool }: Files, attachmentId: AttachmentId, known: Known | null): Promise<SpooledFile> {
  const name: string = attachmentId;
  let told: number | null = known === null ? null : known.size;
  const file = await spool.keep(name, async () => {
    // Not asked about again for every part of it.
    const about = known ?? (await client.read(issueAnswers.attachment, path(['attachment', attachmentId])));
    told = about.size;
    const response = await download(access, at('/secure/attachment/', [name, about.filename]));
    await refuse(response, true);
    if (response.body === null) throw invalidAnswer('an attachment without a body', true);
    return whole(response.body);
  });
  if (told === null || file.size === told) return file;
  await spool.forget(name);
  throw faultError({ whose: 'tracker', code: 'attachment.damaged', retry: 'later', detail: `${file.size} bytes instead of ${told}` });
}

async function download(access: DataCenterAccess, file: string): Promise<Response> {
  try {
    return await dataCenterFetch(access, file, { method: 'GET', headers: { Accept: '*/*' } });
  } catch (caught) {
    throw noAnswer(caught, true);
  }
}

/** A body that breaks off is an answer lost, not a bug. */
async function* whole(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (caught) {
    throw noAnswer(caught, true);
  }
}
