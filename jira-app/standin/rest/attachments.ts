/**
 * Attachments. Content is answered with a redirect to the media host, or directly with `redirect=false`; both serve ranges.
 * https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-attachments/
 */
import { createHash } from 'node:crypto';
import type { AttachmentRow, IssueRow } from '../model/types.ts';
import { attachmentView, userOrNull } from '../model/views.ts';
import { jiraTime } from '../model/time.ts';
import { demand, issueOr404, maySee } from './permissions.ts';
import { noContent, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

/** Given as it is, a body would be copied once more. */
function streamOf(body: Uint8Array): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      controller.enqueue(body);
      controller.close();
    },
  });
}

export async function uploadedFiles(call: Call): Promise<File[]> {
  const contentType = call.request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) throw new Refusal(415, ['Unsupported Media Type']);
  try {
    const form = await new Response(streamOf(call.request.body), { headers: { 'content-type': contentType } }).formData();
    return form.getAll('file').filter((part) => part instanceof File);
  } catch {
    throw new Refusal(400, ['The multipart body could not be read.']);
  }
}

/** A form may come from any page: only what no page can send says that this one does not. `nocheck` is the deprecated spelling. */
export const xsrfFailure = ({ request }: Call): RestAnswer | null =>
  /^no-?check$/i.test(request.headers['x-atlassian-token'] ?? '')
    ? null
    : { status: 403, headers: { 'content-type': 'text/plain' }, bytes: Buffer.from('XSRF check failed') };

async function addAttachments(call: Call): Promise<RestAnswer> {
  const xsrf = xsrfFailure(call);
  if (xsrf !== null) return xsrf;
  if (!call.site.attachmentsEnabled) throw new Refusal(404, ['Attachments are disabled.']);
  const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
  demand(call, issue, 'CREATE_ATTACHMENTS', 'You do not have permission to create attachments for this issue.');
  const files = await uploadedFiles(call);
  const tooBig = files.find((file) => file.size > call.site.attachmentLimit);
  if (tooBig !== undefined) throw new Refusal(413, [`The file is too large. The maximum size is ${call.site.attachmentLimit} bytes.`]);
  const added: AttachmentRow[] = [];
  for (const file of files) {
    const bytes = Buffer.from(await file.arrayBuffer());
    added.push(
      call.site.addAttachment(call.principal, issue, { filename: file.name, mediaType: file.type || 'application/octet-stream', bytes }),
    );
  }
  return ok(added.map((attachment) => attachmentView(call.site, attachment, call.account)));
}

function attachmentOr404(call: Call): { issue: IssueRow; attachment: AttachmentRow } {
  const id = call.params['id'] ?? '';
  const found = call.site.attachment(id);
  if (found === undefined || !maySee(call.account, call.site.projectOf(found.issue)))
    throw new Refusal(404, [`The attachment with id '${id}' does not exist`]);
  return found;
}

/** The bytes that a `Range` header asks for. */
export function ranged(attachment: AttachmentRow, range: string | undefined): RestAnswer {
  const size = attachment.bytes.length;
  const headers = {
    'content-type': attachment.mediaType,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(attachment.filename)}`,
    'accept-ranges': 'bytes',
  };
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range ?? '');
  if (asked === null || (asked[1] === '' && asked[2] === '')) return { status: 200, headers, bytes: attachment.bytes };
  const suffix = asked[1] === '';
  const start = suffix ? Math.max(0, size - Number(asked[2])) : Number(asked[1]);
  const end = suffix || asked[2] === '' ? size - 1 : Math.min(Number(asked[2]), size - 1);
  if (start >= size || start > end) return { status: 416, headers: { 'content-range': `bytes */${size}` } };
  return {
    status: 206,
    headers: { ...headers, 'content-range': `bytes ${start}-${end}/${size}` },
    bytes: attachment.bytes.subarray(start, end + 1),
  };
}

/** The media host knows no account: whoever has the address of the redirect may read. */
export const mediaToken = (attachment: AttachmentRow) =>
  createHash('sha256').update(`media ${attachment.id} ${attachment.created}`).digest('base64url');

export interface MediaHost {
  /** Where the media host listens; set with the servers. */
  readonly url: () => string;
}

function describe(call: Call): RestAnswer {
  const { attachment } = attachmentOr404(call);
  return ok({
    ...attachmentView(call.site, attachment, call.account),
    // Unlike everywhere else, the id is a number here.
    id: Number(attachment.id),
    author: userOrNull(call.site, attachment.author, call.principal.accountId),
    created: jiraTime(attachment.created, call.account?.timeZone ?? 'Etc/UTC'),
  });
}

function remove(call: Call): RestAnswer {
  const { issue, attachment } = attachmentOr404(call);
  const own = attachment.author === call.principal.accountId;
  const permission = own ? 'DELETE_OWN_ATTACHMENTS' : 'DELETE_ALL_ATTACHMENTS';
  demand(call, issue, permission, 'You do not have permission to delete the attachment.');
  call.site.deleteAttachment(call.principal, issue, attachment);
  return noContent;
}

function content(call: Call, media: MediaHost): RestAnswer {
  const { attachment } = attachmentOr404(call);
  if (call.query.get('redirect') === 'false') return ranged(attachment, call.request.headers['range']);
  return { status: 303, headers: { location: `${media.url()}/file/${attachment.id}/binary?token=${mediaToken(attachment)}` } };
}

const settings = ({ site }: Call): RestAnswer => ok({ enabled: site.attachmentsEnabled, uploadLimit: site.attachmentLimit });

export function attachmentRoutes(media: MediaHost): readonly Route[] {
  return [
    { method: 'POST', template: '/rest/api/3/issue/{issueIdOrKey}/attachments', scope: 'write:jira-work', handle: addAttachments },
    { method: 'GET', template: '/rest/api/3/attachment/meta', scope: 'read:jira-work', handle: settings },
    { method: 'GET', template: '/rest/api/3/attachment/{id}', scope: 'read:jira-work', handle: describe },
    { method: 'DELETE', template: '/rest/api/3/attachment/{id}', scope: 'write:jira-work', handle: remove },
    { method: 'GET', template: '/rest/api/3/attachment/content/{id}', scope: 'read:jira-work', handle: (call) => content(call, media) },
  ];
}
