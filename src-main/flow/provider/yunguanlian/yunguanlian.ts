import { CONTRACT } from '../conversion/contract.ts';
import { conversionAdapter } from '../conversion/conversion.ts';

/** 云关联, waybill sync: JSON with an HMAC header. Source: docs/conversion-contract.md. */
export const yunguanlian = conversionAdapter({
  ...CONTRACT,
  body: 'json',
  credential: { app: 'appId', secret: 'secret' },
  signature: { scheme: 'hmac-sha256-header', headers: { app: 'x-app-id', timestamp: 'x-timestamp', signature: 'x-signature' }, encoding: 'hex' },
});
