import { createHash, createHmac, type BinaryToTextEncoding } from 'node:crypto';

/** Text is hashed as UTF-8, at every vendor here. */
export const hash = (algorithm: 'md5' | 'sha256', text: string): string => createHash(algorithm).update(text, 'utf8').digest('hex');

export const hmac = (algorithm: 'sha1' | 'sha256', key: string | Buffer, text: string, encoding: BinaryToTextEncoding): string =>
  createHmac(algorithm, key).update(text, 'utf8').digest(encoding);

/** The same, for a key derived in steps. */
export const hmacBytes = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
