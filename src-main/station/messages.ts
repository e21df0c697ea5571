import type { HistoryMessage } from '../../src-shared/bridge/history-views.ts';
import type { MessagePreview, MessagesView } from '../../src-shared/bridge/views.ts';
import type { Arrival } from '../../src-shared/contract/templates.ts';
import { CORRECTION, correctArrival, enterArrival, takeArrivals, type Entry } from '../flow/arrivals.ts';
import type { Desk } from '../flow/one-scan.ts';
import { messagesView, previewOf } from '../flow/screen/messages.ts';
import { messageView } from '../flow/screen/sent-message.ts';
import type { Steps } from '../flow/steps.ts';
import type { MessageFeeds } from '../account/message-feeds.ts';

/** What a person may ask for in 消息. `corrects` is the job of the message that was wrong, or empty. */
type MessageRequest = Entry & { readonly corrects: string };

/** 消息 of one station: its feeds, its list, and what a person sends or corrects. `moved`: jobs changed, these are their scans. */
export function stationMessages(flow: Steps, desk: () => Desk, { moved, afterTemplates }: { readonly moved: (scans: ReadonlySet<number>) => void; readonly afterTemplates: () => void }) {
  const { store } = flow;
  const feeds: Pick<MessageFeeds, 'keepOptOuts'> = {
    keepOptOuts: (next, items) =>
      store.transaction(() => {
        for (const { phone, at } of items) flow.messages.optOut(flow.phones.fingerprint(phone), at);
        store.meta.set('feed.optOuts', next);
      }),
  };
  const view = (sought?: string): MessagesView => messagesView(flow, sought);
  return {
    feeds,
    /** Keeps what the feed told with `keep`, the caller's own part of it. */
    takeArrivals(arrivals: readonly Arrival[], keep: () => void): void {
      const scans = store.transaction(() => {
        const made = takeArrivals(flow, desk(), arrivals);
        keep();
        return made;
      });
      if (arrivals.length > 0) moved(new Set(scans));
    },
    /** Templates, limits or opt-outs are others than before: what waits for them need not wait for its time. In the transaction that keeps them. */
    lookAgain(): void {
      flow.jobs.bringForward(flow.now());
      store.sql("UPDATE jobs SET ready_at = ? WHERE state = 'waiting' AND waits IN ('hours', 'limited') AND id IN (SELECT job_id FROM messages WHERE rule IS NOT NULL)").run(flow.now());
    },
    /** After it: they are kept. */
    changed(): void {
      afterTemplates();
      moved(new Set());
    },
    view,
    /** All that is known of one; null where the job sends none. */
    one: (jobId: string): HistoryMessage | null => messageView(flow, flow.jobs.find(Number(jobId))),
    /** What would be sent, counted, and what the rules say of it now. Throws StationError for what can't be read. */
    preview: ({ corrects, ...entry }: MessageRequest): MessagePreview =>
      previewOf(flow, corrects === '' ? entry : { ...entry, template: CORRECTION }, corrects === '' ? null : Number(corrects)),
    /** Queues it, durable when it returns. Throws StationError. */
    send({ corrects, ...entry }: MessageRequest): MessagesView {
      const { scanId } = corrects === '' ? enterArrival(flow, desk(), entry) : correctArrival(flow, desk(), Number(corrects), entry);
      moved(new Set([scanId]));
      return view();
    },
  };
}
