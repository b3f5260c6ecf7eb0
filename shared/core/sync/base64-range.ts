/**
 * Ranges of bytes inside base64, without decoding: an attachment passes through here whole, on engines without byte arrays.
 * Bytes that begin inside a group of four characters are the same six-bit values, moved by eight or sixteen bits.
 */
import { base64Decode, base64Encode } from '../connection/invitation/base64.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Six bits by character code; padding and everything else counts as none. */
const SEXTETS: readonly number[] = sextets();

function sextets(): readonly number[] {
  const values: number[] = [];
  for (let code = 0; code < 128; code++) values.push(Math.max(0, ALPHABET.indexOf(String.fromCharCode(code))));
  return values;
}

/** How many bytes padded base64 stands for; null: not base64 as encoders write it. */
export function base64Length(encoded: string): number | null {
  if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return null;
  const padding = encoded.slice(-2) === '==' ? 2 : encoded.slice(-1) === '=' ? 1 : 0;
  return (encoded.length / 4) * 3 - padding;
}

/** Padded base64 of `length` bytes from `start`, both within what `encoded` stands for. */
export function base64Range(encoded: string, start: number, length: number): string {
  const whole = Math.floor(start / 3) * 4;
  const groups = encoded.slice(whole, Math.ceil((start + length) / 3) * 4);
  const skip = start % 3;
  const moved = skip === 0 ? groups : movedBy(groups, skip, Math.ceil((length * 4) / 3));
  return ended(moved, length);
}

/** The first `count` six-bit values after `skip` bytes (1 or 2). */
function movedBy(groups: string, skip: number, count: number): string {
  // Adding to a text is three times as fast as joining a list.
  let moved = '';
  const low = skip === 1 ? 15 : 3;
  const up = skip === 1 ? 2 : 4;
  let left = sextetAt(groups, skip);
  for (let i = 0; i < count; i++) {
    const right = sextetAt(groups, i + skip + 1);
    moved += ALPHABET.charAt(((left & low) << up) | (right >> (6 - up)));
    left = right;
  }
  return moved;
}

function sextetAt(groups: string, index: number): number {
  return index < groups.length ? (SEXTETS[groups.charCodeAt(index)] ?? 0) : 0;
}

/** Cut to `length` bytes: no bit left over in the last character, and padded. */
function ended(text: string, length: number): string {
  const rest = length % 3;
  const whole = Math.floor(length / 3) * 4;
  if (rest === 0) return text.slice(0, whole);
  const last = sextetAt(text, whole + rest) & (rest === 1 ? 48 : 60);
  return text.slice(0, whole + rest) + ALPHABET.charAt(last) + (rest === 1 ? '==' : '=');
}

/** Padded base64 of the bytes of both. */
export function base64Join(a: string, b: string): string {
  if (a.slice(-1) !== '=') return a + b;
  // Only where a partner's chunks are no multiples of three bytes.
  const whole = a.length - 4;
  return a.slice(0, whole) + base64Encode((base64Decode(a.slice(whole)) ?? '') + (base64Decode(b) ?? ''));
}
