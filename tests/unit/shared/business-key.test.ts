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

test.each(['A-1', 'tenant:7', 'tenant:unbind'])('the end of a number is about its waybill (account %s)', (account) => {
  expect(ownOfKey(`${businessKey(account, 'SF1234567890', 'unbind')}:01890a5d-ac96-774b-bcce-b302099a8057`)).toBe('SF1234567890');
  expect(ownOfKey(businessKey(account, 'SF1234567890', 'privacy'))).toBe('SF1234567890');
});
