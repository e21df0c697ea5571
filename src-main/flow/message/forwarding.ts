import type { MessageTemplate } from '../../../src-shared/contract/templates.ts';
import type { Courier } from '../../../src-shared/domain/couriers.ts';
import type { Values } from './render.ts';

/** The account API's name of the template 转寄短信. */
export const FORWARDING = 'forwarding';

/** The couriers' names as the filed template has them; a recipient reads them, whatever the desk's language is. */
const NAMES: Readonly<Record<Courier, string>> = {
  sf: '顺丰速运', yto: '圆通速递', zto: '中通快递', sto: '申通快递', yunda: '韵达快递', jd: '京东快递', jt: '极兔速递', deppon: '德邦快递', ems: '邮政EMS',
};

/** A filed text may name the number by which the courier reaches the recipient from now on. */
export const carriesPrivacyNumber = ({ body }: MessageTemplate): boolean => body.includes('{privacy}');

/** What 转寄短信 is filled with: who carries the parcel now, under which number; `privacy` is empty where there is none. */
export const forwardingValues = ({ courier, number }: { readonly courier: Courier; readonly number: string }, privacy = ''): Values => ({ courier: NAMES[courier], number, privacy });
