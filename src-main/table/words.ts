import type { ListColumn } from '../../src-shared/domain/list.ts';
import type { Courier, Platform } from '../../src-shared/domain/couriers.ts';

/** Headings seen in exports of platforms, couriers and warehouse programs, folded (see `folded`). Data: add what turns up. */
export const HEADINGS: Readonly<Record<ListColumn, readonly string[]>> = {
  number: [
    '运单号', '运单编号', '运单', '快递单号', '快递号', '快递编号', '物流单号', '物流编号', '物流运单号', '面单号', '电子面单号', '单号', '原单号', '原运单号', '包裹号', '发货单号',
    'waybill', 'waybillno', 'waybillnumber', 'trackingno', 'trackingnumber', 'tracking', 'mailno', 'expressno', 'logisticsno',
  ],
  courier: ['快递公司', '快递', '物流公司', '物流', '承运商', '承运公司', '快递名称', '物流名称', 'courier', 'carrier', 'express', 'expresscompany', 'logisticscompany'],
  target: ['目标', '目标号段', '目标快递', '目标平台', '转换目标', '转换为', '转为', '转至', '号段', 'target', 'to', 'convertto'],
};

/** Couriers and platforms as people write them, folded. */
export const COURIER_WORDS: Readonly<Record<Courier, readonly string[]>> = {
  sf: ['顺丰', '顺丰速运', '顺丰快递', 'sf', 'sfexpress'],
  yto: ['圆通', '圆通速递', '圆通快递', 'yto', 'yt'],
  zto: ['中通', '中通快递', '中通速递', 'zto', 'zt'],
  sto: ['申通', '申通快递', '申通速递', 'sto'],
  yunda: ['韵达', '韵达快递', '韵达速递', 'yunda', 'yd'],
  jd: ['京东', '京东快递', '京东物流', 'jd', 'jdl'],
  jt: ['极兔', '极兔速递', '极兔快递', 'jt', 'jtexpress', 'j&t'],
  deppon: ['德邦', '德邦快递', '德邦物流', 'deppon', 'dbl'],
  ems: ['邮政', 'ems', '邮政ems', '邮政快递', '中国邮政', '邮政快递包裹', 'chinapost'],
};
export const SEGMENT_WORDS: Readonly<Record<Platform | 'offline', readonly string[]>> = {
  jd: ['京东号段', '京东平台'],
  pdd: ['拼多多', '拼多多号段', '多多', 'pdd'],
  taobao: ['淘宝', '天猫', '淘宝号段', '天猫号段', '菜鸟', '菜鸟号段', 'taobao', 'tmall'],
  douyin: ['抖音', '抖音号段', '抖店', 'douyin'],
  offline: ['线下', '线下号段', '线下单', '线下单号', 'offline'],
};

/** Case, width, blanks and what stands in brackets do not tell headings apart. */
export const folded = (text: string): string => text.normalize('NFKC').toLowerCase().replace(/\([^)]*\)|【[^】]*】|\[[^\]]*\]/g, '').replace(/[\s\p{C}_*:：.#-]/gu, '');
