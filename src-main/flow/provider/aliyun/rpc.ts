import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Outcome } from '../../queue/task.ts';
import { post, stale, type Wire } from '../adapter.ts';
import { aliyunRpc } from '../signatures/aliyun-rpc.ts';

/** An access key of Aliyun's, as the account API names its parts. */
export type AccessKey = { readonly accessKeyId: string; readonly accessKeySecret: string };

/** An answer with the vendor's own code, `OK` or an error of the API's table. */
export type Answered = { readonly code: string; readonly message: string; readonly body: unknown; readonly retryAfter: number | null };

const envelope = z.looseObject({ Code: z.string().min(1).max(128), Message: z.string().max(2000).nullish() });

/**
 * Calls an RPC API of Aliyun's (2017-05-25): a signed form, an answer in JSON with `Code`. What the gateway refuses comes
 * as a 4xx with a `Code` of its own. Source: help.aliyun.com/document_detail/251751.html.
 */
export async function rpc(wire: Wire, { accessKeyId, accessKeySecret }: AccessKey, action: string, fields: Readonly<Record<string, string>>): Promise<Answered | { readonly outcome: Outcome }> {
  const params = {
    ...fields,
    Action: action,
    Version: '2017-05-25',
    Format: 'JSON',
    AccessKeyId: accessKeyId,
    SignatureMethod: 'HMAC-SHA1',
    SignatureVersion: '1.0',
    SignatureNonce: randomUUID(),
    Timestamp: `${new Date(wire.now()).toISOString().slice(0, 19)}Z`,
  };
  const { signature } = aliyunRpc({ method: 'POST', secret: accessKeySecret, params });
  const body = new URLSearchParams({ ...params, Signature: signature }).toString();
  const posted = await post(wire, `${wire.provider.endpoint.replace(/\/$/, '')}/`, { 'content-type': 'application/x-www-form-urlencoded' }, body);
  const read = envelope.safeParse(parse('text' in posted ? posted.text : (posted.refusal ?? '')));
  if ('outcome' in posted) return { outcome: (read.success ? gatewayOutcome(read.data.Code, posted.retryAfter) : null) ?? posted.outcome };
  if (!read.success) return { outcome: { kind: 'unknown', about: 'answer unreadable' } };
  const { Code: code, Message: message } = read.data;
  const gateway = gatewayOutcome(code, posted.retryAfter);
  return gateway ? { outcome: gateway } : { code, message: message ?? '', body: read.data, retryAfter: posted.retryAfter };
}

/**
 * What the gateway in front of every API says. Source: the common errors in Aliyun's API documents, help.aliyun.com/document_detail/435312.html;
 * what is not here is a refusal by its status. A nonce that was used before means that this very request has been here
 * before, delivered twice on its way: nobody knows what the first one did.
 */
function gatewayOutcome(code: string, retryAfter: number | null): Outcome | null {
  if (code === 'SignatureNonceUsed') return { kind: 'unknown', about: code };
  if (code === 'Throttling' || code.startsWith('Throttling.')) return { kind: 'later', why: 'limited', after: retryAfter, about: 'Throttling' };
  if (code === 'InvalidTimeStamp.Expired' || code === 'IllegalTimestamp') return stale(code);
  if (REFUSES_ALL.has(code)) return { kind: 'refused', act: 'platform', about: code, ofAll: true };
  return REFUSES_THIS.has(code) ? { kind: 'refused', act: 'platform', about: code } : null;
}

/** Who asks, how it is signed, or which API is asked: none of it is of what was asked for. */
const REFUSES_ALL: ReadonlySet<string> = new Set([
  'SignatureDoesNotMatch', 'IncompleteSignature', 'InvalidAccessKeyId.NotFound', 'InvalidAccessKeyId.Inactive', 'InvalidTimeStamp.Format',
  'InvalidAction.NotFound', 'InvalidVersion', 'NoSuchVersion', 'Forbidden', 'Forbidden.RAM', 'Forbidden.RiskControl', 'Forbidden.UserVerification', 'NoPermission',
]);
const REFUSES_THIS: ReadonlySet<string> = new Set(['MissingParameter', 'InvalidParameter', 'UnsupportedParameter']);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
