/**
 * What the encoder and the decoder of Jira's wiki markup agree on.
 * https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=all
 */
import type { RichMark } from '@entente/core';
import type { Sources } from '@entente/richtext';

export interface WikiOptions {
  /** Names this Jira in the ids of its mentions, so that nobody of the same name elsewhere is mentioned. */
  readonly site?: string;
  /** None: every block is written anew. */
  readonly sources?: Sources;
}

export const mentionId = (site: string, user: string): string => `${site}~${user}`;

/** Phrases by the character that opens and closes them. Code (`{{ }}`) is none of them: it has two. */
export const phraseMarks = [
  { delimiter: '*', mark: 'strong' },
  { delimiter: '_', mark: 'em' },
  { delimiter: '-', mark: 'strike' },
  { delimiter: '+', mark: 'underline' },
  { delimiter: '^', mark: 'sup' },
  { delimiter: '~', mark: 'sub' },
] as const;

export type Delimiter = (typeof phraseMarks)[number]['delimiter'];

/** What Java's patterns, and so Jira, take for space; others (of Chinese or Japanese text) are characters as any. */
const spaceCharacters = ' \t\n\u00a0';

export function isSpaceCharacter(character: string): boolean {
  return character !== '' && spaceCharacters.includes(character);
}

/** Without the space at either edge. */
export function trimmed(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpaceCharacter(text.charAt(start))) start += 1;
  while (end > start && isSpaceCharacter(text.charAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const letterOrDigit = /^[\p{L}\p{Nd}]$/u;

/** A phrase begins after, and ends before, anything but these. */
export function isWordCharacter(character: string): boolean {
  return letterOrDigit.test(character);
}

// An address that Jira links by itself: nothing inside is markup. An entity ends it, and so do signs at its end.
const bareAddress = /(?:https?|ftp):\/\/(?:[\w\-./:%?=#~+@,]|&(?!#?\w+;))*(?:[A-Za-z0-9/])/y;

/** How many characters from `at` are an address of their own; 0: none. */
export function addressLength(text: string, at: number): number {
  if (at > 0 && isWordCharacter(text.charAt(at - 1))) return 0;
  bareAddress.lastIndex = at;
  return bareAddress.exec(text)?.[0].length ?? 0;
}

/** Signs that Jira replaces by pictures. https://jira.atlassian.com/secure/WikiRendererHelpAction.jspa?section=miscellaneous */
export const signInBrackets = /^\((?:y|n|i|\/|x|!|\+|-|\?|on|off|\*[rgby]?|flag|flagoff)\)/;
export const face = /^[:;][)(PpD]/;

/** Atlassian's own colours of the panels that Jira Cloud writes as macros. */
export const panelColors: readonly (readonly [type: string, color: string])[] = [
  ['info', '#deebff'],
  ['note', '#eae6ff'],
  ['success', '#e3fcef'],
  ['warning', '#fffae6'],
  ['error', '#ffebe6'],
];

/** Languages as `{code:…}` takes them; anything else would be read as another parameter. */
export const codeLanguage = /^[A-Za-z0-9+#.-]{1,30}$/;

/** A mark's attribute as text; '' where it is absent or no text. */
export function markText(mark: RichMark, name: string): string {
  const value = mark.attrs?.[name];
  return typeof value === 'string' ? value : '';
}
