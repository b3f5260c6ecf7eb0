/**
 * Which addresses a node may store and call: as far as text alone can tell. PROTOCOL §6
 *
 * 1. https only, lower-case host, no credentials, query or fragment, no `.` or `..` in the path.
 * 2. A literal address must be public unicast, in whatever spelling; names that never leave a network are refused. What a
 *    name resolves to is checked by the Partner port when it connects.
 * 3. `allowLoopback` (playground and tests alone) adds plain http and loopback, nothing else.
 * 4. The result is normal: the same address gives the same text, without a slash at the end.
 */
import { classOfIpv4, classOfIpv6, looksLikeIpv4, readIpv4, readIpv6, writeIpv6 } from './ip.ts';
import type { AddressClass } from './ip.ts';

export type AddressRefusal = 'notAUrl' | 'notHttps' | 'forbiddenAddress';
export type Address =
  | { readonly kind: 'address'; readonly url: string; readonly host: string }
  | { readonly kind: 'refused'; readonly code: AddressRefusal };

const MAX_LENGTH = 500;
/** Names for use inside one network or machine (RFC 6762, RFC 8375, and ICANN's reserved `internal`). */
const INNER_NAMES = /(^|\.)(local|internal|intranet|lan|home\.arpa)$/;

/** `text` may come without a scheme, as people paste it. */
export function readAddress(text: string, allowLoopback: boolean): Address {
  const parts = split(text.replace(/^\s+|\s+$/g, ''));
  if (parts === null) return refuse('notAUrl');
  const host = readHost(parts.host);
  if (host === null) return refuse('notAUrl');
  const loopbackAllowed = allowLoopback && host.class === 'loopback';
  if (parts.scheme !== 'https' && !(parts.scheme === 'http' && loopbackAllowed))
    return refuse(parts.scheme === 'http' ? 'notHttps' : 'notAUrl');
  if (host.class !== 'public' && !loopbackAllowed) return refuse('forbiddenAddress');
  const isDefault = parts.port === '' || parts.port === (parts.scheme === 'https' ? '443' : '80');
  return { kind: 'address', url: parts.scheme + '://' + host.text + (isDefault ? '' : ':' + parts.port) + parts.path, host: host.text };
}

function refuse(code: AddressRefusal): Address {
  return { kind: 'refused', code };
}

interface Parts {
  readonly scheme: string;
  readonly host: string;
  readonly port: string;
  readonly path: string;
}

function split(text: string): Parts | null {
  // A colon before the path could be a port, so a scheme counts only with its slashes.
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : 'https://' + text;
  if (whole.length > MAX_LENGTH || !/^[!-~]+$/.test(whole) || /[\\?#@"<>^`{|}]/.test(whole)) return null;
  const found = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]/]*\]|[^:/[\]]+)(?::([0-9]{1,5}))?(\/.*)?$/i.exec(whole);
  if (found === null) return null;
  const port = found[3] === undefined ? '' : String(Number(found[3]));
  if (port !== '' && (Number(port) < 1 || Number(port) > 65535)) return null;
  const path = (found[4] ?? '').replace(/\/+$/, '');
  const dots = path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment));
  return dots ? null : { scheme: (found[1] ?? '').toLowerCase(), host: (found[2] ?? '').toLowerCase(), port, path };
}

function readHost(text: string): { readonly text: string; readonly class: AddressClass } | null {
  if (text.charAt(0) === '[') {
    const address = readIpv6(text.slice(1, -1));
    return address === null ? null : { text: '[' + writeIpv6(address) + ']', class: classOfIpv6(address) };
  }
  const host = text.replace(/\.$/, '');
  if (looksLikeIpv4(host)) {
    const address = readIpv4(host);
    return address === null ? null : { text: address, class: classOfIpv4(address) };
  }
  const labels = host.split('.');
  if (host.length > 253 || !labels.every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) return null;
  if (/(^|\.)localhost$/.test(host)) return { text: host, class: 'loopback' };
  return { text: host, class: labels.length < 2 || INNER_NAMES.test(host) ? 'private' : 'public' };
}
