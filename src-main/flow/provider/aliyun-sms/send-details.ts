import { z } from 'zod';
import type { Outcome, Task } from '../../queue/task.ts';
import type { Wire } from '../adapter.ts';
import { chinaDay } from '../aliyun/china-time.ts';
import { errorOutcome } from '../aliyun/error-table.ts';
import { rpc, type AccessKey } from '../aliyun/rpc.ts';
import { SMS_ERRORS } from './errors.ts';

/** SendStatus 1 waits for its receipt, 2 failed on its way, 3 arrived: each of them was sent. */
const details = z.object({
  TotalCount: z.coerce.number().int().nonnegative(),
  SmsSendDetailDTOs: z.object({ SmsSendDetailDTO: z.array(z.object({ OutId: z.string().nullish() })) }),
});

const A_DAY = 86_400_000;
/** The two clocks can disagree about midnight. */
const SLACK = 60_000;
/** Details are kept for 30 days. */
const KEPT_DAYS = 30;
const PAGE = 50;
const PAGES_AT_MOST = 10;

/**
 * QuerySendDetails knows one phone on one day of UTC+8; of the `OutId`s there one may be this message's. Source:
 * help.aliyun.com/document_detail/419277.html. A detail may come later than the message, so none proves nothing.
 */
export async function searchDetails(task: Task, wire: Wire, key: AccessKey): Promise<Outcome> {
  for (const day of daysOf(task.firstCalledAt - SLACK, wire.now() + SLACK)) {
    for (let page = 1; page <= PAGES_AT_MOST; page += 1) {
      const answer = await rpc(wire, key, 'QuerySendDetails', { PhoneNumber: task.phone, SendDate: day, PageSize: String(PAGE), CurrentPage: String(page) });
      if ('outcome' in answer) return answer.outcome;
      if (answer.code !== 'OK') return errorOutcome(SMS_ERRORS, answer);
      const read = details.safeParse(answer.body);
      if (!read.success) return { kind: 'unknown', about: 'details unreadable' };
      const { TotalCount: total, SmsSendDetailDTOs: { SmsSendDetailDTO: list } } = read.data;
      // A detail does not name the receipt, so the message's own key is the reference.
      if (list.some(({ OutId }) => OutId === task.key)) return { kind: 'done', result: { kind: 'reference', reference: task.key } };
      if (list.length === 0 || page * PAGE >= total) break;
    }
  }
  return { kind: 'unknown', about: 'no detail' };
}

/** The days of UTC+8 that two times lie on, and those between them. */
function daysOf(from: number, to: number): string[] {
  const last = chinaDay(to);
  const days: string[] = [];
  for (let at = Math.max(from, to - KEPT_DAYS * A_DAY); chinaDay(at) < last; at += A_DAY) days.push(chinaDay(at));
  return [...days, last];
}
