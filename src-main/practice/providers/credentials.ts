import type { Stage } from '../stage/stage.ts';
import { gatewayPeriod, gatewayToken } from './gateway-token.ts';
import type { ProviderKind } from './kinds.ts';

/** Each account has credentials of its own at each provider, so that a provider can tell whose effect it was. */
export function credentialFor(stage: Stage, kind: ProviderKind, accountId: string): Record<string, string> {
  const secret = (what: string): string => stage.secret(`${kind} ${what} ${accountId}`).slice(0, 32);
  const app = `app-${secret('app').slice(0, 12)}`;
  switch (kind) {
    case 'yunguanlian':
      return { appId: app, secret: secret('secret') };
    case 'danhaobao':
      return { appKey: app, secret: secret('secret') };
    case 'yunxinliuke-voice':
      // `contact` is the store's own phone, the B of a binding; no real one can begin 1990001.
      return { appId: app, token: secret('token'), areaCode: '021', contact: '19900010000' };
    case 'yunxinliuke-sms':
      return { userCode: app, userPass: secret('pass'), channel: '8' };
    case 'aliyun-sms':
      return { accessKeyId: `LTAI${secret('key').slice(0, 20)}`, accessKeySecret: secret('secret').slice(0, 30) };
    case 'aliyun-pls':
      return { accessKeyId: `LTAI${secret('key').slice(0, 20)}`, accessKeySecret: secret('secret').slice(0, 30), contact: '19900010000' };
    case 'tencent-sms':
      return { secretId: `AKID${secret('id')}`, secretKey: secret('key'), sdkAppId: `14${BigInt(`0x${secret('sdk').slice(0, 8)}`) % 100_000_000n}`.padEnd(10, '0') };
    case 'huawei-axb':
      return { appKey: app, appSecret: secret('secret'), contact: '19900010000' };
    case 'gateway':
      return { token: gatewayToken(stage, accountId, gatewayPeriod(stage)) };
    case 'kuaidi100':
      return { customer: secret('customer').toUpperCase(), key: secret('key').slice(0, 12) };
  }
}

/** The account whose credential `name` has this value, or null. */
export function accountWith(stage: Stage, kind: ProviderKind, name: string, value: string | undefined): string | null {
  const accounts = stage.sql<{ account_id: string }>('SELECT account_id FROM accounts').all();
  return accounts.find(({ account_id }) => credentialFor(stage, kind, account_id)[name] === value)?.account_id ?? null;
}
