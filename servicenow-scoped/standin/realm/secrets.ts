/** Password2: encrypted with a key of the instance. What the database holds never shows the secret. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { threadData } from './host.ts';

const key = Buffer.from(threadData.instanceKey, 'hex');

export function encrypt(text: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `^${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64')}`;
}

/** @returns empty for an empty field. @throws for text that was never encrypted here. */
export function decrypt(sealed: string): string {
  if (sealed === '') return '';
  const bytes = Buffer.from(sealed.slice(1), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
}
