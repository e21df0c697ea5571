import { book, booksOf } from '../../src-main/practice/account/books.ts';
import { changePrice, limitProviders, switchService } from '../../src-main/practice/account/entitlements.ts';
import { lendAtMost } from '../../src-main/practice/account/leases.ts';
import { fileTemplate } from '../../src-main/practice/account/messages.ts';
import { SERVICES, type Service } from '../../src-shared/domain/work.ts';
import type { Item } from './plan.ts';
import { HELPER } from './seat.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

export type Decision = Extract<Item, { do: 'service-off' | 'price' | 'limits' | 'short-leases' | 'small-loans' | 'say-number' | 'suspend' | 'drain' | 'expire' }>;
const DAY = 86_400_000;

/** What the platform decides of an account while its stations work. */
export function platform(time: VirtualTime, { stage, accountId }: World, suspend: (yes: boolean) => void, priced: (service: Service, price: number) => void) {
  return {
    decides(item: Decision): void {
      switch (item.do) {
        case 'service-off':
          switchService(stage, item.service, false);
          return time.after(HELPER, item.for, () => switchService(stage, item.service, true));
        case 'suspend':
          suspend(true);
          return time.after(HELPER, item.for, () => suspend(false));
        case 'price':
          priced(item.service, item.price);
          return changePrice(stage, item.service, item.price);
        case 'limits': return limitProviders(stage, { perSecond: item.perSecond, concurrency: item.concurrency });
        case 'short-leases': return stage.kept.put('lease-ms', item.ms);
        case 'small-loans':
          lendAtMost(stage, item.amount);
          return time.after(HELPER, item.for, () => lendAtMost(stage, null));
        case 'say-number': return void fileTemplate(stage, 'forwarding', '您的包裹已转由{courier}承运,新运单号{number},派件员将用{privacy}联系您。');
        case 'drain': {
          const { balance } = booksOf(stage, accountId);
          if (balance > 0) stage.atomically(() => book(stage, accountId, 'adjustment', -balance));
          return;
        }
        case 'expire': return void stage.sql('UPDATE sessions SET expires_at = 0, ended = CASE WHEN ? THEN 1 ELSE ended END').run(Number(item.refresh));
      }
    },
    /** Every service is on, leases are as long and as large as on any day, and there is money. */
    heal(money: number): void {
      stage.kept.put('lease-ms', DAY);
      lendAtMost(stage, null);
      suspend(false);
      for (const service of SERVICES) switchService(stage, service, true);
      stage.atomically(() => book(stage, accountId, 'top-up', money));
    },
  };
}
