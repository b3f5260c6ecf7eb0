/** Files: a simple upload, or a registered one that grows by chunks. https://learn.microsoft.com/rest/api/azure/devops/wit/attachments */
import type { Json } from '../../json.ts';
import { newGuid, canRead } from '../../model/organization.ts';
import type { Attachment } from '../../model/types.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { param } from '../call.ts';
import { HostError, notModelled, refusals } from '../errors.ts';
import { workScopes } from '../scopes.ts';

/** Above this the host wants chunks. */
export const MAX_SIMPLE_BYTES = 130 * 1024 * 1024;

function reference(call: Call, file: Attachment): Json {
  const scope = file.projectId === null ? '' : `/${file.projectId}`;
  return { id: file.id, url: `${call.base}${scope}/_apis/wit/attachments/${file.id}?fileName=${encodeURIComponent(file.fileName)}` };
}

function upload(call: Call): Answer {
  const kind = (call.query.get('uploadType') ?? 'simple').toLowerCase();
  if (kind !== 'simple' && kind !== 'chunked') throw refusals.badArgument('uploadType', `The value '${kind}' is not valid for uploadType.`);
  const type = call.headers['content-type'] ?? '';
  if (call.bytes.length > 0 && !/^application\/(octet-stream|json)\b/i.test(type)) {
    throw new HostError(
      400,
      'VssRequestContentTypeNotSupportedException',
      `The request indicated a Content-Type of "${type}" for method type "POST" which is not supported. Valid content types for this method are: application/octet-stream, application/json.`,
      { home: 'webapi' },
    );
  }
  if (call.bytes.length > MAX_SIMPLE_BYTES)
    throw new HostError(
      400,
      'AttachmentTooLargeException',
      'TF237082: The file you are trying to upload exceeds the supported file upload size.',
    );
  const file: Attachment = {
    id: newGuid(),
    fileName: call.query.get('fileName') ?? newGuid(),
    projectId: call.project?.id ?? null,
    by: call.user.id,
    at: call.organization.now(),
    total: kind === 'chunked' ? Number.POSITIVE_INFINITY : null,
    bytes: kind === 'chunked' ? Buffer.alloc(0) : call.bytes,
  };
  call.organization.attachments.set(file.id, file);
  return { status: 201, body: reference(call, file) };
}

function find(call: Call): Attachment {
  const file = call.organization.attachments.get(param(call, 'id').toLowerCase());
  const project = file?.projectId == null ? null : (call.organization.projects.get(file.projectId) ?? null);
  if (file === undefined || (project !== null && !canRead(call.user, project))) {
    throw new HostError(
      404,
      'AttachmentNotFoundException',
      `The attachment ${param(call, 'id')} does not exist, or you do not have permissions to read it.`,
    );
  }
  return file;
}

/** `Content-Range: bytes 0-39999/50000`; chunks come in order. */
function chunk(call: Call): Answer {
  const file = find(call);
  const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(call.headers['content-range'] ?? '');
  if (range === null || file.total === null)
    throw refusals.badArgument('contentRangeHeader', 'The Content-Range header is missing or not valid.');
  const [from, to, total] = [Number(range[1]), Number(range[2]), Number(range[3])];
  if (
    from !== file.bytes.length ||
    to - from + 1 !== call.bytes.length ||
    to >= total ||
    (Number.isFinite(file.total) && file.total !== total)
  ) {
    throw refusals.badArgument('contentRangeHeader', `The range ${from}-${to}/${total} does not continue what was uploaded.`);
  }
  file.total = total;
  file.bytes = Buffer.concat([file.bytes, call.bytes]);
  return { status: file.bytes.length === total ? 200 : 202, body: reference(call, file) };
}

function download(call: Call): Answer {
  if (/application\/zip/i.test(call.headers['accept'] ?? '')) throw notModelled('a file as an archive');
  const file = find(call);
  if (file.total !== null && file.bytes.length < file.total) {
    throw new HostError(404, 'AttachmentNotFoundException', `The attachment ${file.id} is not complete.`);
  }
  const name = call.query.get('fileName') ?? file.fileName;
  return {
    file: { bytes: file.bytes, type: 'application/octet-stream' },
    headers: {
      'content-disposition': `attachment; filename="${encodeURIComponent(name)}"; filename*=UTF-8''${encodeURIComponent(name)}`,
      'x-content-type-options': 'nosniff',
    },
  };
}

export const attachmentResources: readonly Resource[] = [
  {
    id: 'e07b5fa4-1499-494d-a496-64b860fd64ff',
    area: 'wit',
    name: 'attachments',
    template: '{project}/_apis/{area}/{resource}/{id}',
    version: 4,
    unmodelled: ['areaPath'],
    released: true,
    scopes: workScopes,
    list: { POST: upload },
    item: { GET: download, PUT: chunk },
  },
];
