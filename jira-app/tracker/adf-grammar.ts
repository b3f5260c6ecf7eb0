/**
 * What ADF lets stand where, for the nodes that are written.
 * https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ (JSON schema: @atlaskit/adf-schema, full.json)
 */
import { COMMON_MARKS, COMMON_NODES, safeHref, textAttr, type Dialect, type RichNode } from '@entente/core';

const lists = ['bulletList', 'orderedList'];
const everywhere = ['paragraph', 'codeBlock', ...lists];
const checks = ['taskList', 'decisionList'];
const cards = ['blockCard', 'embedCard'];
const inCell = [...everywhere, ...checks, ...cards, 'panel', 'blockquote', 'rule', 'heading', 'nestedExpand'];
const inExpand = [...inCell, 'table'];
const inColumn = [...everywhere, ...checks, ...cards, 'panel', 'blockquote', 'rule', 'heading', 'table', 'expand'];

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
  layoutSection: (node) => node.content?.length === 2 || node.content?.length === 3,
};

function hasParts(node: RichNode): boolean {
  return node.content !== undefined && node.content.length > 0;
}

/**
 * Media are not written: their ids belong to one site's file store, and Jira refuses unknown ones. Extensions and synced
 * blocks belong to one site's apps. All of them become text and a loss.
 */
export const adfDialect: Dialect = {
  nodes: [
    ...COMMON_NODES,
    ...cards,
    ...checks,
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
