/** The Crypto port in JavaScript alone, for pages whose browser withholds its own: one over plain http is no secure context. */
import type { Crypto as CryptoPort } from '@entente/core';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

export function plainCrypto(): CryptoPort {
  return {
    sha256: (text) => Promise.resolve(bytesToHex(sha256(bytesOf(text)))),
    hmac: (key, message) => Promise.resolve(btoa(String.fromCharCode(...hmac(sha256, bytesOf(key), bytesOf(message))))),
    sha256OfBase64: (base64) => Promise.resolve(bytesToHex(sha256(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))))),
  };
}
