import { createAccountClient } from '../../../src-main/account/client.ts';
import type { Adapter, Wire } from '../../../src-main/flow/provider/adapter.ts';
import { ADAPTERS } from '../../../src-main/flow/provider/adapters.ts';
import { TRACKERS } from '../../../src-main/flow/provider/trackers.ts';
import type { Arrival, Tracker } from '../../../src-main/flow/provider/tracker.ts';
import { writeBack } from '../../../src-main/flow/provider/write-back/write-back.ts';
import type { Outcome, Task } from '../../../src-main/flow/queue/task.ts';
import type { Parcel } from '../../../src-shared/contract/parcels.ts';
import { aTask } from '../../support/samples.ts';

type Ask = (wire: Wire) => Promise<Outcome>;
/** One piece of work that was never done before: how it is called, and how it is asked about. */
export type Work = { readonly phone: string; readonly call: Ask; readonly lookUp: Ask };

/** What nobody has had yet. `wire` leads to whom the row is about, and nothing goes wrong on it. */
export type Fresh = {
  readonly phone: () => string;
  readonly key: () => string;
  /** One of the day that nothing was done for; null for one without a conversion. */
  readonly parcel: (target: 'segment' | 'courier' | null) => Parcel;
  readonly wire: Wire;
};

export const byAdapter = (kind: string, taskOf: (fresh: Fresh) => Task) => async (fresh: Fresh): Promise<Work> => {
  const adapter = ADAPTERS.get(kind) as Adapter;
  const task = taskOf(fresh);
  return { phone: task.phone, call: (wire) => adapter.call(task, wire), lookUp: (wire) => adapter.lookUp(task, wire) };
};

const askedByRepeating = (phone: string, ask: Ask): Work => ({ phone, call: ask, lookUp: ask });

/** The end of a binding that is made first. */
export const ending = (kind: string, taskOf: (fresh: Fresh) => Task) => async (fresh: Fresh): Promise<Work> => {
  const { call, unbind } = ADAPTERS.get(kind) as Adapter;
  const task = taskOf(fresh);
  const bound = await call(task, fresh.wire);
  if (!unbind || bound.kind !== 'done' || bound.result.kind !== 'binding') throw new Error(`${kind}: ${JSON.stringify(bound)}`);
  const { result } = bound;
  return askedByRepeating(task.phone, (wire) => unbind(result, wire, task.phone, true));
};

/** A write-back through the real client of the account API. */
export const writingBack = async ({ parcel, key, phone }: Fresh): Promise<Work> => {
  const { number, courier, platform, orderNumber, recipient } = parcel(null);
  const task = aTask({ kind: 'write-back', key: key(), number, courier, platform, orderNumber, conversion: { number: `YT88${phone()}`, courier: 'yto' } });
  return askedByRepeating(recipient.phone, ({ provider, send }) => {
    const nobody = (): void => undefined;
    const tokens = { access: () => provider.credential['token'] ?? null, refresh: () => null, session: () => null, set: nobody };
    return writeBack(createAccountClient({ origin: () => provider.endpoint, send, tokens, heard: nobody, reached: nobody, ended: nobody, barred: nobody }), task, 0);
  });
};

/** A question about a parcel's track changes nothing, so it is asked about by asking. */
export const questioning = (kind: string) => async ({ parcel }: Fresh): Promise<Work> => {
  const { arrivalOf } = TRACKERS.get(kind) as Tracker;
  const { number, courier, recipient: { phone } } = parcel(null);
  return askedByRepeating(phone, async (wire) => asOutcome(await arrivalOf({ number, courier, phone }, wire)));
};

/** What was learnt of a parcel is `done`, whatever it is. */
function asOutcome(arrival: Arrival): Outcome {
  if (arrival.kind !== 'unknown') return { kind: 'done', result: { kind: 'reference', reference: arrival.kind } };
  const { about, act, after, unsafe } = arrival;
  if (unsafe) return { kind: 'later', why: 'unsafe', code: unsafe, after, about };
  if (act !== null) return { kind: 'refused', act, about };
  return after === null ? { kind: 'unknown', about } : { kind: 'later', why: 'limited', after, about };
}
