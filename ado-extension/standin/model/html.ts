/**
 * What the host does to HTML before it stores it: it parses and writes it again, and drops what could run.
 * Attributes are kept by a list; style is kept without urls and expressions.
 */
import { defaultTreeAdapter as tree, parseFragment, serialize } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';

type ParentNode = DefaultTreeAdapterMap['parentNode'];
type Element = DefaultTreeAdapterMap['element'];

const dropped = new Set([
  'script',
  'style',
  'iframe',
  'object',
  'embed',
  'form',
  'input',
  'button',
  'textarea',
  'select',
  'link',
  'meta',
  'base',
  'title',
  'svg',
  'math',
  'template',
  'noscript',
]);
const unwrapped = new Set(['html', 'body', 'head']);
const kept = new Set([
  'href',
  'src',
  'alt',
  'title',
  'style',
  'class',
  'id',
  'target',
  'rel',
  'width',
  'height',
  'colspan',
  'rowspan',
  'align',
  'valign',
  'start',
  'type',
  'lang',
  'dir',
  'border',
  'cellpadding',
  'cellspacing',
]);
const schemes = /^(https?:|mailto:|tel:|ftp:|vstfs:|x-mvwit:|data:image\/|#|\/|[^:]*$)/i;

function cleanAttributes(element: Element): void {
  element.attrs = element.attrs.filter((attribute) => {
    const name = attribute.name.toLowerCase();
    if (name.startsWith('data-')) return true;
    if (!kept.has(name)) return false;
    if (name === 'href' || name === 'src') return schemes.test(attribute.value.trim());
    if (name === 'style') return !/url\s*\(|expression\s*\(|@import/i.test(attribute.value);
    return true;
  });
}

function clean(parent: ParentNode): void {
  // A copy: nodes leave the list on the way.
  for (const node of parent.childNodes.slice()) {
    if (tree.isCommentNode(node)) {
      tree.detachNode(node);
    } else if (tree.isElementNode(node)) {
      if (dropped.has(node.tagName)) {
        tree.detachNode(node);
        continue;
      }
      clean(node);
      cleanAttributes(node);
      if (unwrapped.has(node.tagName)) {
        for (const child of node.childNodes.slice()) {
          tree.detachNode(child);
          tree.insertBefore(parent, child, node);
        }
        tree.detachNode(node);
      }
    }
  }
}

export function sanitizeHtml(html: string): string {
  const fragment = parseFragment(html);
  clean(fragment);
  return serialize(fragment);
}

/** What a reader sees, for titles, events and pattern filters. */
export function textOf(html: string): string {
  const parts: string[] = [];
  const walk = (parent: ParentNode): void => {
    for (const node of parent.childNodes) {
      if (tree.isTextNode(node)) parts.push(node.value);
      else if (tree.isElementNode(node)) walk(node);
    }
  };
  walk(parseFragment(html));
  return parts.join('');
}
