/** Pictures: `img` of a file of the tracker's, or of an address elsewhere. */
import { safeHref, textAttr, type Json, type RichNode } from '@entente/core';
import type { HtmlHost } from './host.ts';
import { attribute, type Element } from './tree.ts';

/** Pixels. */
const sizes = ['width', 'height'] as const;

function sizesOf(element: Element): { readonly [name: string]: Json } {
  const found: { [name: string]: Json } = {};
  for (const name of sizes) {
    const value = Number(attribute(element, name));
    if (Number.isInteger(value) && value > 0 && value < 100_000) found[name] = value;
  }
  return found;
}

/** Null: it shows nothing that could be named. */
export function pictureOf(element: Element, { attachmentAt }: HtmlHost): RichNode | null {
  if (attachmentAt === undefined) return null;
  const src = attribute(element, 'src');
  const alt = attribute(element, 'alt');
  const file = attachmentAt(src);
  const named = (name: string): { readonly [name: string]: Json } => (name === '' ? {} : { alt: name });
  if (file !== null) {
    const attrs = { type: 'file', attachment: file.id, ...named(file.filename || alt), ...sizesOf(element) };
    return { type: 'mediaInline', attrs };
  }
  const url = safeHref(src);
  return url === null ? null : { type: 'mediaInline', attrs: { type: 'external', url, ...named(alt), ...sizesOf(element) } };
}

/**
 * Null: it cannot be shown. An address of the tracker's own files is none of elsewhere: whoever has it named could be sent the file
 * once it is taken for one of the issue's.
 */
export function pictureAddress(node: RichNode, { pictureUrl, attachmentAt }: HtmlHost): string | null {
  if (pictureUrl === undefined) return null;
  if (textAttr(node, 'type') === 'external') {
    const url = safeHref(node.attrs?.['url']);
    return url === null || (attachmentAt !== undefined && attachmentAt(url) !== null) ? null : url;
  }
  const attachment = textAttr(node, 'attachment');
  return attachment === '' ? null : pictureUrl(attachment, textAttr(node, 'filename') || textAttr(node, 'alt'));
}

/** What to write besides the address. */
export function pictureAttributes(node: RichNode): Record<string, string | number | undefined> {
  const alt = textAttr(node, 'alt') || textAttr(node, 'filename');
  const size = (name: string): number | undefined => {
    const value = node.attrs?.[name];
    return typeof value === 'number' && value > 0 && value < 100_000 ? Math.round(value) : undefined;
  };
  return { alt: alt === '' ? undefined : alt, width: size('width'), height: size('height') };
}

/** A line in which pictures stand between line ends, alone: those are blocks of their own. */
export function pictureBlocks(line: readonly RichNode[]): readonly RichNode[] {
  const blocks: RichNode[] = [];
  let text: RichNode[] = [];
  const endText = (): void => {
    if (text.length > 0) blocks.push({ type: 'paragraph', content: text });
    text = [];
  };
  for (const part of parted(line)) {
    const pictures = part.filter(({ type }) => type === 'mediaInline');
    const alone = pictures.length > 0 && part.every((node) => node.type === 'mediaInline' || (node.text ?? '').trim() === '');
    if (alone) {
      endText();
      for (const picture of pictures) blocks.push({ type: 'mediaSingle', content: [{ ...picture, type: 'media' }] });
    } else text.push(...(text.length === 0 ? [] : [{ type: 'hardBreak' }]), ...part);
  }
  endText();
  return blocks;
}

function parted(line: readonly RichNode[]): readonly (readonly RichNode[])[] {
  const parts: RichNode[][] = [[]];
  for (const node of line) {
    if (node.type === 'hardBreak') parts.push([]);
    else parts[parts.length - 1]?.push(node);
  }
  return parts;
}
