import { createCipheriv, createDecipheriv, createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { plainPhone } from '../../../src-shared/domain/phone.ts';

const CIPHER = 'aes-256-gcm';
const KEY = 32;
const IV = 12;
const TAG = 16;
/** Asking the system for randomness costs more than the rest of a seal: it is drawn for many at once, and each byte used once. */
const DRAWN = 16_384;
let drawn = Buffer.alloc(0);
function random(bytes: number): Buffer {
  if (drawn.length < bytes) drawn = randomBytes(DRAWN);
  const taken = Buffer.from(drawn.subarray(0, bytes));
  drawn.fill(0, 0, bytes);
  drawn = drawn.subarray(bytes);
  return taken;
}

/** Of every wrapped key: a row that holds one is overwritten in place (see phone-rows.ts). */
export const WRAPPED = IV + TAG + KEY;

export type Sealed = { readonly sealed: Buffer; readonly wrapped: Buffer };

/**
 * A phone under a key of its own, which is wrapped by the master key: without the wrapped key, the master key opens
 * nothing. AES-256-GCM both times, a random key and nonce each, bound to `name` (the parcel's number) so that what
 * was sealed for one parcel can't be put into another's row.
 */
export function seal(master: Buffer, name: string, phone: string): Sealed {
  const key = random(KEY);
  return { sealed: encrypt(key, name, Buffer.from(phone, 'utf8')), wrapped: encrypt(master, name, key) };
}

/** Null where it was sealed under another master key, for another name, or is damaged. */
export function unseal(master: Buffer, name: string, { sealed, wrapped }: Sealed): string | null {
  const key = decrypt(master, name, wrapped);
  return key && (decrypt(key, name, sealed)?.toString('utf8') ?? null);
}

/** Equal for one phone however it is written, and to nobody without the key: HMAC-SHA256, hex. */
export function keyedFingerprint(key: KeyObject, phone: string): string {
  return createHmac('sha256', key).update(plainPhone(phone)).digest('hex');
}

// A key as bytes instead of an object makes a cipher take three times as long.
function encrypt(key: Buffer, name: string, plain: Buffer): Buffer {
  const iv = random(IV);
  const cipher = createCipheriv(CIPHER, createSecretKey(key), iv).setAAD(Buffer.from(name, 'utf8'));
  const text = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), text]);
}

function decrypt(key: Buffer, name: string, box: Buffer): Buffer | null {
  if (key.length !== KEY || box.length < IV + TAG) return null;
  try {
    const cipher = createDecipheriv(CIPHER, createSecretKey(key), box.subarray(0, IV), { authTagLength: TAG }).setAAD(Buffer.from(name, 'utf8')).setAuthTag(box.subarray(IV, IV + TAG));
    return Buffer.concat([cipher.update(box.subarray(IV + TAG)), cipher.final()]);
  } catch {
    return null;
  }
}
