/** `@<identity>`: before it is parsed it would be taken for an HTML element where the identity begins with a letter. */
const mention = /@<([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})>/gi;
/** Private use characters: no text has them on purpose. */
const open = '\uf8e0';
const close = '\uf8e1';
const hidden = /\uf8e0([0-9a-f-]{36})\uf8e1/i;

export function mentionText(identity: string): string {
  return `@<${identity}>`;
}

export function hideMentions(markdown: string): string {
  return markdown.replace(/[\uf8e0\uf8e1]/g, '').replace(mention, `${open}$1${close}`);
}

/** The text with identities at every second place. */
export function splitMentions(text: string): readonly string[] {
  return text.split(hidden);
}

export function showMentions(text: string): string {
  return text.replace(/\uf8e0([0-9a-f-]{36})\uf8e1/gi, '@<$1>');
}
