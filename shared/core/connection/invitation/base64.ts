/**
 * Base64 over ASCII text, in characters alone: the engines the core is compiled for have no `btoa` and no byte arrays in common.
 *
 * 1. One character is one byte; a character above U+00FF is a bug of the caller.
 * 2. `base64Decode` takes both alphabets and leaves padding optional; what is not base64 is null, never a guess.
 */
const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const URL_SAFE = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** RFC 4648 section 4: `+/`, padded. */
export function base64Encode(text: string): string {
  const unpadded = encodeWith(STANDARD, text);
  return unpadded + '==='.slice(0, (4 - (unpadded.length % 4)) % 4);
}

/** RFC 4648 section 5, without padding. */
export function base64UrlEncode(text: string): string {
  return encodeWith(URL_SAFE, text);
}

/** Null: not base64, or bits left over that no encoder writes. */
export function base64Decode(encoded: string): string | null {
  const text = encoded
    .replace(/={1,2}$/, '')
    .replace(/-/g, '+')
    .replace(/_/g, '/');
  if (text.length % 4 === 1 || !/^[A-Za-z0-9+/]*$/.test(text)) return null;
  const parts: string[] = [];
  let bits = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    bits = ((bits << 6) | STANDARD.indexOf(text.charAt(i))) & 0xffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      parts.push(String.fromCharCode((bits >> count) & 0xff));
    }
  }
  return (bits & ((1 << count) - 1)) === 0 ? parts.join('') : null;
}

/** The bytes that lower-case hex stands for, as base64url without padding. */
export function base64UrlOfHex(hex: string): string {
  const bytes: string[] = [];
  for (let i = 0; i + 1 < hex.length; i += 2) bytes.push(String.fromCharCode(parseInt(hex.slice(i, i + 2), 16)));
  return base64UrlEncode(bytes.join(''));
}

function encodeWith(alphabet: string, text: string): string {
  const parts: string[] = [];
  let bits = 0;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    if (byte > 0xff) throw new Error('base64: not a byte at ' + i);
    bits = ((bits << 8) | byte) & 0xffff;
    count += 8;
    while (count >= 6) {
      count -= 6;
      parts.push(alphabet.charAt((bits >> count) & 0x3f));
    }
  }
  if (count > 0) parts.push(alphabet.charAt((bits << (6 - count)) & 0x3f));
  return parts.join('');
}
