/** The only door of this package: dialects that several platforms speak. */
export { decodeHtml } from './html/decode.ts';
export * from './html/encode.ts';
export { withSources } from './html/sources.ts';
export { pictureBlocks } from './html/pictures.ts';
export type { HtmlHost, Sources } from './html/host.ts';
