/** Ranges of bytes inside base64, without decoding more than the edges. */
import { base64Decode, base64Encode } from '../connection/invitation/base64.ts';

/** How many bytes padded base64 stands for; null: not base64 as encoders write it. */
export function base64Length(encoded: string): number | null {
  if (encoded.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) return null;
  const padding = encoded.slice(-2) === '==' ? 2 : encoded.slice(-1) === '=' ? 1 : 0;
  return (encoded.length / 4) * 3 - padding;
}

/** Padded base64 of `length` bytes from `start`, both within what `encoded` stands for. */
export function base64Range(encoded: string, start: number, length: number): string {
  const first = Math.floor(start / 3);
  const last = Math.ceil((start + length) / 3);
  const groups = encoded.slice(first * 4, last * 4);
  const skip = start - first * 3;
  if (skip === 0 && length === base64Length(groups)) return groups;
  if (skip === 0) {
    // Only the last group is cut.
    const whole = Math.floor(length / 3);
    return groups.slice(0, whole * 4) + base64Encode((base64Decode(groups.slice(whole * 4, whole * 4 + 4)) ?? '').slice(0, length - whole * 3));
  }
  return base64Encode((base64Decode(groups) ?? '').slice(skip, skip + length));
}

/** Padded base64 of the bytes of both. */
export function base64Join(a: string, b: string): string {
  if (a.slice(-1) !== '=') return a + b;
  const whole = Math.floor(a.length / 4 - 1) * 4;
  return a.slice(0, whole) + base64Encode((base64Decode(a.slice(whole)) ?? '') + (base64Decode(b) ?? ''));
}
