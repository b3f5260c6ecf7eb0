/** Jira Cloud's rich text: https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
export { decodeAdf } from './adf-decode.ts';
export { encodeAdf, type AdfDocument, type AdfNode } from './adf-encode.ts';
