import type { Crypto as CryptoPort } from '@entente/core';
import { plainCrypto } from './plain-crypto.ts';

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function hex(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The Crypto port in a browser: text is hashed as UTF-8. `subtle` is there in secure contexts alone (https, or the machine
 * itself; https://www.w3.org/TR/webcrypto-2/); elsewhere JavaScript does the same.
 */
export function webCrypto(subtle: SubtleCrypto | undefined = globalThis.crypto.subtle): CryptoPort {
  if (subtle === undefined) return plainCrypto();
  return {
    sha256: async (text) => hex(await subtle.digest('SHA-256', bytesOf(text))),
    hmac: async (key, message) => {
      const imported = await subtle.importKey('raw', bytesOf(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
      return btoa(String.fromCharCode(...new Uint8Array(await subtle.sign('HMAC', imported, bytesOf(message)))));
    },
    sha256OfBase64: async (base64) =>
      hex(
        await subtle.digest(
          'SHA-256',
          Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
        ),
      ),
  };
}
