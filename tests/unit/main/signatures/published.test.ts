import { describe, expect, test } from 'vitest';
import { KINDS } from '../../../../src-main/flow/provider/signatures/kinds.ts';

// Examples with results that the vendors published themselves, and the keys that they published for them.

const signed = (kind: string, request: unknown): unknown => KINDS.get(kind)?.(request);
const lines = (...text: readonly string[]): string => text.join('\n');

describe('aliyun-rpc', () => {
  test('DescribeRegions: help.aliyun.com, "RPC API 签名机制"', () => {
    expect(
      signed('aliyun-rpc', {
        method: 'GET',
        secret: 'testsecret',
        params: {
          Timestamp: '2016-02-23T12:46:24Z', Format: 'XML', AccessKeyId: 'testid', Action: 'DescribeRegions', SignatureMethod: 'HMAC-SHA1',
          SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf', Version: '2014-05-26', SignatureVersion: '1.0',
        },
      }),
    ).toEqual({
      signed: {
        canonical:
          'GET&%2F&AccessKeyId%3Dtestid%26Action%3DDescribeRegions%26Format%3DXML%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf' +
          '%26SignatureVersion%3D1.0%26Timestamp%3D2016-02-23T12%253A46%253A24Z%26Version%3D2014-05-26',
        signature: 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=',
      },
    });
  });

  test('SendSms with a Chinese sign name: help.aliyun.com/document_detail/56189.html, "短信服务 请求签名"', () => {
    expect(
      signed('aliyun-rpc', {
        method: 'GET',
        secret: 'testSecret',
        params: {
          AccessKeyId: 'testId', Timestamp: '2017-07-12T02:42:19Z', SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0',
          SignatureNonce: '45e25e9b-0a6f-4070-8c85-2956eda1b466', Format: 'XML', Action: 'SendSms', Version: '2017-05-25', RegionId: 'cn-hangzhou',
          PhoneNumbers: '15300000001', SignName: '阿里云短信测试专用', TemplateCode: 'SMS_71390007', TemplateParam: '{"customer":"test"}', OutId: '123',
        },
      }),
    ).toEqual({
      signed: {
        canonical:
          'GET&%2F&AccessKeyId%3DtestId%26Action%3DSendSms%26Format%3DXML%26OutId%3D123%26PhoneNumbers%3D15300000001%26RegionId%3Dcn-hangzhou' +
          '%26SignName%3D%25E9%2598%25BF%25E9%2587%258C%25E4%25BA%2591%25E7%259F%25AD%25E4%25BF%25A1%25E6%25B5%258B%25E8%25AF%2595%25E4%25B8%2593%25E7%2594%25A8' +
          '%26SignatureMethod%3DHMAC-SHA1%26SignatureNonce%3D45e25e9b-0a6f-4070-8c85-2956eda1b466%26SignatureVersion%3D1.0%26TemplateCode%3DSMS_71390007' +
          '%26TemplateParam%3D%257B%2522customer%2522%253A%2522test%2522%257D%26Timestamp%3D2017-07-12T02%253A42%253A19Z%26Version%3D2017-05-25',
        signature: 'zJDF+Lrzhj/ThnlvIToysFRq6t4=',
      },
    });
  });

  test('DescribeDedicatedHosts: help.aliyun.com/document_detail/251751.html, "V2版本RPC风格请求体&签名机制"', () => {
    expect(
      signed('aliyun-rpc', {
        method: 'GET',
        secret: 'testsecret',
        params: {
          Action: 'DescribeDedicatedHosts', Version: '2014-05-26', Format: 'JSON', AccessKeyId: 'testid', SignatureNonce: 'edb2b34af0af9a6d14deaf7c1a5315eb',
          Timestamp: '2023-03-13T08:34:30Z', RegionId: 'cn-beijing', SignatureMethod: 'HMAC-SHA1', SignatureVersion: '1.0',
        },
      }),
    ).toMatchObject({ signed: { signature: '9NaGiOspFP5UPcwX8Iwt2YJXXuk=' } });
  });
});

describe('aliyun-acs3: RunInstances, help.aliyun.com/document_detail/2593177.html, "固定参数示例"', () => {
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const request = {
    method: 'POST',
    path: '/',
    query: { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' } as unknown,
    headers: {
      'x-acs-version': '2014-05-26', 'x-acs-action': 'RunInstances', 'x-acs-date': '2023-10-26T10:22:32Z', 'x-acs-signature-nonce': '3156853299f313e23d1673dc12e1703d',
      'x-acs-content-sha256': empty, host: 'ecs.cn-shanghai.aliyuncs.com',
    },
    body: '',
    accessKeyId: 'YourAccessKeyId',
    secret: 'YourAccessKeySecret',
  };
  const expected = {
    signed: {
      canonical: lines(
        'POST', '/', 'ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd&RegionId=cn-shanghai',
        'host:ecs.cn-shanghai.aliyuncs.com', 'x-acs-action:RunInstances', `x-acs-content-sha256:${empty}`, 'x-acs-date:2023-10-26T10:22:32Z',
        'x-acs-signature-nonce:3156853299f313e23d1673dc12e1703d', 'x-acs-version:2014-05-26', '',
        'host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version', empty,
      ),
      signature: '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
    },
  };
  test('as published', () => expect(signed('aliyun-acs3', request)).toEqual(expected));
  test.each(['RegionId=cn-shanghai&ImageId=win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd', '?ImageId=win2019_1809_x64_dtc_zh%2dcn_40G_alibase_20230811.vhd&RegionId=cn-shanghai'])(
    'with the query of the URL: %s',
    (query) => expect(signed('aliyun-acs3', { ...request, query })).toEqual(expected),
  );
  test('with headers in other writings, and with headers that are not signed', () => {
    const headers = { ...request.headers, host: undefined, 'x-acs-action': undefined, Host: ' ecs.cn-shanghai.aliyuncs.com ', 'X-Acs-Action': 'RunInstances\t', 'User-Agent': 'any', Authorization: 'any' };
    expect(signed('aliyun-acs3', JSON.parse(JSON.stringify({ ...request, headers })))).toEqual(expected);
  });
  test('with a method in lower case and no path', () => expect(signed('aliyun-acs3', { ...request, method: 'post', path: '' })).toEqual(expected));
});

describe('tencent-tc3: DescribeInstances, cloud.tencent.com/document/api/213/30654, "签名方法 v3"', () => {
  // The document masks its keys with asterisks, and its results are those of the asterisks.
  const request = {
    secretId: 'AKID********************************',
    secretKey: '********************************',
    service: 'cvm',
    host: 'cvm.tencentcloudapi.com',
    action: 'DescribeInstances',
    timestamp: 1551113065 as unknown,
    contentType: 'application/json; charset=utf-8',
    payload: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
  };
  const expected = {
    signed: {
      canonical: lines(
        'POST', '/', '', 'content-type:application/json; charset=utf-8', 'host:cvm.tencentcloudapi.com', 'x-tc-action:describeinstances', '',
        'content-type;host;x-tc-action', '35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064',
      ),
      signature: '10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f',
    },
  };
  test('as published', () => expect(signed('tencent-tc3', request)).toEqual(expected));
  test('with the timestamp as text, as it is in the header', () => expect(signed('tencent-tc3', { ...request, timestamp: '1551113065' })).toEqual(expected));
  test('with header values in other writings', () =>
    expect(signed('tencent-tc3', { ...request, host: ' CVM.tencentcloudapi.com', contentType: 'Application/JSON; charset=UTF-8 ' })).toEqual(expected));
});

describe('TOP', () => {
  const params = {
    method: 'taobao.item.seller.get', app_key: '12345678', session: 'test', timestamp: '2016-01-01 12:00:00', format: 'json', v: '2.0', sign_method: 'md5',
    fields: 'num_iid,title,nick,price,num', num_iid: '11223344',
  };
  const joined = 'app_key12345678fieldsnum_iid,title,nick,price,numformatjsonmethodtaobao.item.seller.getnum_iid11223344sessiontestsign_methodmd5timestamp2016-01-01 12:00:00v2.0';
  test('top-md5: open.taobao.com/doc.htm?docId=101617&docType=1', () => {
    expect(signed('top-md5', { secret: 'helloworld', params })).toEqual({ signed: { canonical: `helloworld${joined}helloworld`, signature: '66987CB115214E59E6EC978214934FB8' } });
  });
  test('top-hmac-sha256 has no published example: RFC 4231, case 2, through one parameter', () => {
    expect(signed('top-hmac-sha256', { secret: 'Jefe', params: { what: ' do ya want for nothing?' } })).toEqual({
      signed: { canonical: 'what do ya want for nothing?', signature: '5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843' },
    });
  });
  test('top-hmac-sha256 signs the text of the published example without the secret', () => {
    expect(signed('top-hmac-sha256', { secret: 'helloworld', params })).toMatchObject({ signed: { canonical: joined } });
  });
});

test('pdd-md5: open.pinduoduo.com/application/document/browse?idStr=8EC06C399636041E, numbers as in its JSON body', () => {
  const params = {
    type: 'pdd.order.number.list.get', sign: 'E4DE3ED21002510DED352819E7AE6775', client_id: '1', page: 1, page_size: 10, data_type: 'XML', timestamp: 1480411125, order_status: 1,
    access_token: 'asd78172s8ds9a921j9qqwda12312w1w21211',
  };
  expect(signed('pdd-md5', { secret: 'testSecret', params })).toEqual({
    signed: {
      canonical: 'testSecretaccess_tokenasd78172s8ds9a921j9qqwda12312w1w21211client_id1data_typeXMLorder_status1page1page_size10timestamp1480411125typepdd.order.number.list.gettestSecret',
      signature: 'E4DE3ED21002510DED352819E7AE6775',
    },
  });
});

test('jd-md5: open.jd.com/v2/#/doc/dev-guide?listId=2643', () => {
  const json = '{"end_date":null,"optional_fields":null,"order_state":"WAIT_SELLER_STOCK_OUT","page":"1","page_size":"200","start_date":null}';
  const params = { v: '2.0', method: 'jingdong.pop.order.search', app_key: 'yourappkey', access_token: 'yourtoken', '360buy_param_json': json, timestamp: '2021-05-07 09:20:39.683+0800' };
  const expected = {
    signed: {
      canonical: `yourappSecret360buy_param_json${json}access_tokenyourtokenapp_keyyourappkeymethodjingdong.pop.order.searchtimestamp2021-05-07 09:20:39.683+0800v2.0yourappSecret`,
      signature: 'D70825340F4084360B9362B60DFD7930',
    },
  };
  expect(signed('jd-md5', { secret: 'yourappSecret', params })).toEqual(expected);
  // The same as an object: it is sent as that very text.
  expect(signed('jd-md5', { secret: 'yourappSecret', params: { ...params, '360buy_param_json': JSON.parse(json) as unknown } })).toEqual(expected);
});

test('kdniao: apitest.kdniao.com/checkSign.aspx', () => {
  const requestData = "{'OrderCode':'','ShipperCode':'SF','LogisticCode':'118954907573'}";
  const apiKey = '56da2cf8-c8a2-44b2-b6fa-476cd7d1ba17';
  expect(signed('kdniao', { requestData, apiKey })).toEqual({ signed: { canonical: requestData + apiKey, signature: 'OWFhM2I5N2ViM2U2MGRkMjc4YzU2NmVlZWI3ZDk0MmE=' } });
});

describe('kinds without a published result: test cases of the RFCs, put together as the vendor puts them', () => {
  test('kuaidi100: RFC 1321, MD5 ("message digest"), in upper case', () => {
    expect(signed('kuaidi100', { param: 'mess', key: 'age ', customer: 'digest' })).toEqual({ signed: { canonical: 'message digest', signature: 'F96B697D7CB7938D525A2F31AAF161D0' } });
  });
  test('yunxinliuke-voice: RFC 1321, MD5 of eight times 1234567890, in lower case', () => {
    const request = { appId: '1234567890'.repeat(6), token: '1234567', timestamp: 8901234567890 };
    const expected = { signed: { canonical: '1234567890'.repeat(8), signature: '57edf4a22be3c955ac49da2e2107b67a' } };
    expect(signed('yunxinliuke-voice', request)).toEqual(expected);
    expect(signed('yunxinliuke-voice', { ...request, timestamp: String(request.timestamp) })).toEqual(expected);
  });
  test('huawei-aksk: RFC 4231, case 2, in base64', () => {
    expect(signed('huawei-aksk', { secret: 'Jefe', nonce: 'what do ya want ', created: 'for nothing?' })).toEqual({
      signed: { canonical: 'what do ya want for nothing?', signature: Buffer.from('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843', 'hex').toString('base64') },
    });
  });
});
