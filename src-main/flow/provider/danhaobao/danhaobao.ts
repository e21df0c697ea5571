import { CONTRACT } from '../conversion/contract.ts';
import { conversionAdapter } from '../conversion/conversion.ts';

/** 单号宝, waybill trace: a form signed with md5 of its sorted fields. Source: docs/conversion-contract.md. */
export const danhaobao = conversionAdapter({
  ...CONTRACT,
  body: 'form',
  credential: { app: 'appKey', secret: 'secret' },
  signature: { scheme: 'md5-sorted', fields: { app: 'appKey', timestamp: 'timestamp', sign: 'sign' }, pairs: 'joined', secret: 'around', letters: 'upper' },
});
