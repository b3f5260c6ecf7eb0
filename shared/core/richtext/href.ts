/**
 * The address of a link that is safe to write anywhere: http, https or mailto. Null: not to be written.
 * Browsers skip tabs and line ends inside an address and spaces around it, so they are taken out before the check.
 */
export function safeHref(href: unknown): string | null {
  if (typeof href !== 'string' || href.length > 8000) return null;
  // oxlint-disable-next-line no-control-regex -- these are what browsers skip
  const address = href.replace(/[\u0000-\u001f\u007f]/g, '').replace(/^\s+|\s+$/g, '');
  return /^(https?:\/\/[^/?#\s]|mailto:[^\s])/i.test(address) ? address : null;
}
