import type { Provider } from '../../../src-shared/contract/parcels.ts';
import type { Stage } from '../stage/stage.ts';
import { ALIYUN_CODES, TENCENT_CODES } from './filed.ts';
import type { ProviderKind } from './kinds.ts';
import { VOICE_RESULTS } from './yunxinliuke-voice.ts';

/** Numbers that nobody can have, enough for a day's parcels: 17010000000 on. */
const POOL_SIZE = 600;
const FIRST_NUMBER = 17_010_000_000;
const POOL_NUMBERS: readonly string[] = Array.from({ length: POOL_SIZE }, (_, at) => String(FIRST_NUMBER + at));

/** The same with the country, as Huawei writes them. */
export const HUAWEI_NUMBERS: readonly string[] = POOL_NUMBERS.map((number) => `+86${number}`);

/** The pool of an account's privacy numbers at Aliyun: its key, and the numbers in it. */
export const poolOf = (stage: Stage, accountId: string): { readonly poolKey: string; readonly numbers: readonly string[] } => ({
  poolKey: `FC${BigInt(`0x${stage.secret(`pool ${accountId}`).slice(0, 10)}`)}`,
  numbers: POOL_NUMBERS,
});

/** What the account API tells of a kind beyond its credential. */
export function settingsFor(stage: Stage, kind: ProviderKind, accountId: string): Provider['settings'] | null {
  switch (kind) {
    case 'yunxinliuke-voice':
      return { results: VOICE_RESULTS };
    case 'aliyun-sms':
      return { templates: ALIYUN_CODES };
    case 'aliyun-pls':
      return poolOf(stage, accountId);
    case 'tencent-sms':
      return { templates: TENCENT_CODES };
    case 'huawei-axb':
      return { numbers: HUAWEI_NUMBERS };
    default:
      return null;
  }
}
