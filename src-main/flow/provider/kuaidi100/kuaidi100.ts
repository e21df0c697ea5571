import { z } from 'zod';
import type { Courier } from '../../../../src-shared/domain/couriers.ts';
import { CHINA_TIME } from '../../../../src-shared/domain/china-time.ts';
import { plainPhone } from '../../../../src-shared/domain/phone.ts';
import { codeAbout, credential, json, post, under, type Wire } from '../adapter.ts';
import { kuaidi100 as signed } from '../signatures/kuaidi100.ts';
import type { Arrival, Tracked, Tracker } from '../tracker.ts';
import { pickupIn, tellsArrival } from './track.ts';

/** The vendor's codes of couriers. Source: api.kuaidi100.com/manager/openapi/download/kdbm.do */
const COURIER_CODES: Readonly<Record<Courier, string>> = {
  sf: 'shunfeng', yto: 'yuantong', zto: 'zhongtong', sto: 'shentong', yunda: 'yunda', jd: 'jd', jt: 'jtexpress', deppon: 'debangwuliu', ems: 'ems',
};

const MINUTE = 60_000;
/** The vendor locks a number that is asked for more often than every half hour, ms. */
const LOCKED = 30 * MINUTE;
const unknown = (about: string, act: 'platform' | null, after: number | null): Extract<Arrival, { kind: 'unknown' }> => ({ kind: 'unknown', about, act, after });

/** Source: api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc, 返回码; 504 and 601 from integrators' public code. 408: the phone's last digits are needed, or are not this parcel's. */
const CODES: Readonly<Record<string, Arrival>> = {
  '400': unknown('code 400', 'platform', null),
  '408': { kind: 'phone-needed' },
  '500': { kind: 'no-track' },
  '501': unknown('code 501', null, MINUTE),
  '502': unknown('code 502', null, MINUTE),
  '503': unknown('code 503', 'platform', null),
  '504': { kind: 'no-track' },
  '601': unknown('code 601', 'platform', null),
};

const word = z.union([z.string().max(200), z.number()]).transform(String);
const line = z.object({ context: z.string().max(2000), time: z.string().max(32).optional(), ftime: z.string().max(32).optional(), statusCode: word.nullish() });
/** A refusal has a `returnCode` and `result: false`, a track the `status` "200" and its lines, newest first. */
const answer = z.object({ returnCode: word.nullish(), status: word.nullish(), state: word.nullish(), ischeck: word.nullish(), data: z.array(line).max(2000).nullish() });
type Line = z.output<typeof line>;

/**
 * 快递100, 实时查询: has a parcel arrived at a pickup place, and with which code? Signed is the very text that is sent.
 * Source: api.kuaidi100.com/document/5f0ffb5ebc8da837cbd8aefc.
 */
export const kuaidi100: Tracker = { arrivalOf, locked: LOCKED };

async function arrivalOf({ number, courier, phone }: Tracked, wire: Wire): Promise<Arrival> {
  const secrets = credential(wire, 'customer', 'key');
  if (!secrets) return unknown('credential missing', 'platform', null);
  const { customer, key } = secrets as { customer: string; key: string };
  // resultv2=4: each line with its own state, the fine ones too, as 501 for a locker or a pickup station. Of the phone the last four digits are enough (the vendor's own SDKs).
  const param = JSON.stringify({ com: COURIER_CODES[courier], num: number, ...(phone === '' ? {} : { phone: plainPhone(phone).slice(-4) }), resultv2: '4', show: '0', order: 'desc' });
  const body = new URLSearchParams({ customer, sign: signed({ param, key, customer }).signature, param }).toString();
  const sent = await post(wire, under(wire, 'poll/query.do'), { 'content-type': 'application/x-www-form-urlencoded' }, body);
  if ('outcome' in sent) {
    const { outcome } = sent;
    const about = 'about' in outcome ? outcome.about : '';
    const arrival = unknown(about, outcome.kind === 'refused' ? 'platform' : null, outcome.kind === 'later' ? outcome.after : null);
    return 'code' in outcome ? { ...arrival, unsafe: outcome.code } : arrival;
  }
  return arrivalIn(sent.text, wire);
}

function arrivalIn(text: string, wire: Wire): Arrival {
  const read = answer.safeParse(json(text));
  if (!read.success) return unknown('answer unreadable', null, null);
  const { returnCode, status, state, ischeck, data } = read.data;
  // Success is the status "200" and nothing else.
  const code = returnCode ?? status ?? '';
  if (code !== '200') return Object.hasOwn(CODES, code) ? (CODES[code] as Arrival) : unknown(codeAbout(wire, code), null, null);
  if (!data) return unknown('answer unreadable', null, null);
  const newest = data[0];
  if (!newest) return { kind: 'no-track' };
  return ofState(newest.statusCode ?? state ?? '', ischeck === '1', data, wire);
}

/** States, the fine ones begin with the coarse one: 0 under way, 1 collected, 2 trouble, 3 signed for, 5 being delivered, 7 passed on, 8 customs. */
function ofState(state: string, isSigned: boolean, lines: readonly Line[], wire: Wire): Arrival {
  const newest = lines[0] as Line;
  // 205 is left there too long; 304 is taken from there.
  if (state === '501' || state === '205') return arrived(lines);
  if (/^3(0[1-4])?$/.test(state) || isSigned) return { kind: 'signed-for', at: timeOf(newest) };
  // Without the fine states a delivery to a locker looks like any delivery, but for its words.
  if (state === '5' && tellsArrival(newest.context)) return arrived(lines);
  if (/^(0|1|2|5|7|8|1[0-3]|10[1-3]|100[1-3]|20[1-9]|210)$/.test(state)) return { kind: 'on-the-way' };
  // Going back, refused or cancelled.
  if (/^(4|6|14|401)$/.test(state)) return { kind: 'goes-back', at: timeOf(newest) };
  return unknown(codeAbout(wire, state), null, null);
}

/** The newest line that tells a place or a code; a later one often only says that it waits. */
function arrived(lines: readonly Line[]): Arrival {
  const since = lines.findIndex(({ statusCode }) => statusCode !== '501' && statusCode !== '205');
  const there = lines.slice(0, since <= 0 ? 1 : since);
  const pickups = there.map(({ context }) => pickupIn(context));
  return {
    kind: 'arrived',
    place: pickups.find(({ place }) => place !== null)?.place ?? null,
    code: pickups.find(({ code }) => code !== null)?.code ?? null,
    at: timeOf(there.at(-1) as Line),
  };
}

/** The vendor's times are China's, without a zone: `2026-11-24 09:30:00`. */
function timeOf({ ftime, time }: Line): number | null {
  const [, day, clock] = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})$/.exec(ftime ?? time ?? '') ?? [];
  const at = Date.parse(`${day}T${clock}Z`) - CHINA_TIME;
  return Number.isNaN(at) ? null : at;
}
