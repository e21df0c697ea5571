import type { Platform } from '../../../src-shared/domain/couriers.ts';

export type Store = { readonly id: string; readonly name: string; readonly platform: Platform };

/** Synthetic stores, three on each platform. All have recorded their authorisation for conversions. */
export const STORES: readonly Store[] = [
  { id: 'jd-1', platform: 'jd', name: '晨露家居旗舰店' },
  { id: 'jd-2', platform: 'jd', name: '阿木文具专营店' },
  { id: 'jd-3', platform: 'jd', name: '北坡户外旗舰店' },
  { id: 'pdd-1', platform: 'pdd', name: '小林家居' },
  { id: 'pdd-2', platform: 'pdd', name: '山下果园' },
  { id: 'pdd-3', platform: 'pdd', name: '一朵袜业' },
  { id: 'taobao-1', platform: 'taobao', name: '青禾手作' },
  { id: 'taobao-2', platform: 'taobao', name: '橘子灯饰旗舰店' },
  { id: 'taobao-3', platform: 'taobao', name: '旧书角' },
  { id: 'douyin-1', platform: 'douyin', name: '阿禾厨具' },
  { id: 'douyin-2', platform: 'douyin', name: '三只鹿童装' },
  { id: 'douyin-3', platform: 'douyin', name: '晚风香薰' },
];
