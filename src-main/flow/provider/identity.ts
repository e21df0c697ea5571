import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Provider } from '../../../src-shared/contract/parcels.ts';

/** In a credential these say whose account it is; the rest proves that, and is renewed: Aliyun's AccessKey and Tencent's SecretId with it. */
const ACCOUNT = ['appId', 'appKey', 'sdkAppId', 'userCode'];
/** The settings may call it by another name (conversion/configuration.ts), and a pool of numbers is of one account. */
const also = z.object({ credential: z.object({ app: z.string() }).optional(), poolKey: z.string().optional() });

/**
 * What a provider is known by here: its name, and without one where it is and whose account it is asked with. A vendor has one endpoint for all: another account there knows
 * nothing of what this one did, and its "no such" is no proof. Hashed, for of a credential nothing is in the database.
 */
export function identityOf({ name, endpoint, credential, settings }: Provider): string {
  if (name !== undefined) return name;
  const { credential: renamed, poolKey } = also.safeParse(settings).data ?? {};
  const account = [...ACCOUNT, ...(renamed ? [renamed.app] : [])].flatMap((part) => credential[part] ?? []);
  return account.length === 0 && poolKey === undefined ? endpoint : createHash('sha256').update(JSON.stringify([endpoint, poolKey ?? '', ...account])).digest('hex');
}

/** The provider as it may be in the database: without its credential, but still the one that it is. */
export function withoutCredential(provider: Provider): Provider {
  const identity = identityOf(provider);
  return { ...provider, credential: {}, ...(identity === provider.endpoint ? {} : { name: identity }) };
}
