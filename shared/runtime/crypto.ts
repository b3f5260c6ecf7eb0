import { createHmac, hash } from 'node:crypto';
import type { Crypto } from '@entente/core';

/** The Crypto port over node:crypto: text is hashed as UTF-8. */
export function nodeCrypto(): Crypto {
  return {
    sha256: (text) => Promise.resolve(hash('sha256', text, 'hex')),
    hmac: (key, message) => Promise.resolve(createHmac('sha256', Buffer.from(key, 'utf8')).update(message, 'utf8').digest('base64')),
    sha256OfBase64: (base64) => Promise.resolve(hash('sha256', Buffer.from(base64, 'base64'), 'hex')),
  };
}
