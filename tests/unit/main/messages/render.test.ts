import fc from 'fast-check';
import { expect, test } from 'vitest';
import { render } from '../../../../src-main/flow/message/render.ts';
import { forwardingValues } from '../../../../src-main/flow/message/forwarding.ts';
import { TEMPLATES } from '../../../../src-main/practice/account/messages.ts';
import type { MessageTemplate } from '../../../../src-shared/contract/templates.ts';

const PICKUP = TEMPLATES.find(({ template }) => template === 'pickup-code') as MessageTemplate;
const FORWARDING = TEMPLATES[0] as MessageTemplate;

test('转寄短信 is the filed text, word for word', () => {
  expect(render(FORWARDING, forwardingValues({ courier: 'yto', number: 'YT9876543210987' }))).toEqual({
    template: 'forwarding', signature: '京巴士', values: [{ name: 'courier', value: '圆通速递' }, { name: 'number', value: 'YT9876543210987' }],
    text: '【京巴士】您的包裹已转由圆通速递承运,新运单号YT9876543210987,请留意查收。',
  });
});

test('a variable without a value makes no message', () => {
  expect(render(PICKUP, { code: '1-2-3' })).toBeNull();
  expect(render(PICKUP, { code: '1-2-3', place: ' \n\u200b' })).toBeNull();
  expect(render({ ...PICKUP, body: '{toString}{constructor}' }, {})).toBeNull();
});

test('a value is never read as a template, makes no second signature and no second line', () => {
  fc.assert(fc.property(fc.string(), fc.string(), (code, place) => {
    const message = render(PICKUP, { code, place });
    if (message === null) return;
    expect(message.text).not.toMatch(/[\n\r]/);
    expect(message.text.match(/【/g)).toHaveLength(1);
    expect(message.text.startsWith('【京巴士】您的包裹已到')).toBe(true);
    expect(message.text.endsWith(',请及时取件。')).toBe(true);
  }));
  expect(render(PICKUP, { code: '{place}$&$1', place: '{code}' })?.text).toBe('【京巴士】您的包裹已到{code},取件码{place}$&$1,请及时取件。');
});
