/** Clock, Random, Crypto and Log over the platform's own. */
import { base64Encode, faultError, type Clock, type Crypto, type Log, type Random } from '@entente/core';
import { integer, text } from '../tracker/values.ts';

export const clock: Clock = {
  now: () => parseInt(text(new GlideDateTime().getNumericValue()), 10),
};

/** https://www.servicenow.com/docs/r/api-reference/server-api-reference/GlideSecureRandomUtilScopedAPI.html: letters and digits. */
const TOKEN_LENGTH = 43;
const FRACTIONS = 1000000;

/** A random GUID of the platform says nothing of where its bits come from: ours are secure ones. */
function hex(length: number): string {
  let digits = '';
  while (digits.length < length) digits += integer(GlideSecureRandomUtil.getSecureRandomIntBound(16)).toString(16);
  return digits;
}

export const random: Random = {
  token: () => text(GlideSecureRandomUtil.getSecureRandomString(TOKEN_LENGTH)),
  uuid: () =>
    `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'.charAt(integer(GlideSecureRandomUtil.getSecureRandomIntBound(4)))}${hex(3)}-${hex(12)}`,
  fraction: () => integer(GlideSecureRandomUtil.getSecureRandomIntBound(FRACTIONS)) / FRACTIONS,
};

export const crypto: Crypto = {
  async sha256(given) {
    return text(new GlideDigest().getSHA256Hex(given)).toLowerCase();
  },
  async hmac(key, message) {
    return text(new CertificateEncryption().generateMac(base64Encode(key), 'HmacSHA256', message));
  },
  async sha256OfBase64() {
    // The engine has no bytes: files are hashed as streams of the platform (tracker/attachments.ts).
    throw faultError({ whose: 'ours', code: 'bug', detail: 'bytes cannot be hashed here' });
  },
};

export const log: Log = {
  write(level, event, facts) {
    gs[level](JSON.stringify({ event, ...facts }));
  },
};
