import { messageLimits, type MessageLimits, type MessageTemplate, type OptOut } from '../../../src-shared/contract/templates.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { pageOf } from './page.ts';

/** The templates that are filed with the gateways of this world at first, word for word. */
export const TEMPLATES: readonly MessageTemplate[] = [
  { template: 'forwarding', name: '转寄短信', type: 'notification', signature: '京巴士', body: '您的包裹已转由{courier}承运,新运单号{number},请留意查收。' },
  { template: 'pickup-code', name: '取件码', type: 'notification', signature: '京巴士', body: '您的包裹已到{place},取件码{code},请及时取件。' },
  { template: 'pickup-reminder', name: '取件提醒', type: 'notification', signature: '京巴士', body: '您的包裹仍在{place}等您,取件码{code},请尽快取件。' },
  { template: 'pickup-correction', name: '取件码更正', type: 'notification', signature: '京巴士', body: '更正:您的包裹在{place},取件码应为{code},以本条为准,抱歉打扰。' },
  { template: 'members-day', name: '会员日', type: 'promotion', signature: '京巴士', body: '{place}会员日满减优惠,凭{code}到店使用,拒收请回复R' },
];

const LIMITS = 'message-limits';
const VERSION = 'message-rules-version';

const limitsOf = (stage: Stage): MessageLimits => messageLimits.parse(JSON.parse(stage.kept.text(LIMITS) ?? '{}'));

/** The limits of all accounts from now on; what is not named has its default. */
export function limitMessages(stage: Stage, limits: MessageLimits): void {
  stage.kept.put(LIMITS, JSON.stringify(limits));
  stage.kept.put(VERSION, stage.kept.number(VERSION, 1) + 1);
}

const bodyOf = (template: string): string => `template-body.${template}`;

/** Another text is filed under a template's name from now on. False where there is no such template. */
export function fileTemplate(stage: Stage, template: string, body: string): boolean {
  if (!TEMPLATES.some((one) => one.template === template)) return false;
  stage.kept.put(bodyOf(template), body);
  stage.kept.put(VERSION, stage.kept.number(VERSION, 1) + 1);
  return true;
}

/** Those that are on file now. */
export const filedTemplates = (stage: Stage): MessageTemplate[] => TEMPLATES.map((one) => Object.assign({}, one, { body: stage.kept.text(bodyOf(one.template)) ?? one.body }));

export const playMessageRules: Plays<'messageRules'> = ({ stage }) => ({
  version: stage.kept.number(VERSION, 1),
  templates: filedTemplates(stage),
  limits: limitsOf(stage),
});

/** Whoever replies R, T, TD or N, or says 退订, has opted out of every signature. Returns whether the reply was one. */
export function reply(stage: Stage, phone: string, text: string): boolean {
  if (!/^(?:R|T|TD|N|退订|拒收)$/i.test(text.trim())) return false;
  stage.sql('INSERT INTO opt_outs (phone, at) VALUES (?,?) ON CONFLICT DO NOTHING').run(phone, stage.now());
  return true;
}

export const playOptOuts: Plays<'optOuts'> = ({ stage, request }) =>
  pageOf(request, (after, limit) =>
    stage
      .sql<OptOut & { sequence: number }>('SELECT * FROM opt_outs WHERE sequence > ? ORDER BY sequence LIMIT ?')
      .all(after, limit)
      .map(({ sequence, phone, at }) => ({ sequence, item: { phone, at } })),
  );
