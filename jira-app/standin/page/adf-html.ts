/** ADF for reading, as plain HTML. What it does not know it shows by its content. */
import { asList, asText, isObject, type Json } from '../model/json.ts';
import { escapeHtml } from './layout.ts';

const tags: { readonly [type: string]: string } = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
  table: 'table',
  tableRow: 'tr',
  tableHeader: 'th',
  tableCell: 'td',
};
const markTags: { readonly [type: string]: string } = { strong: 'strong', em: 'em', strike: 's', code: 'code', underline: 'u' };

function marked(inner: string, marks: readonly Json[]): string {
  return marks.reduce<string>((text, mark) => {
    const type = isObject(mark) ? (asText(mark['type']) ?? '') : '';
    const attrs = isObject(mark) && isObject(mark['attrs']) ? mark['attrs'] : {};
    const href = asText(attrs['href']);
    if (type === 'link' && href !== null && /^(https?|mailto):/i.test(href))
      return `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${text}</a>`;
    const tag = markTags[type];
    return tag === undefined ? text : `<${tag}>${text}</${tag}>`;
  }, inner);
}

export function adfToHtml(node: Json | null): string {
  if (!isObject(node)) return '';
  const type = asText(node['type']) ?? '';
  const attrs = isObject(node['attrs']) ? node['attrs'] : {};
  const inner = asList(node['content']).map(adfToHtml).join('');
  if (type === 'text') return marked(escapeHtml(asText(node['text']) ?? ''), asList(node['marks']));
  if (type === 'hardBreak') return '<br>';
  if (type === 'rule') return '<hr>';
  if (type === 'mention') return `<span class="label">${escapeHtml(asText(attrs['text']) ?? '@')}</span>`;
  if (type === 'emoji') return escapeHtml(asText(attrs['text']) ?? asText(attrs['shortName']) ?? '');
  if (type === 'codeBlock') return `<pre><code>${inner}</code></pre>`;
  if (type === 'heading') {
    const level = Math.min(6, Math.max(1, Number(attrs['level']) || 1));
    return `<h${level}>${inner}</h${level}>`;
  }
  const tag = tags[type];
  return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`;
}

/** What a person types into a plain text box: paragraphs by empty lines, breaks by line ends. */
export function textToAdf(text: string): Json {
  const paragraphs = text
    .replaceAll('\r\n', '\n')
    .split(/\n{2,}/)
    .filter((one) => one.trim() !== '');
  return {
    type: 'doc',
    version: 1,
    content: paragraphs.map((paragraph) => ({
      type: 'paragraph',
      content: paragraph
        .split('\n')
        .flatMap((line, at) => [...(at === 0 ? [] : [{ type: 'hardBreak' }]), ...(line === '' ? [] : [{ type: 'text', text: line }])]),
    })),
  };
}
