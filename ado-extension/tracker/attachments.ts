/**
 * Attachments: bytes of their own, tied to a work item by a relation.
 *
 * 1. What is attached has the size and hash that was announced: the relation is made after the whole was checked.
 * 2. Bytes that were uploaded and never tied to a work item are seen by nobody.
 */
import { BLOB_CHUNK, faultError, faultOf } from '@entente/core';
import type { AttachmentFile, AttachmentId, IntentId, IssueAttachment, IssueId, ReadChunk, Sha256, Updated } from '@entente/core';
import { id } from '@entente/core';
import { attachmentReferenceSchema, relationsOnlySchema, type Relation, type WorkItem } from './answers.schema.ts';
import { segment, type Call, type Client } from './client.ts';
import { readComments } from './comments.ts';
import { ATTACHED_FILE, attachmentMarker } from './markers.ts';
import { asBody, readRange, type Spool, type SpooledFile } from '@entente/runtime';
import { mediaTypeOf } from './rich-text.ts';
import { attachmentIdOf, inProject, orGone, orNull, patch, readWorkItem, testRevision } from './work-items.ts';

const STALE_TRIES = 5;
/** Above 130 MB the host takes a file in parts only. https://learn.microsoft.com/rest/api/azure/devops/wit/attachments/create */
const MOST_AT_ONCE = 130_000_000;
const PART = 16 * 1024 * 1024;

export async function addAttachment(
  client: Client,
  spool: Spool,
  intent: IntentId,
  issueId: IssueId,
  file: AttachmentFile,
  read: ReadChunk,
): Promise<{ readonly attachmentId: AttachmentId; readonly item: WorkItem }> {
  return await spool.briefly(chunksOf(file, read), async (spooled) => {
    if (spooled.size !== file.size || spooled.sha256 !== file.sha256)
      throw faultError({ whose: 'ours', code: 'blob.damaged', params: { filename: file.filename } });
    const url = await upload(client, issueId, file, spooled);
    const relation = { rel: ATTACHED_FILE, url, attributes: { comment: attachmentMarker(intent) } };
    const item = await patch(client, issueId, [{ op: 'add', path: '/relations/-', value: relation }]).catch(tooLargeOr);
    if (item === null) throw faultError({ whose: 'tracker', code: 'tracker.conflict', retry: 'later' });
    return { attachmentId: attachmentIdOf({ url }), item };
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

/** Bytes that no work item names yet are seen by nobody: an answer that is lost leaves nothing in doubt, and they are sent again. */
async function upload(client: Client, issueId: IssueId, file: AttachmentFile, spooled: SpooledFile): Promise<string> {
  return await inProject(client, issueId, async (project) => {
    const path = `/${segment(project)}/_apis/wit/attachments`;
    const body = await asBody(spooled);
    const call = {
      method: 'POST',
      path,
      query: { fileName: file.filename },
      contentType: 'application/octet-stream',
      write: false,
    } as const;
    if (body.size > MOST_AT_ONCE) return await uploadParts(client, call, body);
    return (await client.json({ ...call, body }, attachmentReferenceSchema).catch(tooLargeOr)).data.url;
  });
}

/** @param call the registration, of which the body is empty. https://learn.microsoft.com/rest/api/azure/devops/wit/attachments/upload-chunk */
async function uploadParts(client: Client, call: Call, body: Blob): Promise<string> {
  const query = { ...call.query, uploadType: 'chunked' };
  const registered = await client.json({ ...call, query, body: new Blob([]) }, attachmentReferenceSchema);
  for (let from = 0; from < body.size; from += PART) {
    const part = body.slice(from, from + PART);
    const range = `bytes ${from}-${from + part.size - 1}/${body.size}`;
    await client.send({ ...call, method: 'PUT', path: `${call.path}/${registered.data.id}`, body: part, range }).catch(tooLargeOr);
  }
  return registered.data.url;
}

/** The host says so in words, with a status that it has for everything. */
function tooLargeOr(caught: unknown): never {
  const { code, params } = faultOf(caught);
  if (code === 'tracker.refused' && /exceeds the supported file upload size/i.test(params['message'] ?? ''))
    throw faultError({ whose: 'tracker', code: 'attachment.tooLarge' });
  throw caught;
}

export async function removeAttachment(client: Client, spool: Spool, issueId: IssueId, attachmentId: AttachmentId): Promise<Updated> {
  await spool.forget(attachmentId);
  return await orGone(async () => {
    // A relation is removed by its place in the list, hence the guard; another write in between means reading again.
    for (let tries = 0; tries < STALE_TRIES; tries++) {
      const { relations, revision } = await readRelations(client, issueId);
      const index = relations.findIndex((one) => one.rel === ATTACHED_FILE && attachmentIdOf(one) === attachmentId);
      if (index === -1) return { outcome: 'gone' };
      const done = await patch(client, issueId, [testRevision(revision), { op: 'remove', path: `/relations/${index}` }]);
      if (done !== null) return { outcome: 'done', revision: String(done.rev), losses: [] };
    }
    return { outcome: 'stale' };
  });
}

export async function describeAttachment(
  client: Client,
  spool: Spool,
  issueId: IssueId,
  attachmentId: AttachmentId,
  listed: Listed | null,
): Promise<AttachmentFile | null> {
  return await orNull(async () => {
    const { filename, size: told } = listed ?? (await readListed(client, issueId, attachmentId));
    const { size, sha256 } = await fetchFile(client, spool, issueId, attachmentId);
    if (told > 0 && told !== size) {
      await spool.forget(attachmentId);
      const detail = `${size} bytes instead of ${told}`;
      throw faultError({ whose: 'tracker', code: 'attachment.damaged', retry: 'later', detail });
    }
    return { filename, mediaType: mediaTypeOf(filename), size, sha256: id<Sha256>(sha256) };
  });
}

type Listed = Pick<IssueAttachment, 'filename' | 'size'>;

async function readListed(client: Client, issueId: IssueId, attachmentId: AttachmentId): Promise<Listed> {
  const { relations } = await readRelations(client, issueId);
  const relation = relations.find((one) => one.rel === ATTACHED_FILE && attachmentIdOf(one) === attachmentId);
  if (relation === undefined && !(await isPasted(client, issueId, attachmentId)))
    throw faultError({ whose: 'tracker', code: 'tracker.notFound' });
  return { filename: relation?.attributes.name ?? 'image.png', size: relation?.attributes.resourceSize ?? 0 };
}

/** Into a text of the work item: no relation names it. */
async function isPasted(client: Client, issueId: IssueId, attachmentId: AttachmentId): Promise<boolean> {
  const item = await readWorkItem(client, issueId);
  if (item === null) return false;
  const names = (text: unknown): boolean => JSON.stringify(text).toLowerCase().includes(attachmentId);
  return names(item.fields) || names(await readComments(client, item.fields['System.TeamProject'], issueId));
}

/** Base64. */
export async function readAttachment(
  client: Client,
  spool: Spool,
  issueId: IssueId,
  attachmentId: AttachmentId,
  offset: number,
  length: number,
): Promise<string> {
  return (await readRange(await fetchFile(client, spool, issueId, attachmentId), offset, length)).toString('base64');
}

async function fetchFile(client: Client, spool: Spool, issueId: IssueId, attachmentId: AttachmentId): Promise<SpooledFile> {
  return await spool.keep(attachmentId, async () => {
    const stream = async (project: string) =>
      await client.stream({
        method: 'GET',
        path: `/${segment(project)}/_apis/wit/attachments/${segment(attachmentId)}`,
        query: { download: true },
      });
    return await inProject(client, issueId, stream);
  });
}

export async function readRelations(
  client: Client,
  issueId: IssueId,
): Promise<{ readonly relations: readonly Relation[]; readonly revision: number }> {
  const { data } = await client.json(
    { method: 'GET', path: `/_apis/wit/workitems/${segment(issueId)}`, query: { $expand: 'relations' } },
    relationsOnlySchema,
  );
  return { relations: data.relations ?? [], revision: data.rev };
}
