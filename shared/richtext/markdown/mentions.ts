/**
 * `@<identity>`: before it is parsed it would be taken for an HTML element where the identity begins with a letter. While Markdown is read
 * or written its inner signs are others; the outer ones stay, because marks beside them depend on what kind of sign they are.
 */
const mention = /@<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/gi;
/** Non-characters: no text that a tracker carries has them (cleanText). */
const open = '\ufdd0';
const close = '\ufdd1';
const hidden = /@\ufdd0([0-9a-f-]{36})\ufdd1>/i;

export function hiddenMention(identity: string): string {
  return `@${open}${identity}${close}>`;
}

export function hideMentions(markdown: string): string {
  return markdown.replace(/[\ufdd0\ufdd1]/g, '').replace(mention, `@${open}$1${close}>`);
}

/** The text with identities at every second place. */
export function splitMentions(text: string): readonly string[] {
  return text.split(hidden);
}

/** Beside marks, the outer signs may have been written as entities. */
export function showMentions(text: string): string {
  return text.replace(/(?:@|&#x40;)\ufdd0([0-9a-f-]{36})\ufdd1(?:>|&#x3E;)/gi, '@<$1>');
}
