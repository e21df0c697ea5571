import type { Outgoing } from '../../src-main/egress/egress.ts';
import { limitsTold } from '../../src-main/practice/account/entitlements.ts';
import { SERVICE_OF, type JobKind, type Service } from '../../src-shared/domain/work.ts';
import { serviceOf } from './refusals.ts';
import type { Life } from './seat.ts';
import type { View } from './view.ts';

type Called = { readonly underWay: Set<Outgoing>; calls: number; at: number };

/**
 * Order: of a service's calls and look-ups no more are under way at once at one program than its provider's limits, and no more begun than their rate and what one second of
 * it gives together. What is told holds from a day's first moment.
 */
export function limits({ world: { stage }, time, broken }: View) {
  const all = new WeakMap<Life, Map<Service, Called>>();
  function of(life: Life, service: Service): Called {
    const own = all.get(life) ?? new Map<Service, Called>();
    all.set(life, own);
    const known = own.get(service) ?? { underWay: new Set(), calls: Number.POSITIVE_INFINITY, at: time.now() };
    own.set(service, known);
    return known;
  }
  return {
    /** A call or a look-up has been claimed: what it takes of the rate is taken then, and it leaves later. */
    begins(life: Life, kind: JobKind): void {
      const service = SERVICE_OF[kind];
      if (service === null) return;
      const { perSecond } = limitsTold(stage);
      const called = of(life, service);
      called.calls = Math.min(Math.max(1, perSecond), called.calls + ((time.now() - called.at) * perSecond) / 1000) - 1;
      called.at = time.now();
      // A thousandth of a call is lost in sums.
      if (called.calls < -0.001) broken('order', `${life.seat.name} begins more than ${perSecond} calls a second for ${service}`);
    },
    leaves(life: Life, outgoing: Outgoing): void {
      const service = serviceOf(outgoing.url);
      if (service === null) return;
      const { underWay } = of(life, service);
      underWay.add(outgoing);
      if (underWay.size > limitsTold(stage).concurrency) broken('order', `${life.seat.name} has ${underWay.size} calls for ${service} under way at once`);
    },
    hears(life: Life, outgoing: Outgoing): void {
      for (const { underWay } of all.get(life)?.values() ?? []) underWay.delete(outgoing);
    },
  };
}
