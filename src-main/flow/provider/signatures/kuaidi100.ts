import { hash } from './digest.ts';
import type { Signed } from './signed.ts';

/**
 * 快递100, poll/query.do: `sign` = upper hex md5(param + key + customer), over the very JSON text that is sent as `param`.
 * Source: api.kuaidi100.com, "实时快递查询接口技术文档", and the vendor's kuaidi100-api/php-demo, synquery.php.
 */
export function kuaidi100({ param, key, customer }: { readonly param: string; readonly key: string; readonly customer: string }): Signed {
  const canonical = param + key + customer;
  return { canonical, signature: hash('md5', canonical).toUpperCase() };
}
