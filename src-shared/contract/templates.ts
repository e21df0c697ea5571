import { z } from 'zod';
import { id, readRows, text, time } from './values.ts';

/** 通知 or 推广: one template is one of them, and no message is both. */
export const MESSAGE_TYPES = ['notification', 'promotion'] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/**
 * 模板, as it is filed with the gateway. `body` is the text without its signature, each variable as `{name}`; a station renders
 * it word for word, since any other text is refused.
 */
export const messageTemplate = z.object({
  template: z.string().regex(/^[a-z0-9-]{1,40}$/),
  name: text.min(1),
  type: z.enum(MESSAGE_TYPES),
  /** 签名, without its brackets. */
  signature: z.string().min(1).max(20),
  body: z.string().min(1).max(1000),
});
export type MessageTemplate = z.infer<typeof messageTemplate>;

/** Minutes from midnight of UTC+8, `to` not included; null allows the whole day. `from` after `to` spans midnight. */
const hours = z.object({ from: z.int().min(0).max(1440), to: z.int().min(0).max(1440) }).nullable();
export type Hours = z.infer<typeof hours>;

/**
 * What may be sent, how often and when. Every field has a default, so that an API that says nothing of one still has a rule:
 * 50 a template and recipient in a rolling 24 h is Aliyun's documented limit for notifications, 8:00-21:00 for promotion the
 * permitted hours (facts/providers.md). Times are ms.
 */
export const messageLimits = z.object({
  perTemplate: z.int().positive().default(50),
  /** Over all templates and signatures. */
  perRecipient: z.int().positive().default(60),
  /** The same text to the same person is a loop. */
  repeatWithin: z.int().nonnegative().default(24 * 3_600_000),
  segments: z.int().positive().default(5),
  /** The platform's own limits on top: messages of one station in a rolling 24 h; null sets none. */
  perStation: z.int().positive().nullable().default(null),
  hours: z.object({ notification: hours.default(null), promotion: hours.default({ from: 480, to: 1260 }) }).prefault({}),
});
export type MessageLimits = z.infer<typeof messageLimits>;

export const messageRules = z.object({ version: z.int(), templates: z.array(messageTemplate).max(200), limits: messageLimits.prefault({}) });
export type MessageRules = z.infer<typeof messageRules>;
/** The same read template by template. */
export const messageRulesByRow = messageRules.extend({ templates: z.array(z.unknown()).max(200) }).transform(({ templates: rows, ...rules }) => {
  const { items: templates, unread } = readRows(rows, messageTemplate, z.null(), 'templates');
  return { ...rules, templates, ...(unread.length > 0 && { unread }) };
});

/** 退订: whoever has opted out of one signature has opted out of all. */
export const optOut = z.object({ phone: z.string().max(32), at: time });
export type OptOut = z.infer<typeof optOut>;

/**
 * A parcel that has arrived at a pickup place. Each is told to one station of the account only: the gateway does not de-duplicate,
 * and two stations that both know of it would tell its recipient twice. `corrects` names the arrival that was wrong.
 */
export const arrival = z.object({
  arrivalId: id,
  code: z.string().min(1).max(40),
  place: z.string().min(1).max(60),
  phone: z.string().max(32),
  template: z.string().max(40),
  number: z.string().min(1).max(40).nullable(),
  corrects: id.nullable(),
  at: time,
});
export type Arrival = z.infer<typeof arrival>;
