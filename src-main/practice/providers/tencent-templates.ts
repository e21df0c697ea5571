import { CODE, COURIER, NUMBER, PLACE } from './filed-values.ts';

/** The templates that are filed at Tencent, by their code: the account API's name for each, its text, and what each value may be. */
export const TENCENT_TEMPLATES: Readonly<Record<string, { readonly name: string; readonly text: string; readonly values: readonly RegExp[] }>> = {
  '2000001': { name: 'forwarding', text: '您的包裹已转由{1}承运,新运单号{2},请留意查收。', values: [COURIER, NUMBER] },
  '2000002': { name: 'pickup-code', text: '您的包裹已到{1},取件码{2},请及时取件。', values: [PLACE, CODE] },
  '2000003': { name: 'pickup-reminder', text: '您的包裹仍在{1}等您,取件码{2},请尽快取件。', values: [PLACE, CODE] },
  '2000004': { name: 'pickup-correction', text: '更正:您的包裹在{1},取件码应为{2},以本条为准,抱歉打扰。', values: [PLACE, CODE] },
};
