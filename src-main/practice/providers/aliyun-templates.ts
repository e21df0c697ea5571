import { CODE, COURIER, NUMBER, PLACE } from './filed-values.ts';

/** The templates that are filed at Aliyun, by their code: the account API's name for each, its text, and what a variable may be. */
export const ALIYUN_TEMPLATES: Readonly<Record<string, { readonly name: string; readonly text: string; readonly variables: Readonly<Record<string, RegExp>> }>> = {
  SMS_200000001: { name: 'forwarding', text: '您的包裹已转由${courier}承运,新运单号${number},请留意查收。', variables: { courier: COURIER, number: NUMBER } },
  SMS_200000002: { name: 'pickup-code', text: '您的包裹已到${place},取件码${code},请及时取件。', variables: { place: PLACE, code: CODE } },
  SMS_200000003: { name: 'pickup-reminder', text: '您的包裹仍在${place}等您,取件码${code},请尽快取件。', variables: { place: PLACE, code: CODE } },
  SMS_200000004: { name: 'pickup-correction', text: '更正:您的包裹在${place},取件码应为${code},以本条为准,抱歉打扰。', variables: { place: PLACE, code: CODE } },
};
