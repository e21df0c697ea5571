/** The templates that are filed at Aliyun, by their code: the account API's name for each, its text, and what a variable may be. */
export const ALIYUN_TEMPLATES: Readonly<Record<string, { readonly name: string; readonly text: string; readonly variables: Readonly<Record<string, RegExp>> }>> = {
  SMS_200000001: {
    name: 'forwarding',
    text: '您的包裹已转由${courier}承运,新运单号${number},请留意查收。',
    variables: { courier: /^[\u4e00-\u9fa5A-Z]{2,10}$/, number: /^[A-Z0-9]{8,24}$/ },
  },
};
