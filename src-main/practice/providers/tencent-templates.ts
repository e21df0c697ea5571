/** The templates that are filed at Tencent, by their code: the account API's name for each, its text, and what each value may be. */
export const TENCENT_TEMPLATES: Readonly<Record<string, { readonly name: string; readonly text: string; readonly values: readonly RegExp[] }>> = {
  '2000001': {
    name: 'forwarding',
    text: '您的包裹已转由{1}承运,新运单号{2},请留意查收。',
    values: [/^[\u4e00-\u9fa5A-Z]{2,10}$/, /^[A-Z0-9]{8,24}$/],
  },
};
