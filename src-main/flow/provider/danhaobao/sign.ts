import { secretWrappedMd5 } from '../signatures/secret-wrapped-md5.ts';

/** Upper hex md5(secret + name1value1name2value2... + secret), names sorted, empty values kept. Source: docs/conversion-contract.md. */
export const sign = (secret: string, fields: Readonly<Record<string, string>>): string => secretWrappedMd5(secret, Object.entries(fields)).signature;
