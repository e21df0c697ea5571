import { expect, test } from 'vitest';
import { actionsFor } from '../../../src-main/flow/screen/exceptions.ts';
import type { ExceptionAction } from '../../../src-shared/bridge/views.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';
import en from '../../../src-shared/errors/en.json' with { type: 'json' };
import zh from '../../../src-shared/errors/zh-CN.json' with { type: 'json' };

/** Every problem that a job can be parked with, as a person sees it, and the button that is proposed beside its text. */
const PROPOSED: readonly (readonly [ErrorCode, ExceptionAction])[] = [
  ['provider-refused-platform', 'retry'], ['provider-refused-merchant', 'retry'], ['provider-refused-parcel', 'retry'],
  ['provider-outcome-unknown', 'retry'], ['provider-may-have-forgotten', 'void'], ['message-outcome-unknown', 'done'],
  ['number-in-use', 'void'], ['job-unreadable', 'retry'],
  // What a message's rules refuse until somebody has repaired it; the others wait, or refuse for good.
  ['message-phone-invalid', 'retry'], ['message-template-missing', 'retry'], ['message-value-missing', 'retry'], ['message-types-mixed', 'retry'], ['message-opt-out-missing', 'retry'],
  ['message-correction-unmarked', 'retry'], ['message-names-recipient', 'retry'], ['message-too-long', 'retry'], ['message-limit-template', 'retry'], ['message-limit-recipient', 'retry'],
];
const SAYS = { 'zh-CN': { retry: '重试', void: '作废', done: '确认完成' }, en: { retry: 'retry', void: 'void', done: 'mark it done' } } as const;

test.each(PROPOSED)('%s: the text says first what the button does: %s', (code, action) => {
  expect(actionsFor(code)[0]).toBe(action);
  for (const [text, words] of [[zh[code].action, SAYS['zh-CN']], [en[code].action.toLowerCase(), SAYS.en]] as const) {
    const said = (Object.keys(words) as ExceptionAction[]).filter((each) => text.includes(words[each])).sort((a, b) => text.indexOf(words[a]) - text.indexOf(words[b]));
    expect(said[0]).toBe(action);
    // And nothing for which there is no button.
    expect(actionsFor(code)).toEqual(expect.arrayContaining(said));
  }
});

test('a store without its authorisation has a button of its own, which leads to where its text says', () => {
  expect(zh['store-not-authorised'].action).toContain('店铺授权');
  expect(en['store-not-authorised'].action).toContain('Stores');
});
