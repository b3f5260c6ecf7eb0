/** The rich text of Jira Data Center: https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all */
export { decodeWiki } from './wiki-decode.ts';
export { encodeWiki, mentionId, type WikiOptions } from './wiki-encode.ts';
