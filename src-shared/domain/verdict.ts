/** 扫描结果: what the desk says about one scan. 通过 重复 拦截 未知 余额不足 单号异常 */
export const VERDICTS = ['pass', 'duplicate', 'intercepted', 'unknown', 'no-funds', 'invalid'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** Verdicts after which the parcel counts as sent: a second scan of it is a duplicate. */
export const SENT_VERDICTS: readonly Verdict[] = ['pass', 'no-funds'];
