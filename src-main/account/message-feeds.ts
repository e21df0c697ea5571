import type { Arrival, OptOut } from '../../src-shared/contract/templates.ts';
import type { Unread } from '../../src-shared/contract/values.ts';
import type { AccountClient } from './client.ts';
import { follow, type Cursors } from './feeds.ts';

/** Where the feeds of messages are kept: items and cursor in one transaction. */
export type MessageFeeds = Cursors & {
  readonly keepOptOuts: (next: string, items: readonly OptOut[]) => void;
  readonly keepArrivals: (next: string, items: readonly Arrival[], unread: readonly Unread<null>[]) => void;
};

/** 退订, up to date; false where there is more of them. Throws CallFailed. */
export const syncOptOuts = (client: AccountClient, store: MessageFeeds): Promise<boolean> => follow('optOuts', store, (from) => client.call('optOuts', from), store.keepOptOuts);

/** 到件 that the account API told this very station; false where there is more of them. Throws CallFailed. */
export const syncArrivals = (client: AccountClient, store: MessageFeeds, stationId: string): Promise<boolean> =>
  follow('arrivals', store, (from) => client.call('arrivals', from, { params: { stationId } }), store.keepArrivals);
