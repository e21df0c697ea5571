import { SERVICES, type Service } from '../../../src-shared/domain/work.ts';
import type { Plays } from './call.ts';

/** 厘 a piece: ¥0.060, ¥0.110, ¥0.045, ¥0.080. */
export const PRICES: Readonly<Record<Service, number>> = { sync: 60, trace: 110, sms: 45, privacy: 80 };
/** A message that nobody got is not paid for. */
export const REFUNDS_FAILED: Readonly<Record<Service, boolean>> = { sync: false, trace: false, sms: true, privacy: false };
export const PRICE_VERSION = 1;

export const playPrices: Plays<'prices'> = () => ({ version: PRICE_VERSION, prices: SERVICES.map((service) => ({ service, price: PRICES[service] })) });
