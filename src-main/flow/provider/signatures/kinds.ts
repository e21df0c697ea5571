import { z } from 'zod';
import { aliyunAcs3 } from './aliyun-acs3.ts';
import { aliyunRpc } from './aliyun-rpc.ts';
import { headers, milliseconds, params, query, seconds, text, word } from './fields.ts';
import { huaweiAksk } from './huawei-aksk.ts';
import { jdMd5 } from './jd-md5.ts';
import { kdniao } from './kdniao.ts';
import { kuaidi100 } from './kuaidi100.ts';
import { pddMd5 } from './pdd-md5.ts';
import type { Signed } from './signed.ts';
import { tencentTc3 } from './tencent-tc3.ts';
import { topHmacSha256 } from './top-hmac-sha256.ts';
import { topMd5 } from './top-md5.ts';
import { yunxinliukeVoice } from './yunxinliuke-voice.ts';

/** What was signed, or the sentence that says what is wrong with the request. */
export type Outcome = { readonly signed: Signed } | { readonly wrong: string };

/** Every kind of signature: what its request has, and the function. docs/sign.md describes each. */
export const KINDS: ReadonlyMap<string, (request: unknown) => Outcome> = new Map([
  ['aliyun-rpc', kind({ method: word, secret: word, params }, aliyunRpc)],
  ['aliyun-acs3', kind({ method: word, path: text, query, headers, body: text, accessKeyId: word, secret: word }, aliyunAcs3)],
  ['tencent-tc3', kind({ secretId: word, secretKey: word, service: word, host: word, action: word, timestamp: seconds, contentType: word, payload: text }, tencentTc3)],
  ['top-md5', kind({ secret: word, params }, topMd5)],
  ['top-hmac-sha256', kind({ secret: word, params }, topHmacSha256)],
  ['pdd-md5', kind({ secret: word, params }, pddMd5)],
  ['jd-md5', kind({ secret: word, params }, jdMd5)],
  ['kdniao', kind({ requestData: text, apiKey: word }, kdniao)],
  ['kuaidi100', kind({ param: text, key: word, customer: word }, kuaidi100)],
  ['huawei-aksk', kind({ secret: word, nonce: word, created: word }, huaweiAksk)],
  ['yunxinliuke-voice', kind({ appId: word, token: word, timestamp: milliseconds }, yunxinliukeVoice)],
]);

function kind<Shape extends z.ZodRawShape>(shape: Shape, sign: (request: z.output<z.ZodObject<Shape>>) => Signed): (request: unknown) => Outcome {
  const schema = z.object(shape, 'must be a JSON object');
  return (request) => {
    const read = schema.safeParse(request);
    if (read.success) return { signed: sign(read.data) };
    const issue = read.error.issues[0];
    return { wrong: `${issue?.path[0] === undefined ? 'The request' : `"${String(issue.path[0])}"`} ${issue?.message ?? 'is wrong'}.` };
  };
}
