/** The couriers the client knows by name. The courier of a parcel comes from its order, never from its digits. */
export const COURIERS = ['sf', 'yto', 'zto', 'sto', 'yunda', 'jd', 'jt', 'deppon', 'ems'] as const;
export type Courier = (typeof COURIERS)[number];

export const PLATFORMS = ['jd', 'pdd', 'taobao', 'douyin'] as const;
export type Platform = (typeof PLATFORMS)[number];
