/**
 * What ADF lets stand where, for the nodes that are written.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ (JSON schema: @atlaskit/adf-schema, full.json)
 */
import { COMMON_MARKS, COMMON_NODES, safeHref, textAttr, type Dialect, type RichNode } from '@entente/core';

const lists = ['bulletList', 'orderedList'];
const everywhere = ['paragraph', 'codeBlock', 'mediaSingle', ...lists];
const checks = ['taskList', 'decisionList'];
const cards = ['blockCard', 'embedCard'];
const media = ['mediaSingle', 'mediaGroup'];
const inCell = [...everywhere, ...checks, ...cards, 'mediaGroup', 'panel', 'blockquote', 'rule', 'heading', 'nestedExpand'];
const inExpand = [...inCell, 'table'];
const inColumn = [...everywhere, ...checks, ...cards, 'mediaGroup', 'panel', 'blockquote', 'rule', 'heading', 'table', 'expand'];

/** A node whose required attributes are missing is not written: its text is. */
const required: Record<string, (node: RichNode) => boolean> = {
  // An id is another Jira user's; without one the mention is of somebody who is not in Jira.
  mention: (node) => textAttr(node, 'id') !== '',
  emoji: (node) => textAttr(node, 'shortName') !== '',
  status: (node) => textAttr(node, 'text') !== '',
  date: (node) => /^-?\d{1,16}$/.test(textAttr(node, 'timestamp')),
  inlineCard: (node) => safeHref(node.attrs?.['url']) !== null,
  blockCard: (node) => safeHref(node.attrs?.['url']) !== null,
  embedCard: (node) => safeHref(node.attrs?.['url']) !== null,
  bulletList: hasParts,
  orderedList: hasParts,
  taskList: hasParts,
  decisionList: hasParts,
  table: hasParts,
  media: isShown,
  mediaInline: isOwnFile,
  mediaSingle: isPicture,
  mediaGroup: (node) => hasParts(node) && node.content!.every(isOwnFile),
  layoutSection: (node) => node.content?.length === 2 || node.content?.length === 3,
};

/** A file of this very issue, as the site's file store has it. Jira refuses ids that it does not know. */
function isOwnFile(node: RichNode): boolean {
  return textAttr(node, 'id') !== '' && typeof node.attrs?.['collection'] === 'string' && textAttr(node, 'type') !== 'external';
}

/** A picture elsewhere, or one of the site's attachments by its address. */
function isShown(node: RichNode): boolean {
  if (node.type !== 'media') return false;
  return isOwnFile(node) || (textAttr(node, 'type') === 'external' && safeHref(node.attrs?.['url']) !== null);
}

/** One picture, with or without a caption. */
function isPicture({ content = [] }: RichNode): boolean {
  const [picture, caption, ...more] = content;
  if (picture === undefined || !isShown(picture) || more.length > 0) return false;
  return caption === undefined || (caption.type === 'caption' && !(caption.content ?? []).some(({ type }) => type === 'mediaInline'));
}

function hasParts(node: RichNode): boolean {
  return node.content !== undefined && node.content.length > 0;
}

/**
 * Extensions and synced blocks belong to one site's apps. They become text and a loss.
 */
export const adfDialect: Dialect = {
  nodes: [
    ...COMMON_NODES,
    ...cards,
    ...checks,
    ...media,
    'media',
    'mediaInline',
    'caption',
    'mention',
    'emoji',
    'date',
    'status',
    'inlineCard',
    'panel',
    'expand',
    'nestedExpand',
    'taskItem',
    'decisionItem',
    'layoutSection',
    'layoutColumn',
  ],
  marks: [...COMMON_MARKS, 'subsup', 'textColor', 'backgroundColor'],
  blockMarks: ['alignment', 'indentation'],
  inside: {
    doc: [...inColumn, 'layoutSection'],
    layoutColumn: inColumn,
    listItem: [...everywhere, 'taskList'],
    blockquote: everywhere,
    panel: [...everywhere, ...checks, 'heading', 'rule', 'blockCard'],
    expand: inExpand,
    nestedExpand: [...everywhere, ...checks, 'heading', 'rule', 'panel', 'blockquote'],
    tableCell: inCell,
    tableHeader: inCell,
  },
  accepts: (node) => !Object.hasOwn(required, node.type) || required[node.type]!(node),
};
