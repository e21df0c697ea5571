import type { Courier } from '../../../src-shared/domain/couriers.ts';
import { CHINA_TIME } from '../../../src-shared/domain/china-time.ts';
import type { Piece } from '../../../src-shared/domain/piece.ts';
import en from '../../../src-shared/slip/en.json' with { type: 'json' };
import zh from '../../../src-shared/slip/zh-CN.json' with { type: 'json' };
import { addressOnPaper, nameOnPaper, phoneOnPaper } from './mask.ts';

/** What a slip is made of; `name`, `phone` and `region` as they are kept. `at`: UTC ms. */
export type SlipFacts = {
  readonly number: string;
  readonly courier: Courier | null;
  /** The parcel's own number, where `number` is the one that it was converted to. */
  readonly original: string | null;
  readonly orderNumber: string;
  readonly piece: Piece | null;
  readonly recipient: { readonly name: string; readonly phone: string; readonly region: string } | null;
  readonly operator: string;
  readonly station: string;
  readonly at: number;
  /** 补打: how many slips of this piece may have come out before. */
  readonly reprint: number;
  /** 试打: it belongs to no parcel. */
  readonly sample: boolean;
};

/** Every line of a slip as text, masked as paper asks for. The names are the fields of a component's template (docs/devices.md). */
export type Slip = Readonly<Record<'number' | 'courier' | 'original' | 'order' | 'piece' | 'name' | 'phone' | 'address' | 'operator' | 'station' | 'time' | 'mark', string>>;

export type Language = 'zh-CN' | 'en';
export const slipWords = (language: Language): typeof zh => (language === 'en' ? en : zh);

export function slipOf(facts: SlipFacts, language: Language): Slip {
  const words = slipWords(language);
  const { recipient, piece, courier, reprint, sample } = facts;
  return {
    number: facts.number,
    courier: courier === null ? '' : words.courier[courier],
    original: facts.original ?? '',
    order: facts.orderNumber,
    piece: piece === null ? '' : filled(words.piece, piece),
    name: recipient ? nameOnPaper(recipient.name) : '',
    phone: recipient ? phoneOnPaper(recipient.phone) : '',
    address: recipient ? addressOnPaper(recipient.region) : '',
    operator: facts.operator,
    station: facts.station,
    time: new Date(facts.at + CHINA_TIME).toISOString().slice(0, 19).replace('T', ' '),
    mark: sample ? words.sample : reprint > 0 ? filled(words.reprint, { count: reprint }) : '',
  };
}

/** 试打一张: every line of it is made up. */
export function sampleSlip(given: Pick<SlipFacts, 'operator' | 'station' | 'at'>, language: Language): Slip {
  const recipient = { name: slipWords(language).sampleName, phone: '19900000000', region: '' };
  return slipOf({ ...given, number: 'YT0000000000000', courier: 'yto', original: 'ZT0000000000000', orderNumber: 'TEST-0000', piece: { number: 1, of: 2 }, recipient, reprint: 0, sample: true }, language);
}

const filled = (text: string, values: Readonly<Record<string, number>>): string => text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
