import { expect, test } from 'vitest';
import { targetOf } from '../../../src-main/flow/decide/target-of.ts';
import type { ConversionRule } from '../../../src-shared/contract/stores.ts';
import { aParcel } from '../../support/samples.ts';

const offline = { kind: 'segment', segment: 'offline' } as const;
const zto = { kind: 'courier', courier: 'zto' } as const;
const rule = (over: Partial<ConversionRule>): ConversionRule => ({ from: {}, to: zto, overrides: false, ...over });
const named = aParcel();
const unnamed = aParcel({ target: null });

test('the order of those who decide: an overriding rule, the order, the list, a rule', () => {
  expect(targetOf(named, [rule({ overrides: true })], offline)).toEqual(zto);
  expect(targetOf(named, [rule({})], offline)).toEqual(named.target);
  expect(targetOf(unnamed, [rule({})], offline)).toEqual(offline);
  expect(targetOf(unnamed, [rule({})])).toEqual(zto);
  expect(targetOf(unnamed, [])).toBeNull();
});
test('an overriding rule can say that nothing is converted', () => {
  expect(targetOf(named, [rule({ to: null, overrides: true })], offline)).toBeNull();
  expect(targetOf(unnamed, [rule({ to: null })], offline)).toEqual(offline);
});
test.each<readonly [string, ConversionRule['from'], boolean]>([
  ['everything', {}, true],
  ['its platform', { platform: 'taobao' }, true],
  ['another platform', { platform: 'jd' }, false],
  ['its courier', { courier: 'sf' }, true],
  ['another courier', { courier: 'yto' }, false],
  ['its segment', { prefix: 'SF12' }, true],
  ['another segment', { prefix: 'SF13' }, false],
  ['all of them', { platform: 'taobao', courier: 'sf', prefix: 'SF1' }, true],
  ['all but one', { platform: 'taobao', courier: 'sf', prefix: 'YT' }, false],
])('a rule for %s', (_name, from, fits) => {
  expect(targetOf(unnamed, [rule({ from })])).toEqual(fits ? zto : null);
});
test('the first rule that fits decides', () => {
  expect(targetOf(unnamed, [rule({ from: { courier: 'yto' } }), rule({ to: offline }), rule({})])).toEqual(offline);
});
