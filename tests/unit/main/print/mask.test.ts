import { describe, expect, test } from 'vitest';
import { addressOnPaper, nameOnPaper, phoneOnPaper } from '../../../../src-main/flow/print/mask.ts';

describe('a phone on paper hides at least six digits', () => {
  test.each([
    ['19912345678', '199******78'],
    ['199****5678', '199******78'],
    ['8619912345678', '861********78'],
    ['1234567', '****'],
    ['****', '****'],
    ['', '****'],
  ])('%s is %s', (phone, paper) => expect(phoneOnPaper(phone)).toBe(paper));
});

describe('a name on paper hides at least one character', () => {
  test.each([['张三', '张*'], ['张练习一', '张**'], ['欧阳练习', '欧**'], ['李', '*'], ['', ''], ['𠮷田', '𠮷*'], ['Li Lei', 'L**']])('%s is %s', (name, paper) => expect(nameOnPaper(name)).toBe(paper));
});

describe('an address on paper hides every number of a house or a room', () => {
  test.each([
    ['浙江省 杭州市', '浙江省 杭州市'],
    ['杭州市西湖区文三路 99 号 3 幢 1201 室', '杭州市西湖区文三路 * 号 * 幢 * 室'],
    ['文三路99号A座1201', '文三路*号*座*'],
    ['幸福小区三单元十二楼五室', '幸福小区*单元*楼*室'],
    ['五一路１２－３号', '五一路*－*号'],
    ['三里屯街道 7-2-1201', '三里屯街道 *'],
    ['甲号院B栋', '*号院*栋'],
    ['', ''],
  ])('%s is %s', (address, paper) => expect(addressOnPaper(address)).toBe(paper));
});
