/**
 * Which addresses a partner may have (PROTOCOL, "Addresses").
 *
 * 1. Public unicast only. What another protocol wraps an address in (IPv4 in IPv6, NAT64, 6to4, Teredo) is refused or unwrapped.
 * 2. What cannot be read as an address is refused.
 */
import ipaddr from 'ipaddr.js';

/** IPv6 hands out public addresses from 2000::/3 alone (https://www.iana.org/assignments/ipv6-address-space). */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** `text`: an IP address as a resolver or a URL gives it, brackets allowed. */
export function isPublicAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(bare)) return false;
  const address = ipaddr.process(bare);
  if (address.range() !== 'unicast') return false;
  return address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
}

/** Whether a URL's host is written as an address. `new URL` has brought every spelling (0x7f.1, 2130706433 …) to one form. */
export function isLiteralAddress(hostname: string): boolean {
  return ipaddr.isValid(hostname.replace(/^\[|\]$/g, ''));
}

export function isLoopbackAddress(text: string): boolean {
  const bare = text.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) && ipaddr.process(bare).range() === 'loopback';
}
