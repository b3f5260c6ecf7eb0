/** The Markdown tree, as its parser has it. */
import type { fromMarkdown } from 'mdast-util-from-markdown';

export type Content = ReturnType<typeof fromMarkdown>['children'][number];
type Of<Type extends Content['type']> = Extract<Content, { type: Type }>;

export type Definition = Of<'definition'>;
export type Image = Of<'image'>;
export type List = Of<'list'>;
export type ListItem = Of<'listItem'>;
export type Table = Of<'table'>;
export type TableRow = Of<'tableRow'>;
export type TableCell = Of<'tableCell'>;
export type Phrasing = Of<'paragraph'>['children'][number];
/** What stands in a quote or an item. */
export type Block = Of<'blockquote'>['children'][number];
