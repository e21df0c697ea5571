import { z } from 'zod';
import { id, jobKey, time } from './values.ts';

/**
 * 送达报告: what became of a message, by the business key of the job that sent it. The feed is the account's: every station
 * hears of all its messages. A provider may report twice, late, or the opposite of what it said: the first report of a key decides.
 */
export const deliveryReport = z.object({
  reportId: id,
  key: jobKey,
  state: z.enum(['delivered', 'failed']),
  /** The provider's own word for it, as DELIVRD or UNDELIV; never a phone number. */
  code: z.string().max(32),
  at: time,
});
export type DeliveryReport = z.infer<typeof deliveryReport>;
