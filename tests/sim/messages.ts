import type { Outgoing } from '../../src-main/egress/egress.ts';
import type { Seat } from './seat.ts';
import type { View } from './view.ts';

/** Messages as they leave and arrive: what they say and to whom, and how many there are of one job. */
export function messages({ world: { stage }, broken }: View, paidCall: (outgoing: Outgoing) => string | null, phoneOf: (number: string) => string) {
  /** Those that came to the gateway, by the job they belong to and the past in which they left. */
  const sent = new Map<string, number>();
  const leftIn = new WeakMap<Outgoing, number>();
  const delivered = new WeakSet<Outgoing>();
  return {
    count: (): number => stage.sql<{ n: number }>('SELECT count(*) AS n FROM messages').get()?.n ?? 0,
    /** One about a parcel goes to whom its order names, and says no privacy number but the one that is bound for it. Asked as it leaves, whatever becomes of it then. */
    leaves({ name }: Seat, key: string, outgoing: Outgoing, past: number): void {
      leftIn.set(outgoing, past);
      if (!key.endsWith(':forwarding-sms')) return;
      const form = new URLSearchParams(outgoing.body ?? '');
      const phone = phoneOf(key.split(':')[1] ?? '');
      const [, privacy] = /派件员将用(.*)联系您/.exec(form.get('Msg') ?? '') ?? [];
      if (form.get('DesNo') !== phone) broken('order', `${name} sends ${key} to somebody else`);
      if (privacy !== undefined && !stage.sql('SELECT 1 FROM bindings WHERE x = ? AND a = ?').get(privacy, phone)) broken('order', `${name} says a privacy number in ${key} that is not bound for its parcel`);
    },
    /** The gateway can't de-duplicate: of one job at one seat there is one message, and one more for each time a person said so. */
    arrived({ name }: Seat, outgoing: Outgoing, repeats: (own: string) => number): void {
      const own = `${name} ${paidCall(outgoing)}`;
      const past = `${own} ${leftIn.get(outgoing)}`;
      // A network that delivers one request twice sends two messages, and no software can help.
      const requests = (sent.get(past) ?? 0) + (delivered.has(outgoing) ? 0 : 1);
      delivered.add(outgoing);
      sent.set(past, requests);
      if (requests > 1 + repeats(own)) broken('one effect', `${requests} messages for ${own}`);
    },
  };
}
