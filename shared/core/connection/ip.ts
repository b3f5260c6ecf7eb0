/**
 * Literal IP addresses, in every spelling a URL reader takes for one (https://url.spec.whatwg.org/#host-parsing): IPv4 in
 * one to four decimal, octal or hexadecimal parts; IPv6 with `::` and an embedded IPv4.
 *
 * Public means global unicast by the registries (https://www.iana.org/assignments/iana-ipv4-special-registry,
 * …/iana-ipv6-special-registry); an IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo) is never public.
 */

/** [first address, prefix length] */
const NOT_PUBLIC_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
];

export type AddressClass = 'public' | 'loopback' | 'private';

/** What a URL reader would take for IPv4: the last label is a number. */
export function looksLikeIpv4(host: string): boolean {
  const labels = host.split('.');
  return /^([0-9]+|0x[0-9a-f]*)$/i.test(labels[labels.length - 1] ?? '');
}

/** Dotted decimal, or null where a URL reader would fail. */
export function readIpv4(host: string): string | null {
  const parts = host.split('.');
  if (parts.length > 4) return null;
  const numbers: number[] = [];
  for (const part of parts) {
    const number = readPart(part);
    if (number === null) return null;
    numbers.push(number);
  }
  const last = numbers.pop() ?? 0;
  if (numbers.some((number) => number > 255) || last >= Math.pow(256, 4 - numbers.length)) return null;
  let value = last;
  for (let i = 0; i < numbers.length; i++) value += (numbers[i] ?? 0) * Math.pow(256, 3 - i);
  return dotted(value);
}

export function classOfIpv4(address: string): AddressClass {
  const value = valueOf(address);
  for (const [first, length] of NOT_PUBLIC_V4) {
    const size = Math.pow(2, 32 - length);
    const start = valueOf(first);
    if (value >= start && value < start + size) return first === '127.0.0.0' ? 'loopback' : 'private';
  }
  return 'public';
}

/** Eight numbers, or null: not an IPv6 address. `text` stands without brackets. */
export function readIpv6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groups(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? groups(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const zeros: number[] = [];
  for (let i = 0; i < missing; i++) zeros.push(0);
  return head.concat(zeros, tail);
}

export function classOfIpv6(address: readonly number[]): AddressClass {
  const [first = 0, second = 0] = address;
  if (address.every((group, i) => group === (i === 7 ? 1 : 0))) return 'loopback';
  const globalUnicast = first >= 0x2000 && first <= 0x3fff;
  const special = (first === 0x2001 && (second < 0x200 || second === 0xdb8)) || first === 0x2002 || (first === 0x3fff && second < 0x1000);
  return globalUnicast && !special ? 'public' : 'private';
}

export function writeIpv6(address: readonly number[]): string {
  return address.map((group) => group.toString(16)).join(':');
}

function groups(text: string, last: boolean): number[] | null {
  if (text === '') return [];
  const result: number[] = [];
  const parts = text.split(':');
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? '';
    if (last && i === parts.length - 1 && part.indexOf('.') >= 0) {
      const embedded = /^(\d{1,3}\.){3}\d{1,3}$/.test(part) ? readIpv4(part) : null;
      if (embedded === null) return null;
      const value = valueOf(embedded);
      result.push(Math.floor(value / 65536), value % 65536);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) result.push(parseInt(part, 16));
    else return null;
  }
  return result;
}

function readPart(part: string): number | null {
  if (/^0x[0-9a-f]*$/i.test(part)) return part.length === 2 ? 0 : parseInt(part.slice(2), 16);
  if (/^0[0-7]+$/.test(part)) return parseInt(part, 8);
  return /^(0|[1-9][0-9]*)$/.test(part) ? Number(part) : null;
}

function valueOf(address: string): number {
  let value = 0;
  for (const part of address.split('.')) value = value * 256 + Number(part);
  return value;
}

function dotted(value: number): string {
  return [Math.floor(value / 16777216), Math.floor(value / 65536) % 256, Math.floor(value / 256) % 256, value % 256].join('.');
}
