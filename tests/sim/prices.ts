import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import { PRICES } from '../../src-main/practice/account/prices.ts';
import { entitlements } from '../../src-shared/contract/parcels.ts';
import { SERVICE_OF, type JobKind, type Service } from '../../src-shared/domain/work.ts';
import type { Life } from './seat.ts';
import type { View } from './view.ts';

type Told = Readonly<Record<Service, number>>;
const segmentsOf = (text: string): number => (text.length <= 70 ? 1 : Math.ceil(text.length / 67));
const kindOf = (key: string): JobKind => key.split(':').at(-1) as JobKind;

/** One capture: work costs what the account API told, to the 厘: set aside at what this program was told last, and charged at some price that there was. */
export function prices({ world: { stage }, broken }: View, keyOfMessage: (text: string) => string | null) {
  const ever: Record<Service, number[]> = { sync: [PRICES.sync], trace: [PRICES.trace], sms: [PRICES.sms], privacy: [PRICES.privacy] };
  /** What a program has from before it started it may go on with until it hears another one. */
  const last = new WeakMap<Life, Told>();
  /** What was told before, null where nothing was, while an answer is read: its Date may put the clock right, and so make a lease fit to pay, before its price is there. */
  const former = new WeakMap<Life, Told | null>();
  return {
    changed: (service: Service, price: number): void => void ever[service].push(price),
    hears(life: Life, { url }: Outgoing, answer: Sent): void {
      if (!url.endsWith('/v1/entitlements') || answer.kind !== 'answer' || answer.status !== 200) return;
      const read = entitlements.safeParse(jsonOf(answer.text));
      if (!read.success) return;
      const { sync, trace, sms, privacy } = read.data.services;
      former.set(life, last.get(life) ?? null);
      last.set(life, { sync: sync.price, trace: trace.price, sms: sms.price, privacy: privacy.price });
    },
    stepped: (life: Life): void => void former.delete(life),
    /** New work is set aside. A message may have several segments, whose text is not known yet. */
    holds(life: Life, { key, amount }: { readonly key: string; readonly amount: number }): void {
      const service = SERVICE_OF[kindOf(key)];
      const told = service && last.get(life)?.[service];
      const before = former.get(life);
      if (!told || before === null) return;
      if (![told, before?.[service] ?? told].some((price) => (service === 'sms' ? amount % price === 0 : amount === price))) broken('one capture', `${life.seat.name} holds ${amount} for ${key}, and was told a price of ${told}`);
    },
    /** Each charge is what the platform's price list said at some time, for each segment of a message. */
    inTheEnd(): void {
      const texts = new Map(stage.sql<{ text: string }>('SELECT text FROM messages').all().map(({ text }) => [keyOfMessage(text), text]));
      for (const { key, work, amount } of stage.sql<{ key: string; work: JobKind; amount: number }>('SELECT key, work, amount FROM captures').all()) {
        const service = SERVICE_OF[work];
        const may = service === null ? [0] : ever[service].map((price) => price * segmentsOf(texts.get(key) ?? ''));
        if (!may.includes(amount)) broken('one capture', `${key} was charged ${amount}, its price was ${may.join(' or ')}`);
      }
    },
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
