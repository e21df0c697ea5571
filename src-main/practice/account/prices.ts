import { SERVICES, type Service } from '../../../src-shared/domain/work.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';

/** 厘 a piece at first: ¥0.060, ¥0.110, ¥0.045, ¥0.080. */
export const PRICES: Readonly<Record<Service, number>> = { sync: 60, trace: 110, sms: 45, privacy: 80 };
/** A message that nobody got is not paid for. */
export const REFUNDS_FAILED: Readonly<Record<Service, boolean>> = { sync: false, trace: false, sms: true, privacy: false };

const VERSION = 'price-version';
const nameOf = (service: Service): string => `price-${service}`;
export const priceOf = (stage: Stage, service: Service): number => stage.kept.number(nameOf(service), PRICES[service]);
export const priceVersion = (stage: Stage): number => stage.kept.number(VERSION, 1);

/** For all accounts, from now on. */
export function putPrice(stage: Stage, service: Service, price: number): void {
  stage.kept.put(nameOf(service), price);
  stage.kept.put(VERSION, priceVersion(stage) + 1);
}

export const playPrices: Plays<'prices'> = ({ stage }) => ({ version: priceVersion(stage), prices: SERVICES.map((service) => ({ service, price: priceOf(stage, service) })) });
