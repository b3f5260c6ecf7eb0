/**
 * Pictures in ADF. A file that the issue's own editor put in has an id of the site's file store, which no REST API gives for an
 * attachment; a picture that we put in is `external`, by its attachment's address on the same site, which the reader's browser may open.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/nodes/media/
 */
import { textAttr, type Json, type RichDocument, type RichNode } from '@entente/core';

const pictures = /\.(?:png|jpe?g|gif|bmp|webp|svg)$/i;

type Attrs = { readonly [name: string]: Json };

function mapped(nodes: readonly RichNode[], attrsOf: (node: RichNode) => Attrs | null): readonly RichNode[] {
  return nodes.map((node) => {
    const attrs = node.type === 'media' || node.type === 'mediaInline' ? attrsOf(node) : null;
    const content = node.content === undefined ? {} : { content: mapped(node.content, attrsOf) };
    return { ...node, ...(attrs === null ? {} : { attrs }), ...content };
  });
}

/** Attachments by their address. A file that is no picture keeps its address and becomes a link (nearest). */
export function withAddresses(document: RichDocument, siteUrl: string): RichDocument {
  const attrsOf = (node: RichNode): Attrs | null => {
    const attachment = textAttr(node, 'attachment');
    if (siteUrl === '' || attachment === '' || textAttr(node, 'id') !== '') return null;
    const filename = textAttr(node, 'filename') || textAttr(node, 'alt');
    const { attachment: _attachment, filename: _filename, ...kept } = node.attrs ?? {};
    const url = `${siteUrl}/rest/api/3/attachment/content/${encodeURIComponent(attachment)}`;
    const named = filename === '' ? {} : { alt: textAttr(node, 'alt') || filename };
    return { ...kept, ...named, type: pictures.test(filename) ? 'external' : 'file', url };
  };
  return { ...document, content: mapped(document.content, attrsOf) };
}

/** The way back. */
export function withAttachments(document: RichDocument, siteUrl: string): RichDocument {
  const attrsOf = (node: RichNode): Attrs | null => {
    const url = textAttr(node, 'url');
    if (siteUrl === '' || !url.startsWith(`${siteUrl}/`)) return null;
    const attachment = /^\/(?:rest\/api\/[23]\/attachment\/content|secure\/attachment)\/(\d+)(?:[/?]|$)/.exec(
      url.slice(siteUrl.length),
    )?.[1];
    if (attachment === undefined) return null;
    const { url: _url, ...kept } = node.attrs ?? {};
    return { ...kept, type: 'file', attachment };
  };
  return { ...document, content: mapped(document.content, attrsOf) };
}
