import { expect, test } from 'vitest';
import { businessKey, keyBeside, ownOfKey } from '../../../src-shared/domain/business-key.ts';

test.each([['acct', 'SF1234567890123'], ['urn:shop:77', 'SF1234567890123'], [':', '东门驿站/1-2-3004~1'], ['账号', '甲@2026-11-24']])('the key of account %j gives back what its work is about', (account, own) => {
  const key = businessKey(account, own, 'pickup-sms');
  expect(ownOfKey(key)).toBe(own);
  expect(keyBeside(key, 'privacy')).toBe(businessKey(account, own, 'privacy'));
});
test.each(['', 'x', 'x:y'])('%j is no key', (text) => {
  expect(ownOfKey(text)).toBeNull();
});
