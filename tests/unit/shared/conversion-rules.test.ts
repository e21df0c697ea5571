import fc from 'fast-check';
import { expect, test } from 'vitest';
import { takenBy } from '../../../src-main/flow/decide/target-of.ts';
import type { ConversionRule } from '../../../src-shared/contract/stores.ts';
import { coveredBy, isDoubled } from '../../../src-shared/domain/conversion-rules.ts';
import { aParcel } from '../../support/samples.ts';

const rule = (from: ConversionRule['from']): ConversionRule => ({ from, to: null, overrides: true });

test.each<readonly [string, ConversionRule['from'], ConversionRule['from'], boolean]>([
  ['everything, anything', {}, { courier: 'yto', prefix: 'YT1' }, true],
  ['a segment, a longer one of it', { prefix: 'YT1' }, { prefix: 'YT12' }, true],
  ['a segment, a shorter one', { prefix: 'YT12' }, { prefix: 'YT1' }, false],
  ['a segment, any number', { prefix: 'YT1' }, {}, false],
  ['a courier, its segment', { courier: 'yto' }, { courier: 'yto', prefix: 'YT1' }, true],
  ['a courier, another', { courier: 'yto' }, { courier: 'zto' }, false],
  ['a platform and a courier, the courier', { platform: 'jd', courier: 'yto' }, { courier: 'yto' }, false],
])('whether a rule for the first takes all of the second: %s', (_name, first, second, covers) => {
  expect(coveredBy([rule(first), rule(second)], 1)).toBe(covers ? 0 : null);
});
test('the same parcels twice, wherever they stand', () => {
  expect(isDoubled([rule({ prefix: 'YT1' }), rule({}), rule({ prefix: 'YT1' })])).toBe(true);
  expect(isDoubled([rule({ prefix: 'YT1' }), rule({ prefix: 'YT2' }), rule({})])).toBe(false);
});
test('a rule that is covered never decides', () => {
  const from = fc.record({ platform: fc.constantFrom('jd' as const, 'taobao' as const), courier: fc.constantFrom('yto' as const, 'zto' as const), prefix: fc.constantFrom('Y', 'YT', 'YT1', 'Z') }, { requiredKeys: [] });
  const parcel = fc.record({ platform: fc.constantFrom('jd' as const, 'taobao' as const), courier: fc.constantFrom('yto' as const, 'zto' as const), number: fc.constantFrom('Y1', 'YT2', 'YT11', 'ZT1') });
  fc.assert(fc.property(fc.array(from.map(rule), { maxLength: 6 }), parcel, (rules, one) => {
    const decides = takenBy(aParcel(one), rules);
    if (decides) expect(coveredBy(rules, rules.indexOf(decides))).toBeNull();
  }));
});
