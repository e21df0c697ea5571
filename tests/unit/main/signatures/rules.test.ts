import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../../src-main/flow/provider/signatures/kinds.ts';
import type { Signed } from '../../../../src-main/flow/provider/signatures/signed.ts';

function sign(kind: string, request: unknown): Signed {
  const outcome = KINDS.get(kind)?.(request);
  if (!outcome || 'wrong' in outcome) throw new Error(outcome?.wrong ?? `no kind ${kind}`);
  return outcome.signed;
}

const DEPTH_33 = Array.from({ length: 33 }).reduce<unknown>((inner) => [inner], 'x');

/** The query that a string-to-sign of aliyun-rpc has. */
const rpcQuery = (params: unknown): string => decodeURIComponent(sign('aliyun-rpc', { method: 'get', secret: 's', params }).canonical.replace(/^GET&%2F&/, ''));

describe('aliyun-rpc', () => {
  test.each<readonly [string, unknown, string]>([
    ['encodes all but the unreserved, in upper case', { a: "-_.~ !'()*/+=&:;,@中😀" }, 'a=-_.~%20%21%27%28%29%2A%2F%2B%3D%26%3A%3B%2C%40%E4%B8%AD%F0%9F%98%80'],
    ['encodes names too', { 'a b': '1', 'Filter.1.Key': '2' }, 'Filter.1.Key=2&a%20b=1'],
    ['sorts by bytes, not by locale', { b: '1', B: '2', a: '3', A: '4', _: '5', '1': '6', é: '7' }, '1=6&A=4&B=2&_=5&a=3&b=1&%C3%A9=7'],
    ['keeps empty and blank values', { b: '', a: ' ' }, 'a=%20&b='],
    ['writes numbers and booleans as JSON does', { n: 10, f: 1.5, m: -3, t: true, u: false }, 'f=1.5&m=-3&n=10&t=true&u=false'],
    ['counts lists from 1 and names what is nested', { Tag: [{ Key: 'k', Value: 'v' }, { Key: 'l' }], Id: ['x', 'y'], O: { P: { Q: 1 } } }, 'Id.1=x&Id.2=y&O.P.Q=1&Tag.1.Key=k&Tag.1.Value=v&Tag.2.Key=l'],
    ['has nothing of null and of empty lists', { a: null, b: [], c: {}, d: '1' }, 'd=1'],
    ['leaves out the signature itself', { a: '1', Signature: 'x' }, 'a=1'],
    ['signs no parameters at all', {}, ''],
    ['signs a parameter that JavaScript has a name for', JSON.parse('{"__proto__":"1","constructor":"2"}'), '__proto__=1&constructor=2'],
  ])('%s', (_name, params, query) => expect(rpcQuery(params)).toBe(query));
});

describe('aliyun-acs3', () => {
  const request = { method: 'GET', path: '/', query: {} as unknown, headers: { host: 'h' }, body: '', accessKeyId: 'a', secret: 's' };
  const line = (n: number, over: object): string | undefined => sign('aliyun-acs3', { ...request, ...over }).canonical.split('\n')[n];

  test.each([
    ['/', '/'],
    ['', '/'],
    ['/api/v1/clusters', '/api/v1/clusters'],
    ['/a b/中/~-_.', '/a%20b/%E4%B8%AD/~-_.'],
    ["/!'()*/+", '/%21%27%28%29%2A/%2B'],
    ['/a%20b/%e4%b8%ad/%7Ex', '/a%20b/%E4%B8%AD/~x'],
    ['/100%/', '/100%25/'],
  ])('the path %j is %j', (path, expected) => expect(line(1, { path })).toBe(expected));

  test.each<readonly [unknown, string]>([
    [{}, ''],
    ['', ''],
    ['?', ''],
    [{ b: '', a: null, c: 1, B: true }, 'B=true&a=&b=&c=1'],
    ['b&a=1=2&中=%2B+', 'a=1%3D2&b=&%E4%B8%AD=%2B%2B'],
    [{ Tag: [{ Key: 'k' }] }, 'Tag.1.Key=k'],
    ['a=2&a=1', 'a=1&a=2'],
  ])('the query %j is %j', (query, expected) => expect(line(2, { query })).toBe(expected));

  test('signs host, content-type and x-acs-*, in lower case, trimmed, sorted', () => {
    const headers = { 'X-Acs-Version': ' 1 ', Host: 'H', accept: 'x', 'Content-Type': 'application/json; charset=utf-8', 'x-acs-': 'y', 'xx-acs-a': 'z' };
    expect(sign('aliyun-acs3', { ...request, headers }).canonical.split('\n').slice(3, 9)).toEqual([
      'content-type:application/json; charset=utf-8', 'host:H', 'x-acs-:y', 'x-acs-version:1', '', 'content-type;host;x-acs-;x-acs-version',
    ]);
  });
  test('joins the same header in two writings', () => expect(line(3, { headers: { 'x-acs-a': 'b', 'X-ACS-A': ' a' } })).toBe('x-acs-a:a,b'));
  test('ends with the hash of the body, and follows every character of it', () => {
    const last = (body: string): string => sign('aliyun-acs3', { ...request, body }).canonical.split('\n').at(-1) ?? '';
    // printf '中' | sha256sum
    expect(last('中')).toBe('a567bdaa11367f260f0708391f4d10766b5962f565d9e432f17981a3584fe1e2');
    expect(last('{"a":1}')).not.toBe(last('{"a": 1}'));
  });
});

describe('tencent-tc3', () => {
  const request = { secretId: 'i', secretKey: 'k', service: 'sms', host: 'sms.tencentcloudapi.com', action: 'SendSms', timestamp: 0 as unknown, contentType: 'application/json', payload: '' };
  const at = (timestamp: unknown): string => sign('tencent-tc3', { ...request, timestamp }).signature;

  test('the canonical request does not name the time, the signature does', () => {
    expect(sign('tencent-tc3', { ...request, timestamp: 1 }).canonical).toBe(sign('tencent-tc3', request).canonical);
    expect(at(1)).not.toBe(at(0));
  });
  test('the day is UTC, wherever the machine stands', () => {
    // 1551139199 is 2019-02-25 23:59:59 UTC, already the 26th in China.
    const zone = process.env['TZ'];
    const [there, here] = ['Asia/Shanghai', 'America/New_York'].map((name) => {
      process.env['TZ'] = name;
      return [at(1551139199), at(1551139200)];
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    expect(there).toEqual(here);
  });
});

describe('name-value text', () => {
  const params = { b: '1', B: '2', a: '', c: '  ', d: 0, e: false, f: [1, 'x'], g: { y: '中', x: null }, h: null, sign: 'old', '3': '4' };
  test.each([
    ['top-md5', 'S34B2b1d0efalsef[1,"x"]g{"y":"中","x":null}S'],
    ['jd-md5', 'S34B2b1d0efalsef[1,"x"]g{"y":"中","x":null}S'],
    ['top-hmac-sha256', '34B2b1d0efalsef[1,"x"]g{"y":"中","x":null}'],
    ['pdd-md5', 'S34B2ab1c  d0efalsef[1,"x"]g{"y":"中","x":null}S'],
  ])('%s: order, empty and nested values', (kind, canonical) => expect(sign(kind, { secret: 'S', params }).canonical).toBe(canonical));
});

describe('what is refused, and how it is said', () => {
  const params = '"params" must be an object of texts, exact numbers, booleans, lists and objects.';
  test.each<readonly [string, unknown, string]>([
    ['top-md5', null, 'The request must be a JSON object.'],
    ['top-md5', [], 'The request must be a JSON object.'],
    ['top-md5', 'text', 'The request must be a JSON object.'],
    ['top-md5', { params: {} }, '"secret" is missing.'],
    ['top-md5', { secret: null, params: {} }, '"secret" must be text.'],
    ['top-md5', { secret: 7, params: {} }, '"secret" must be text.'],
    ['top-md5', { secret: '', params: {} }, '"secret" is empty.'],
    ['top-md5', { secret: 's' }, '"params" is missing.'],
    ['top-md5', { secret: 's', params: [] }, params],
    ['top-md5', { secret: 's', params: 'a=1' }, params],
    ['top-md5', JSON.parse('{"secret":"s","params":{"a":9007199254740993}}'), params],
    ['top-md5', { secret: 's', params: { a: { b: [1e-7] } } }, params],
    ['top-md5', { secret: 's', params: { a: '\ud800' } }, params],
    ['top-md5', { secret: 's', params: { '\udc00': '1' } }, params],
    ['top-md5', { secret: 's', params: { a: DEPTH_33 } }, params],
    ['aliyun-acs3', { method: 'GET', path: '/', query: 1, headers: {}, body: '', accessKeyId: 'a', secret: 's' }, '"query" must be an object of parameters, or the text of a query.'],
    ['aliyun-acs3', { method: 'GET', path: '/', headers: {}, body: '', accessKeyId: 'a', secret: 's' }, '"query" is missing.'],
    ['aliyun-acs3', { method: 'GET', path: '/', query: {}, headers: { host: 1 }, body: '', accessKeyId: 'a', secret: 's' }, '"headers" must be an object of texts.'],
    ['aliyun-acs3', { method: 'GET', path: '/', query: {}, headers: {}, body: {}, accessKeyId: 'a', secret: 's' }, '"body" must be text.'],
    ['tencent-tc3', { secretId: 'a', secretKey: 'b', service: 'sms', host: 'h', action: 'A', timestamp: 1551113065123, contentType: 'c', payload: '' }, '"timestamp" must be whole seconds since 1970, as a number or as digits.'],
    ['tencent-tc3', { secretId: 'a', secretKey: 'b', service: 'sms', host: 'h', action: 'A', timestamp: 1.5, contentType: 'c', payload: '' }, '"timestamp" must be whole seconds since 1970, as a number or as digits.'],
    ['tencent-tc3', { secretId: 'a', secretKey: 'b', service: 'sms', host: 'h', action: 'A', timestamp: '2019-02-25', contentType: 'c', payload: '' }, '"timestamp" must be whole seconds since 1970, as a number or as digits.'],
    ['tencent-tc3', { secretId: 'a', secretKey: 'b', service: 'sms', host: 'h', action: 'A', timestamp: 1, contentType: '', payload: '' }, '"contentType" is empty.'],
    ['kdniao', { requestData: { a: 1 }, apiKey: 'k' }, '"requestData" must be text.'],
    ['kuaidi100', { param: '{}', key: 'k' }, '"customer" is missing.'],
    ['huawei-aksk', { secret: 's', nonce: 'n', created: 1 }, '"created" must be text.'],
    ['yunxinliuke-voice', { appId: 'a', token: 't', timestamp: -1 }, '"timestamp" must be whole milliseconds since 1970, as a number or as digits.'],
    ['yunxinliuke-voice', { appId: 'a', token: 't' }, '"timestamp" is missing.'],
  ])('%s %j', (kind, request, wrong) => expect(KINDS.get(kind)?.(request)).toEqual({ wrong }));
});
