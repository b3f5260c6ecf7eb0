/** `@<identity>`: before it is parsed it would be taken for an HTML element where the identity begins with a letter. */
const mention = /@<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/gi;
/** Non-characters: no text that a tracker carries has them (cleanText). */
const open = '\ufdd0';
const close = '\ufdd1';
const hidden = /\ufdd0([0-9a-f-]{36})\ufdd1/i;

export function mentionText(identity: string): string {
  return `@<${identity}>`;
}

export function hideMentions(markdown: string): string {
  return markdown.replace(/[\ufdd0\ufdd1]/g, '').replace(mention, `${open}$1${close}`);
}

/** The text with identities at every second place. */
export function splitMentions(text: string): readonly string[] {
  return text.split(hidden);
}

export function showMentions(text: string): string {
  return text.replace(/\ufdd0([0-9a-f-]{36})\ufdd1/gi, '@<$1>');
}
