/**
 * Rich text as Azure DevOps stores it: HTML, or Markdown where somebody has turned a field to it, with people and pictures of its own.
 *
 * 1. A picture is an `img` whose address is an attachment's; only attachments of this very organisation are taken for that.
 * 2. What users paste into a text is an attachment without a relation: it belongs to the work item all the same.
 */
import { id, textAttr, walk } from '@entente/core';
import type { AttachmentId, IssueAttachment, Loss, RichDocument, RichNode } from '@entente/core';
import { decodeHtml, encodeHtml, type HtmlHost, type Sources } from '@entente/richtext';
import { decodeMarkdown, encodeMarkdown } from '@entente/richtext/markdown';
import mime from 'mime';
import { segment, type Client } from './client.ts';

/** Nobody but the decoders adds to them, so that what is in them may be written to the tracker again. */
const ofHtml: Sources = new WeakMap<RichNode, string>();
const ofMarkdown: Sources = new WeakMap<RichNode, string>();

const pictures = /\.(?:png|jpe?g|gif|bmp|webp|svg)$/i;
const place = /\/_apis\/wit\/attachments\/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:[?#]|$)/i;

export function htmlHost({ instanceUrl }: Pick<Client, 'instanceUrl'>): HtmlHost {
  return {
    mentions: true,
    attachmentAt: (address) => {
      const guid = place.exec(address)?.[1];
      if (guid === undefined || !isOwn(address, instanceUrl)) return null;
      return { id: guid.toLowerCase(), filename: new URL(address).searchParams.get('fileName') ?? '' };
    },
    pictureUrl: (attachment, filename) =>
      pictures.test(filename) ? `${instanceUrl}/_apis/wit/attachments/${segment(attachment)}?fileName=${segment(filename)}` : null,
  };
}

/** Services answers for an organisation under its old address as well: https://{organisation}.visualstudio.com. */
function isOwn(address: string, instanceUrl: string): boolean {
  if (address.toLowerCase().startsWith(`${instanceUrl.toLowerCase()}/`)) return true;
  const organisation = /^https:\/\/dev\.azure\.com\/([^/]+)$/i.exec(instanceUrl)?.[1];
  return organisation !== undefined && address.toLowerCase().startsWith(`https://${organisation.toLowerCase()}.visualstudio.com/`);
}

export interface ReadText {
  readonly document: RichDocument;
  readonly losses: readonly Loss[];
}

/** What was read a moment ago is read again with the answer of each write to its work item. */
const recent = new Map<string, ReadText>();
const MOST_RECENT = 200;
const LONGEST_RECENT = 20_000;

/** A field of Services may have been turned to Markdown; comments have a format of their own. */
export function readRichText(client: Pick<Client, 'instanceUrl'>, text: string, format: string): ReadText {
  const markdown = format.toLowerCase() === 'markdown';
  const name = `${client.instanceUrl} ${markdown ? 'markdown' : 'html'} ${text}`;
  const known = recent.get(name);
  if (known !== undefined) return known;
  const host = { ...htmlHost(client), sources: markdown ? ofMarkdown : ofHtml };
  const read = markdown ? decodeMarkdown(text, host) : decodeHtml(text, host);
  if (text.length <= LONGEST_RECENT) recent.set(name, read);
  const oldest = recent.size > MOST_RECENT ? recent.keys().next() : null;
  if (oldest !== null && oldest.done !== true) recent.delete(oldest.value);
  return read;
}

export function writeHtml(client: Pick<Client, 'instanceUrl'>, document: RichDocument): ReturnType<typeof encodeHtml> {
  return encodeHtml(document, { ...htmlHost(client), sources: ofHtml });
}

export function writeRichText(
  client: Pick<Client, 'instanceUrl'>,
  document: RichDocument,
  markdown: boolean,
): ReturnType<typeof encodeHtml> {
  return markdown ? encodeMarkdown(document, { ...htmlHost(client), sources: ofMarkdown }) : writeHtml(client, document);
}

/** Files that the texts show and no relation names. Their size is not known before they are read. */
export function pastedFiles(
  texts: readonly RichDocument[],
  related: readonly IssueAttachment[],
  createdAt: string,
): readonly IssueAttachment[] {
  const found = new Map<string, IssueAttachment>();
  for (const { content } of texts) {
    walk(content, (node) => {
      const attachment = textAttr(node, 'attachment');
      if (attachment === '' || found.has(attachment) || related.some((one) => one.id === attachment)) return;
      const filename = textAttr(node, 'alt') || 'image.png';
      const file = { id: id<AttachmentId>(attachment), filename, mediaType: mediaTypeOf(filename), size: 0, createdAt };
      found.set(attachment, { ...file, author: null, marker: null });
    });
  }
  return [...found.values()];
}

/** The host keeps no media type: the name decides. */
export function mediaTypeOf(filename: string): string {
  return mime.getType(filename) ?? 'application/octet-stream';
}
