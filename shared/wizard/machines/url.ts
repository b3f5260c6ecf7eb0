/** What a person types as an address, and whether it is worth asking for. The node checks it again, and more (PROTOCOL §6). */

/** With `https://` put before what has no scheme, since people paste what the browser's address bar shows. */
export function readUrl(
  typed: string,
): { readonly kind: 'url'; readonly url: string; readonly host: string } | { readonly kind: 'empty' | 'notAUrl' } {
  const text = typed.trim();
  if (text === '') return { kind: 'empty' };
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(whole)) return { kind: 'notAUrl' };
  const { host, protocol } = new URL(whole);
  if (host === '' || (protocol !== 'https:' && protocol !== 'http:')) return { kind: 'notAUrl' };
  return { kind: 'url', url: whole, host };
}

/** The host of an address for display, or the text itself where it is none. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
