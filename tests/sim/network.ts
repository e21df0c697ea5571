import type { Outgoing, Sent } from '../../src-main/egress/egress.ts';
import type { Service } from '../../src-shared/domain/work.ts';
import { chance, type Chance } from './chance.ts';
import type { Item, NetworkFault } from './plan.ts';
import type { Memory } from './memory.ts';
import { refusalOf, serviceOf, type RefusalKind } from './refusals.ts';
import type { Life } from './seat.ts';
import type { Actor, VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

/** As the egress: so long until nobody waits for an answer any more. */
const TIMEOUT = 15_000;
export const WORLD: Actor = { name: 'world', alive: true, asleepUntil: 0 };

export type NetworkParts = {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly world: World;
  readonly faults: ReadonlyMap<string, NetworkFault>;
  readonly met: (kind: string) => void;
  readonly note: (who: string, what: string) => void;
  /** Looks before a request leaves, around its arrival, and when its answer is heard. */
  readonly hears: (life: Life, outgoing: Outgoing, sent: Sent) => void;
  readonly leaves: (life: Life, outgoing: Outgoing) => void;
  readonly arrives: (life: Life, outgoing: Outgoing) => () => void;
  readonly memory: Memory;
  /** A call of what its provider did, and has forgotten. */
  readonly callsAgain: (life: Life, outgoing: Outgoing) => void;
  /** A paid call whose work is done already. */
  readonly isDone: (outgoing: Outgoing) => boolean;
};

/** Longer than the station needs to hear of another epoch. */
const LATE = 12_000;

/** Between the stations and the outside: every request has its own delay, and the fault that the plan has for it. */
export function network(parts: NetworkParts) {
  const { time, world, note } = parts;
  const outages = new Map<'account' | Service, { until: number; how: Extract<Item, { do: 'outage' }>['how'] }>();
  let refusing: { of: Service; why: RefusalKind; share: number; until: number }[] = [];
  const NOT_SENT: Sent = { kind: 'not-sent', about: 'ECONNREFUSED' };
  const LOST: Sent = { kind: 'lost', about: 'ECONNRESET' };
  const status = (code: number): Sent => ({ kind: 'answer', status: code, text: JSON.stringify({ type: 'about:blank', title: 'x', status: code, code: code === 429 ? 'too-many-requests' : 'internal' }), date: Math.floor(time.now() / 1000) * 1000, retryAfter: code === 429 ? 1_000 : null });

  /** What a provider that refuses at the moment says, if it is this one's turn. */
  function refused(service: 'account' | Service, outgoing: Outgoing, dice: Chance): Sent | null {
    if (service === 'account') return null;
    const span = refusing.find(({ of, until, share }) => of === service && until > time.now() && dice.is(share));
    const sent = span ? refusalOf(span.why, service, outgoing, () => parts.isDone(outgoing), dice) : null;
    if (span && sent) parts.met(`refused: ${span.why}`);
    return sent;
  }

  /** While it refuses to be asked it often does not say what it has done either. */
  const isSilent = (service: 'account' | Service): boolean => refusing.some(({ of, why, until }) => of === service && why === 'asking' && until > time.now());

  const isForgotten = (outgoing: Outgoing): boolean => outgoing.url.endsWith('/convert') && parts.memory.hasForgotten(outgoing);
  /** Of a number that is in use a provider knows so much at least; to whoever called before, it would have done it again. */
  function forgotten(outgoing: Outgoing): Sent | null {
    if (!isForgotten(outgoing)) return null;
    return { kind: 'answer', status: 200, text: '{"code":"NUMBER_REFUSED","message":""}', date: null, retryAfter: null };
  }

  async function deliver(life: Life, outgoing: Outgoing, service: 'account' | Service, dice: Chance): Promise<Sent> {
    const refusal = refused(service, outgoing, dice);
    const instead = refusal ?? forgotten(outgoing) ?? parts.memory.answers(outgoing);
    if (instead) {
      if (!refusal) parts.met(parts.memory.hasForgotten(outgoing) ? 'forgetful' : 'lag');
      note('world', `${life.seat.name} ${nameOf(outgoing)} -> instead ${instead.kind === 'answer' ? `${instead.status} ${instead.text.slice(-60)}` : ''}`);
      return instead;
    }
    const after = parts.arrives(life, outgoing);
    const sent = await world.hears(outgoing);
    after();
    note('world', `${life.seat.name} ${nameOf(outgoing)} -> ${sent.kind === 'answer' ? `${sent.status} ${sent.text.slice(0, 110)}` : sent.kind}`);
    if (sent.kind === 'answer' && sent.text.includes('"account-suspended"')) parts.met('suspend');
    if (wasDone(sent) && saysNumber(outgoing)) parts.met('say-number');
    return isSilent(service) && dice.is(0.4) ? status(500) : sent;
  }

  function send(life: Life, outgoing: Outgoing): Promise<Sent> {
    const { seat } = life;
    const number = (seat.requests += 1);
    const dice = chance('request', parts.seed, seat.index, number);
    const there = 3 + dice.below(dice.is(0.05) ? 2_000 : 150);
    const back = 3 + dice.below(dice.is(0.05) ? 2_000 : 150);
    const from = time.now();
    parts.leaves(life, outgoing);
    if (isForgotten(outgoing)) parts.callsAgain(life, outgoing);
    return new Promise((answer) => {
      const service = serviceOf(outgoing.url) ?? 'account';
      /** Deaths of the account API when it answered: an answer that is still on its way when it dies is lost. */
      let answered = -1;
      const hear = (sent: Sent, delay: number): void => time.after(life.actor, delay, () => {
        const heard = answered >= 0 && answered !== world.api.deaths() ? LOST : sent;
        const took = time.now() - from;
        // Later than anybody waits it has slept, and knows that.
        if (heard.kind === 'answer' && service === 'account' && took <= 2 * TIMEOUT) life.took = took;
        parts.hears(life, outgoing, heard);
        answer(heard);
      });
      const isCut = seat.partitionedUntil > time.now();
      if (isCut) parts.met('partition');
      if (isCut || (service === 'account' && (world.api.isDown() || seat.cutOff))) return hear(NOT_SENT, 15);
      const outage = outages.get(service);
      if (outage && outage.until > time.now()) {
        parts.met(`outage: ${service} ${outage.how}`);
        return hear(outage.how === 'refused' ? NOT_SENT : outage.how === 'silent' ? LOST : status(503), outage.how === 'silent' ? TIMEOUT : 20);
      }
      const fault = parts.faults.get(`${seat.index}:${number}`);
      if (fault) {
        parts.met(fault);
        note(seat.name, `${nameOf(outgoing)} meets ${fault}`);
      }
      const arrive = (delay: number, then: (sent: Sent) => void): void => time.after(WORLD, delay, async () => {
        const sent = await deliver(life, outgoing, service, dice);
        if (service === 'account') answered = world.api.deaths();
        then(sent);
      });
      const late = service !== 'account' && seat.slowUntil > time.now() ? LATE : 0;
      switch (fault) {
        case undefined: return arrive(there, (sent) => hear(sent, back + late));
        case 'not-sent': return hear(NOT_SENT, there);
        case 'lose-request': return hear(LOST, dice.pick([there, TIMEOUT]));
        case 'lose-answer': return arrive(there, () => hear(LOST, dice.pick([back, TIMEOUT])));
        case 'duplicate': return arrive(there, (sent) => arrive(dice.pick([1, 700, 9_000]), (second) => hear(dice.is(0.5) ? heardOf(sent, second) : heardOf(second, sent), back)));
        // Nobody waits any more when it arrives, and something else may have been asked meanwhile.
        case 'late': return (hear(LOST, TIMEOUT), arrive(TIMEOUT + dice.pick([-14_000, 500, 4_000, 40_000]), () => undefined));
        case 'slow': return arrive(dice.pick([there, 9_000]), (sent) => hear(sent, dice.pick([5_000, 14_000])));
        case 'status-429': return hear(status(429), there + back);
        case 'status-500': return hear(status(500), there + back);
        case 'status-500-after': return arrive(there, () => hear(status(500), back));
        case 'garbage': return arrive(there, (sent) => hear(sent.kind === 'answer' ? { ...sent, status: 200, text: '\u0000<<garbage' } : sent, back));
        case 'schema': return arrive(there, (sent) => hear(sent.kind === 'answer' ? { ...sent, text: misshapen(sent.text) } : sent, back));
      }
    });
  }

  return {
    send,
    outage(of: 'account' | Service, how: Extract<Item, { do: 'outage' }>['how'], until: number): void {
      outages.set(of, { until, how });
    },
    refuse: (of: Service, why: RefusalKind, share: number, until: number): void => void refusing.push({ of, why, share, until }),
    heal(): void {
      parts.memory.heal();
      outages.clear();
      refusing = [];
    },
  };
}

/** What was delivered twice, done and refused, is never told as refused: it would be called again or given up, and no station could know better. */
const heardOf = (one: Sent, other: Sent): Sent => (tells(one) < tells(other) ? other : one);
/** Done before nothing certain, and that before a refusal: who is silent may have done it. */
const tells = (sent: Sent): number => (wasDone(sent) ? 2 : sent.kind === 'answer' && sent.status < 500 ? 0 : 1);
/** As the three kinds of providers say it: a message's number, a conversion's code, a binding's result. */
const wasDone = (sent: Sent): boolean => sent.kind === 'answer' && />\d+<\/string>|"code":"0"|"result":"0000(00|12)"/.test(sent.text);

/** A message that names the privacy number, as platform.ts has it filed. */
const saysNumber = ({ url, body }: Outgoing): boolean => url.endsWith('/SendMsg') && /派件员将用\d/.test(new URLSearchParams(body ?? '').get('Msg') ?? '');

function misshapen(text: string): string {
  try {
    return JSON.stringify(Object.fromEntries(Object.keys(JSON.parse(text) as object).map((name) => [name, null])));
  } catch {
    return '<?xml version="1.0"?><unexpected/>';
  }
}

function nameOf({ method, url, body }: Outgoing): string {
  return `${method} ${url.replace(/^http:\/\/[^/]+/, '').replace(/\/[0-9a-f]{32}$/, '')}${body ? ` ${body.replace(/1\d{10}/g, '1**').slice(0, 150)}` : ''}`;
}
