import { describe, expect, test } from 'vitest';
import { code128 } from '../../../../src-main/flow/print/code128.ts';
import { slipPage } from '../../../../src-main/flow/print/page.ts';
import { layoutOf } from '../../../../src-main/flow/print/layout.ts';
import { sampleSlip, slipOf, slipWords, type SlipFacts } from '../../../../src-main/flow/print/slip.ts';

const FACTS: SlipFacts = {
  number: 'YT9000000000001', courier: 'yto', original: 'ZT1000000000002', orderNumber: 'O-77', piece: { number: 2, of: 3 },
  recipient: { name: '张练习一', phone: '199****5678', region: '浙江省 杭州市 9 号' }, operator: '李四', station: '03', at: Date.UTC(2026, 10, 24, 4), reprint: 0, sample: false,
};
const PAPER = { width: 76, height: 130 };

describe('a slip', () => {
  test('has both numbers, the piece, who it is for as paper may say it, who packed it and when by the clock of the account', () => {
    expect(slipOf(FACTS, 'zh-CN')).toEqual({
      number: 'YT9000000000001', courier: '圆通', original: 'ZT1000000000002', order: 'O-77', piece: '第 2 件，共 3 件', name: '张**', phone: '199******78', address: '浙江省 杭州市 * 号',
      operator: '李四', station: '03', time: '2026-11-24 12:00:00', mark: '',
    });
    expect(slipOf(FACTS, 'en')).toMatchObject({ courier: 'YTO', piece: 'Piece 2 of 3' });
  });
  test('says that it is another one, or belongs to no parcel', () => {
    expect(slipOf({ ...FACTS, reprint: 2 }, 'zh-CN').mark).toBe('补打 2');
    expect(sampleSlip(FACTS, 'zh-CN')).toMatchObject({ mark: '试打，不随件', phone: '199******00' });
  });
  test('of a parcel without an order has its number alone', () => {
    expect(slipOf({ ...FACTS, courier: null, original: null, orderNumber: '', piece: null, recipient: null }, 'zh-CN')).toMatchObject({ courier: '', original: '', piece: '', name: '', phone: '', address: '' });
  });
});

describe('its page', () => {
  test('is text whatever the data says, has no script and asks for nothing', () => {
    const page = slipPage(slipOf({ ...FACTS, orderNumber: '<script>alert(1)</script>', operator: '"><img src=x onerror=1>', original: "'&\u0007" }, 'zh-CN'), PAPER, 'zh-CN');
    for (const bad of ['<script', '<img', '\u0007']) expect(page).not.toContain(bad);
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    expect(page).not.toMatch(/https?:/);
  });
  test('is of the paper that was chosen', () => {
    expect(slipPage(slipOf(FACTS, 'zh-CN'), { width: 100, height: 150 }, 'zh-CN')).toContain('@page { size: 100mm 150mm; margin: 0; }');
  });
});

describe('what stands on a paper', () => {
  const long = { ...FACTS, number: 'JDVC12345678901', original: 'JDVB01234567890', orderNumber: '240601-123456789012345', recipient: { name: '张练习一', phone: '199****5678', region: '内蒙古自治区 呼伦贝尔市 莫力达瓦达斡尔族自治旗' }, operator: '阿卜杜勒艾则孜买买提江', reprint: 1 };
  const namesOn = (facts: SlipFacts, width: number, height: number) => {
    const layout = layoutOf(slipOf(facts, 'zh-CN'), { width, height }, slipWords('zh-CN'));
    return [...layout.facts, ...layout.aside.flat()].map(({ name }) => name).join(' ');
  };
  const all = '原单号 订单 收件 操作 工位 时间';
  test.each([[76, 130, all], [100, 90, all], [76, 60, all], [70, 50, all], [60, 40, '原单号 订单 收件'], [50, 40, '原单号 订单 收件']] as const)('of %i×%i is all that there is room for, and never less than both numbers, the order and the phone', (width, height, names) => {
    expect(namesOn(long, width, height)).toBe(names);
    expect(namesOn({ ...FACTS, reprint: 0 }, width, height)).toBe(all);
  });
  test.each([['YT9000000000001', 40, 40], ['YT9000000000001', 40, 130]])('is nothing where the bars of %s would be of one dot on %i×%i', (number, width, height) => {
    expect(() => namesOn({ ...FACTS, number }, width, height)).toThrow(`print-paper-small: ${width}×${height}`);
  });
  test('of the smallest paper is enough for a number of digits alone, whose bars are short', () => {
    expect(namesOn({ ...FACTS, number: '75312345678901', orderNumber: '' }, 40, 40)).toContain('原单号');
  });
});

describe('a Code 128', () => {
  const bars = (svg: string | null) => ({
    width: Number(/width="([\d.]+)mm"/.exec(svg ?? '')?.[1]),
    modules: Number(/viewBox="0 0 (\d+) 1"/.exec(svg ?? '')?.[1]),
    from: [...(svg ?? '').matchAll(/M(\d+) 0h(\d+)/g)].map(([, at, width]) => ({ at: Number(at), width: Number(width) })),
  });
  test('has whole dots for its modules, a quiet zone on both sides, and fits the paper', () => {
    const { width, modules, from } = bars(code128('YT9000000000001', 68, 20));
    const dots = (width / modules) * (203 / 25.4);
    expect(Math.abs(dots - Math.round(dots))).toBeLessThan(0.01);
    expect(width).toBeLessThanOrEqual(68);
    expect(from[0]?.at).toBe(10);
    const last = from.at(-1);
    expect((last?.at ?? 0) + (last?.width ?? 0)).toBe(modules - 10);
  });
  test('begins and ends as the standard says, and its check character is right', () => {
    const { modules, from } = bars(code128('AB12', 68, 20));
    const line = Array.from({ length: modules }, (_, at) => Number(from.some((bar) => at >= bar.at && at < bar.at + bar.width))).join('').slice(10, -10);
    // ISO/IEC 15417, table 1: start B, A (33), B (34), 1 (17), 2 (18), the check (104 + 33 + 2·34 + 3·17 + 4·18) mod 103 = 19, stop.
    expect(line).toBe(['11010010000', '10100011000', '10001011000', '10011100110', '11001110010', '11001011100', '1100011101011'].join(''));
  });
  test('of a text that it has no characters for is none', () => expect(code128('运单', 68, 20)).toBeNull());
});
