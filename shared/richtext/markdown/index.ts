/** Markdown, behind a door of its own: not every engine that reads HTML can run its parser. */
export { decodeMarkdown } from './decode.ts';
export { encodeMarkdown } from './encode.ts';
export type { MarkdownHost } from './host.ts';
