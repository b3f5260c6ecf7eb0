/** Digests, MACs, random text, and small text helpers. Text enters them as UTF-8. */
import { createHash, createHmac, randomBytes, randomInt } from 'node:crypto';
import { strict } from '../realm.ts';
import type { Transaction } from '../transaction.ts';
import { drain } from './streams.ts';

const hash = (name: string, of: string | Uint8Array, as: 'hex' | 'base64'): string => createHash(name).update(of).digest(as);

function digest(transaction: Transaction): object {
  const members: Record<string, unknown> = {};
  for (const [name, algorithm] of [['MD5', 'md5'], ['SHA1', 'sha1'], ['SHA256', 'sha256'], ['SHA384', 'sha384'], ['SHA512', 'sha512']] as const) {
    members[`get${name}Hex`] = (text: unknown) => hash(algorithm, String(text), 'hex');
    members[`get${name}Base64`] = (text: unknown) => hash(algorithm, String(text), 'base64');
    members[`get${name}HexFromInputStream`] = (stream: unknown) => hash(algorithm, drain(transaction, stream), 'hex');
    members[`get${name}Base64FromInputStream`] = (stream: unknown) => hash(algorithm, drain(transaction, stream), 'base64');
  } // prettier-ignore
  return strict(transaction.realm, 'GlideDigest', members);
}

const macs: Readonly<Record<string, string>> = {
  HmacSHA256: 'sha256',
  HmacSHA1: 'sha1',
  HmacSHA384: 'sha384',
  HmacSHA512: 'sha512',
  HmacMD5: 'md5',
};

function encryption(transaction: Transaction): object {
  const { realm } = transaction;
  return strict(realm, 'CertificateEncryption', {
    /** @param key base64 */
    generateMac: (key: unknown, algorithm: unknown, data: unknown) => {
      const name = macs[String(algorithm)];
      if (name === undefined) return realm.fail(`CertificateEncryption: no such algorithm as ${String(algorithm)}`);
      return createHmac(name, Buffer.from(String(key), 'base64'))
        .update(String(data))
        .digest('base64');
    },
  });
}

const printable = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const randomness = {
  getSecureRandomString: (length: number) => Array.from(randomBytes(Number(length)), (byte) => printable[byte % printable.length]).join(''),
  getSecureRandomInt: () => randomInt(-(2 ** 31), 2 ** 31),
  getSecureRandomIntBound: (bound: number) => randomInt(Number(bound)),
  getSecureRandomLong: () => randomInt(0, 2 ** 47),
};

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

const strings = {
  base64Encode: (text: unknown) => Buffer.from(String(text), 'utf8').toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString('utf8'),
  escapeHTML: (text: unknown) => String(text).replace(/[&<>"']/g, (one) => entities[one] ?? one),
  isEligibleSysID: (text: unknown) => /^[0-9a-f]{32}$/.test(String(text)),
};

export interface Digests {
  readonly GlideDigest: unknown;
  readonly CertificateEncryption: unknown;
  readonly GlideSecureRandomUtil: unknown;
  readonly GlideStringUtil: unknown;
}

export const digestsOf = (transaction: Transaction): Digests => ({
  GlideDigest: function GlideDigest() {
    return digest(transaction);
  },
  CertificateEncryption: function CertificateEncryption() {
    return encryption(transaction);
  },
  GlideSecureRandomUtil: strict(transaction.realm, 'GlideSecureRandomUtil', { ...randomness }),
  GlideStringUtil: strict(transaction.realm, 'GlideStringUtil', { ...strings }),
});
