import type { Adapter } from './adapter.ts';
import { aliyunPls } from './aliyun-pls/aliyun-pls.ts';
import { aliyunSms } from './aliyun-sms/aliyun-sms.ts';
import { danhaobao } from './danhaobao/danhaobao.ts';
import { gateway } from './gateway/gateway.ts';
import { huaweiAxb } from './huawei-axb/huawei-axb.ts';
import { tencentSms } from './tencent-sms/tencent-sms.ts';
import { yunguanlian } from './yunguanlian/yunguanlian.ts';
import { yunxinliukeSms } from './yunxinliuke-sms/yunxinliuke-sms.ts';
import { yunxinliukeVoice } from './yunxinliuke-voice/yunxinliuke-voice.ts';

/** Every kind of provider that the account API can name: one folder and one line each. A map: a name of the language, `constructor` for one, is in none. */
export const ADAPTERS: ReadonlyMap<string, Adapter> = new Map(Object.entries({
  yunguanlian,
  danhaobao,
  'yunxinliuke-sms': yunxinliukeSms,
  'yunxinliuke-voice': yunxinliukeVoice,
  'aliyun-sms': aliyunSms,
  'aliyun-pls': aliyunPls,
  'tencent-sms': tencentSms,
  'huawei-axb': huaweiAxb,
  gateway,
}));
