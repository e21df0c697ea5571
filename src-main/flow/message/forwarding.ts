import type { Courier } from '../../../src-shared/domain/couriers.ts';
import type { Message } from './message.ts';

/** The couriers' names as the filed template 转寄短信 has them; a recipient reads them, whatever the desk's language is. */
const NAMES: Readonly<Record<Courier, string>> = {
  sf: '顺丰速运', yto: '圆通速递', zto: '中通快递', sto: '申通快递', yunda: '韵达快递', jd: '京东快递', jt: '极兔速递', deppon: '德邦快递', ems: '邮政EMS',
};
const SIGNATURE = '京巴士';

/** 转寄短信, word for word as it is filed with the provider: any other text is refused. */
export function forwarding({ courier, number }: { readonly courier: Courier; readonly number: string }): Message {
  return {
    template: 'forwarding',
    signature: SIGNATURE,
    values: [{ name: 'courier', value: NAMES[courier] }, { name: 'number', value: number }],
    text: `【${SIGNATURE}】您的包裹已转由${NAMES[courier]}承运,新运单号${number},请留意查收。`,
  };
}
