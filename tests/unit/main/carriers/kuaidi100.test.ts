import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Sent } from '../../../../src-main/egress/egress.ts';
import { kuaidi100 } from '../../../../src-main/flow/provider/kuaidi100/kuaidi100.ts';
import type { Arrival } from '../../../../src-main/flow/provider/tracker.ts';
import { COURIERS } from '../../../../src-shared/domain/couriers.ts';
import { LOST, NOT_SENT, answered, json } from '../../../support/fake-send.ts';
import { PHONE, aTask } from '../../../support/samples.ts';
import { tellsNoSecret, wireOf } from './asked.ts';

const KIND = 'kuaidi100';
const parcel = { number: 'YT9876543210987', courier: 'yto', phone: PHONE } as const;
type Line = { context: string; statusCode?: string | undefined; time?: string; ftime?: string };
const line = (context: string, statusCode?: string, time = '2026-11-24 09:30:00'): Line => ({ context, statusCode, time, ftime: time });
const track = (lines: readonly Line[], over: object = {}): Sent => json({ message: 'ok', nu: parcel.number, ischeck: '0', com: 'yuantong', status: '200', state: '5', data: lines, ...over });
const arrival = async (sent: Sent, over: Parameters<typeof wireOf>[2] = {}): Promise<Arrival> => kuaidi100.arrivalOf(parcel, wireOf(KIND, sent, over).wire);

test('asks with a form, signed over the very text that is sent', async () => {
  const { wire, last } = wireOf(KIND, LOST);
  await kuaidi100.arrivalOf({ ...parcel, number: '中文&=+ "1"' }, wire);
  expect([last().method, last().url]).toEqual(['POST', 'https://kuaidi100.example/poll/query.do']);
  const { customer, sign, param } = Object.fromEntries(new URLSearchParams(last().body ?? ''));
  expect(customer).toBe('customer-10');
  expect(sign).toBe(createHash('md5').update(`${param}key-10customer-10`, 'utf8').digest('hex').toUpperCase());
  expect(JSON.parse(param ?? '')).toEqual({ com: 'yuantong', num: '中文&=+ "1"', phone: PHONE.slice(-4), resultv2: '4', show: '0', order: 'desc' });
});
test.each(['138-1234-5678', '１３８１２３４５６７８'])('of a phone that is written %s the last four digits are sent', async (phone) => {
  const { wire, last } = wireOf(KIND, LOST);
  await kuaidi100.arrivalOf({ ...parcel, phone }, wire);
  expect(JSON.parse(new URLSearchParams(last().body ?? '').get('param') ?? '')).toMatchObject({ phone: PHONE.slice(-4) });
});
test('every courier has its code, and a phone that nobody knows is not sent', async () => {
  const codes = await Promise.all(COURIERS.map(async (courier) => {
    const { wire, last } = wireOf(KIND, LOST);
    await kuaidi100.arrivalOf({ ...parcel, courier, phone: '' }, wire);
    const param = JSON.parse(new URLSearchParams(last().body ?? '').get('param') ?? '') as { com: string; phone?: string };
    expect(param).not.toHaveProperty('phone');
    return param.com;
  }));
  expect(codes).toEqual(['shunfeng', 'yuantong', 'zhongtong', 'shentong', 'yunda', 'jd', 'jtexpress', 'debangwuliu', 'ems']);
});

const NINE_THIRTY = Date.UTC(2026, 10, 24, 1, 30);
describe('what couriers write when a parcel is at a pickup place', () => {
  test.each<readonly [string, string | null, string | null]>([
    ['快件已由成都双流区红树湾二期店菜鸟驿站代收，请及时取件，如有疑问请联系17311222077', '成都双流区红树湾二期店菜鸟驿站', null],
    ['您的快件已存放至【菜鸟驿站(花园路店)】，请凭取件码【8-2-3015】及时取件', '菜鸟驿站(花园路店)', '8-2-3015'],
    ['快件已暂存至丰巢智能柜，取件码为 12345678，请尽快取走', '丰巢智能柜', '12345678'],
    ['包裹已投递到阳光小区3号快递柜,取件码:A1234', '阳光小区3号快递柜', 'A1234'],
    ['已到达中关村妈妈驿站,凭6-1-2208取件', '中关村妈妈驿站', '6-1-2208'],
    ['【兔喜生活驿站】您的包裹已到站，取货码 15-3-7702', '兔喜生活驿站', '15-3-7702'],
    ['快件已被门卫代收，请联系13812345678取件', '门卫', null],
    ['已送达自提点，凭手机号取件', '自提点', null],
    ['请凭13812345678取件', null, null],
    ['取件码请联系400-100-1234索取', null, null],
    ['等待取件', null, null],
  ])('%s', async (context, place, code) => {
    expect(await arrival(track([line(context, '501')]))).toEqual({ kind: 'arrived', place, code, at: NINE_THIRTY });
  });
  test('the place and the code may be in different lines; the time is of its arrival', async () => {
    const lines = [line('等待取件超过48小时', '205', '2026-11-26 09:30:00'), line('请凭取件码 3-4-5678 取件', '501', '2026-11-24 10:00:00'), line('快件已存放至南门驿站', '501'), line('派件中', '5', '2026-11-24 08:00:00'), line('快件已存放至转运中心,编号 取件码99-9', '0', '2026-11-23 08:00:00')];
    expect(await arrival(track(lines))).toEqual({ kind: 'arrived', place: '南门驿站', code: '3-4-5678', at: NINE_THIRTY });
  });
  test('without the fine states the words decide', async () => {
    expect(await arrival(track([line('快件已存放至南门驿站，取件码 1-2-3456')]))).toMatchObject({ kind: 'arrived', code: '1-2-3456' });
    expect(await arrival(track([line('快递员正在派件，电话13812345678')]))).toEqual({ kind: 'on-the-way' });
  });
  test('a time of another form is no time', async () => {
    expect(await arrival(track([line('已由驿站代收', '501', 'yesterday')]))).toMatchObject({ kind: 'arrived', at: null });
  });
});

test.each(['0', '1', '2', '5', '7', '8', '10', '11', '12', '13', '101', '102', '103', '1001', '1002', '1003', '201', '202', '203', '204', '206', '207', '208', '209', '210'])('state %s is on the way', async (state) => {
  expect(await arrival(track([line('运输中', state)]))).toEqual({ kind: 'on-the-way' });
});
test.each(['3', '301', '302', '303', '304'])('state %s is signed for', async (state) => {
  expect(await arrival(track([line('已签收', state), line('已由驿站代收', '501')], { state }))).toEqual({ kind: 'signed-for', at: NINE_THIRTY });
});
test('the signed mark counts, whatever the words', async () => {
  expect(await arrival(track([line('感谢使用')], { ischeck: '1', state: '0' }))).toMatchObject({ kind: 'signed-for' });
});
test.each(['4', '6', '14', '401'])('state %s goes back: nobody is told to fetch it', async (state) => {
  expect(await arrival(track([line('退回', state)], { state }))).toEqual({ kind: 'goes-back', at: NINE_THIRTY });
});

test.each<readonly [string, Arrival]>([
  ['400', { kind: 'unknown', about: 'code 400', act: 'platform', after: null }],
  ['408', { kind: 'phone-needed' }],
  ['500', { kind: 'no-track' }],
  ['501', { kind: 'unknown', about: 'code 501', act: null, after: 60_000 }],
  ['502', { kind: 'unknown', about: 'code 502', act: null, after: 60_000 }],
  ['503', { kind: 'unknown', about: 'code 503', act: 'platform', after: null }],
  ['504', { kind: 'no-track' }],
  ['601', { kind: 'unknown', about: 'code 601', act: 'platform', after: null }],
  ['777', { kind: 'unknown', about: 'code 777', act: null, after: null }],
  ['constructor', { kind: 'unknown', about: 'code constructor', act: null, after: null }],
])('%s, as a return code or as a status', async (code, expected) => {
  expect(await arrival(json({ result: false, returnCode: code, message: `快递公司参数异常 ${PHONE}` }))).toEqual(expected);
  expect(await arrival(json({ status: code, message: PHONE }))).toEqual(expected);
});

test.each<readonly [string, Sent]>([
  ['no JSON', answered(200, '<html>')], ['nothing', json({})], ['lines that are none', json({ status: '200', state: '5', data: [{ time: 1 }] })], ['no lines', json({ status: '200', state: '5' })],
  ['a state of tomorrow', track([line('x', '9999')])], ['500', answered(500)], ['lost', LOST], ['never left', NOT_SENT],
])('%s tells nothing', async (_name, sent) => {
  expect(await arrival(sent)).toMatchObject({ kind: 'unknown', act: null });
});
test('a track without lines is none yet', async () => {
  expect(await arrival(track([]))).toEqual({ kind: 'no-track' });
});
test('without its credential nothing is sent; an HTTP refusal is the matter of the platform', async () => {
  const { wire, out } = wireOf(KIND, LOST, { credential: { customer: 'c' } });
  expect(await kuaidi100.arrivalOf(parcel, wire)).toEqual({ kind: 'unknown', about: 'credential missing', act: 'platform', after: null });
  expect(out).toEqual([]);
  expect(await arrival(answered(404))).toMatchObject({ act: 'platform' });
  expect(await arrival(answered(429, '', { retryAfter: 9_000 }))).toMatchObject({ act: null, after: 9_000 });
});

test('no detail has the phone or a credential', async () => {
  for (const shape of [(code: string) => ({ result: false, returnCode: code }), (code: string) => ({ status: '200', state: code, data: [{ context: code, statusCode: code }] })]) {
    await tellsNoSecret(KIND, aTask(), shape, async (sent) => {
      const found = await arrival(sent);
      return found.kind === 'unknown' ? found.about : '';
    });
  }
});
