/**
 * Reads Markdown (encode.ts names the dialect). Never fails: any text is Markdown. What would take the parser too long (parts.ts) is its
 * source, and a loss.
 *
 * 1. HTML inside is read as HTML (decodeHtml): blocks as blocks, of what stands in a line a line end and the marks.
 * 2. A list of which every item is a task in one line is a task list.
 */
import {
  countLosses,
  fromPlainText,
  richDocument,
  safeHref,
  textNode,
  withinNesting,
  type Decoded,
  type LossCounter,
  type RichMark,
  type RichNode,
} from '@entente/core';
import type { Content, Definition, Image, List, ListItem, Phrasing, Table } from './tree.ts';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { decodeHtml } from '../html/decode.ts';
import { pictureBlocks } from '../html/pictures.ts';
import type { MarkdownHost } from './host.ts';
import { markdownParts } from './parts.ts';
import { hideMentions, showMentions, splitMentions } from './mentions.ts';

interface Work {
  readonly losses: LossCounter;
  readonly host: MarkdownHost;
  readonly definitions: ReadonlyMap<string, Definition>;
}

type Marks = readonly RichMark[];

const withMark = (marks: Marks, mark: RichMark): Marks => [...marks.filter(({ type }) => type !== mark.type), mark];

/** A line end that the source has for its own sake is a space. */
function words(value: string, marks: Marks, work: Work): readonly RichNode[] {
  const parts = splitMentions(value.replace(/[ \t]*\n[ \t]*/g, ' '));
  return parts.flatMap((part, at) => {
    if (at % 2 === 0) return part === '' ? [] : [textNode(part, marks)];
    if (work.host.mentions === true) return [{ type: 'mention', attrs: { id: part, text: '@someone' } }];
    return [textNode(`@<${part}>`, marks)];
  });
}

function picture({ url, alt }: Pick<Image, 'url' | 'alt'>, { host }: Work): RichNode {
  const file = host.attachmentAt?.(url) ?? null;
  const named = (name: string) => (name === '' ? {} : { alt: name });
  if (file !== null) return { type: 'mediaInline', attrs: { type: 'file', attachment: file.id, ...named(alt || file.filename) } };
  const address = safeHref(url);
  return address === null ? textNode(alt || url) : { type: 'mediaInline', attrs: { type: 'external', url: address, ...named(alt ?? '') } };
}

function linked(url: string, marks: Marks, work: Work): Marks {
  const href = safeHref(url);
  if (href === null) work.losses.note('link');
  return href === null ? marks : withMark(marks, { type: 'link', attrs: { href } });
}

const tagMarks: Readonly<Record<string, RichMark>> = {
  b: { type: 'strong' },
  strong: { type: 'strong' },
  i: { type: 'em' },
  em: { type: 'em' },
  u: { type: 'underline' },
  ins: { type: 'underline' },
  s: { type: 'strike' },
  del: { type: 'strike' },
  code: { type: 'code' },
  sub: { type: 'subsup', attrs: { type: 'sub' } },
  sup: { type: 'subsup', attrs: { type: 'sup' } },
};

/** Tags in a line come one by one: those of marks hold until they are closed, a line end is one, others are lost. */
function line(nodes: readonly Phrasing[], marks: Marks, work: Work): readonly RichNode[] {
  const result: RichNode[] = [];
  let open = marks;
  for (const node of nodes) {
    if (node.type !== 'html') {
      result.push(...inline(node, open, work));
      continue;
    }
    const [, end, tag = ''] = /^<(\/?)([a-z]+)[\s/>]/i.exec(node.value) ?? [];
    const mark = tagMarks[tag.toLowerCase()];
    if (/^<br\s*\/?>$/i.test(node.value)) result.push({ type: 'hardBreak' });
    else if (mark !== undefined)
      open = end === '/' ? open.filter(({ type }) => type !== mark.type || marks.includes(mark)) : withMark(open, mark);
    else if (!node.value.startsWith('<!--')) work.losses.note('html');
  }
  return result;
}

function inline(node: Phrasing, marks: Marks, work: Work): readonly RichNode[] {
  switch (node.type) {
    case 'text':
      return words(node.value, marks, work);
    case 'break':
      return [{ type: 'hardBreak' }];
    case 'strong':
      return line(node.children, withMark(marks, { type: 'strong' }), work);
    case 'emphasis':
      return line(node.children, withMark(marks, { type: 'em' }), work);
    case 'delete':
      return line(node.children, withMark(marks, { type: 'strike' }), work);
    case 'inlineCode':
      return [textNode(showMentions(node.value), withMark(marks, { type: 'code' }))];
    case 'link':
      return line(node.children, linked(node.url, marks, work), work);
    case 'linkReference': {
      const url = work.definitions.get(node.identifier)?.url;
      return line(node.children, url === undefined ? marks : linked(url, marks, work), work);
    }
    case 'image':
      return [picture(node, work)];
    case 'imageReference':
      return [picture({ url: work.definitions.get(node.identifier)?.url ?? '', alt: node.alt ?? '' }, work)];
    case 'footnoteReference':
      work.losses.note('footnote');
      return [textNode(`[${node.identifier}]`, marks)];
    default:
      return [];
  }
}

function paragraphs(nodes: readonly Phrasing[], work: Work): readonly RichNode[] {
  const content = line(nodes, [], work);
  if (content.length === 0) return [];
  return content.some(({ type }) => type === 'mediaInline') ? pictureBlocks(content) : [{ type: 'paragraph', content }];
}

function isTask(item: ListItem): boolean {
  const [only, ...more] = item.children;
  return typeof item.checked === 'boolean' && more.length === 0 && (only === undefined || only.type === 'paragraph');
}

function list(node: List, work: Work): RichNode {
  if (node.ordered !== true && node.children.length > 0 && node.children.every(isTask))
    return {
      type: 'taskList',
      content: node.children.map((item) => ({
        type: 'taskItem',
        attrs: { state: item.checked === true ? 'DONE' : 'TODO' },
        content: item.children.flatMap((child) => (child.type === 'paragraph' ? line(child.children, [], work) : [])),
      })),
    };
  const start = node.start ?? 1;
  return {
    type: node.ordered === true ? 'orderedList' : 'bulletList',
    ...(node.ordered === true && start !== 1 ? { attrs: { order: start } } : {}),
    content: node.children.map((item) => ({ type: 'listItem', content: itemContent(item, work) })),
  };
}

function itemContent(item: ListItem, work: Work): readonly RichNode[] {
  const content = blocksOf(item.children, work);
  if (typeof item.checked !== 'boolean') return content;
  const box = textNode(item.checked ? '☑ ' : '☐ ');
  const [first, ...rest] = content;
  if (first?.type === 'paragraph') return [{ ...first, content: [box, ...(first.content ?? [])] }, ...rest];
  return [{ type: 'paragraph', content: [box] }, ...content];
}

function table(node: Table, work: Work): RichNode {
  return {
    type: 'table',
    content: node.children.map((row, at) => ({
      type: 'tableRow',
      content: row.children.map((cell) => ({
        type: at === 0 ? 'tableHeader' : 'tableCell',
        content: [{ type: 'paragraph', content: line(cell.children, [], work) }],
      })),
    })),
  };
}

function block(node: Content, work: Work): readonly RichNode[] {
  switch (node.type) {
    case 'paragraph':
      return paragraphs(node.children, work);
    case 'heading':
      return [{ type: 'heading', attrs: { level: node.depth }, content: line(node.children, [], work) }];
    case 'thematicBreak':
      return [{ type: 'rule' }];
    case 'code': {
      const content = node.value === '' ? [] : [textNode(showMentions(node.value))];
      return [{ type: 'codeBlock', ...(node.lang ? { attrs: { language: node.lang } } : {}), content }];
    }
    case 'blockquote':
      return [{ type: 'blockquote', content: blocksOf(node.children, work) }];
    case 'list':
      return [list(node, work)];
    case 'table':
      return [table(node, work)];
    case 'html': {
      const { document, losses } = decodeHtml(showMentions(node.value), work.host);
      work.losses.add(losses);
      return document.content;
    }
    case 'footnoteDefinition':
      return blocksOf(node.children, work);
    default:
      return [];
  }
}

function blocksOf(nodes: readonly Content[], work: Work): readonly RichNode[] {
  return nodes.flatMap((node) => block(node, work));
}

const extensions = [gfm()];
/** Without what looks for addresses in the text afterwards: it would find escaped ones. Those that are not, the syntax itself finds. */
const mdastExtensions = gfmFromMarkdown().map(({ transforms: _transforms, ...extension }) => extension);

export function decodeMarkdown(markdown: string, host: MarkdownHost = {}): Decoded {
  const losses = countLosses();
  const content = markdownParts(hideMentions(markdown)).flatMap(({ text, parsed }) =>
    parsed ? readPart(text, host, losses) : asText(text, losses),
  );
  const document = withinNesting(richDocument(content), losses);
  return { document, losses: losses.list() };
}

function readPart(text: string, host: MarkdownHost, losses: LossCounter): readonly RichNode[] {
  try {
    const tree = fromMarkdown(text, { extensions, mdastExtensions });
    const definitions = new Map<string, Definition>();
    // The first of a name counts.
    for (const node of tree.children)
      if (node.type === 'definition' && !definitions.has(node.identifier)) definitions.set(node.identifier, node);
    const work: Work = { losses, host, definitions };
    return tree.children.flatMap((node) => noted(node, block(node, work), text, host));
  } catch (caught) {
    if (!(caught instanceof RangeError)) throw caught;
    return asText(text, losses);
  }
}

function noted(node: Content, blocks: readonly RichNode[], text: string, { sources }: MarkdownHost): readonly RichNode[] {
  const [only, ...more] = blocks;
  const start = node.position?.start.offset;
  const end = node.position?.end.offset;
  if (only !== undefined && more.length === 0 && start !== undefined && end !== undefined)
    sources?.set(only, showMentions(text.slice(start, end)));
  return blocks;
}

/** What is too much for the parser is its source. */
function asText(text: string, losses: LossCounter): readonly RichNode[] {
  losses.note('markdown');
  return fromPlainText(showMentions(text)).content;
}
