import type { Entitlements } from '../../src-shared/contract/parcels.ts';

/** A server from before the delivery reports has neither the flag nor the feed. */
export function tellsOfDeliveries(known: Entitlements | null): boolean {
  return Object.values(known?.services ?? {}).some(({ refundsFailed }) => refundsFailed !== undefined);
}

/** What an account that is suspended may use of it. */
export function allOff({ services: { sync, trace, sms, privacy }, ...rest }: Entitlements): Entitlements {
  const off = <T extends object>(service: T) => ({ ...service, on: false });
  return { ...rest, services: { sync: off(sync), trace: off(trace), sms: off(sms), privacy: off(privacy) } };
}
