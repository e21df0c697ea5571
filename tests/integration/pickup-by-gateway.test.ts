import { expect, test } from 'vitest';
import { perform } from '../../src-main/flow/perform.ts';
import { entitled } from '../../src-main/station/entitled.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { NOWHERE } from '../../src-main/store/secret-place.ts';
import { gatewayJob } from '../../src-shared/contract/gateway.ts';
import { fakeSend, json } from '../support/fake-send.ts';
import { enter, jobOf, ready } from '../support/pickup-message.ts';
import { PHONE, aParcel, aProvider, entitlementsWith } from '../support/samples.ts';
import { world } from '../support/whole-station.ts';

const { number } = aParcel();

test.each([
  ['without a number', null, { number: '1-2-3004', courier: null, platform: null }],
  ['of a parcel that nobody knows here', 'YT0000000000001', { number: 'YT0000000000001', courier: null, platform: null }],
  ['of a parcel of this station', number, { number, courier: 'sf', platform: 'taobao' }],
])('a pickup code %s is given to the gateway as its contract has it, and sent', async (_, its, expected) => {
  const b = ready();
  b.flow().parcels.put(aParcel());
  const { providers, hear } = entitled(b.store(), NOWHERE, createProblems(() => undefined));
  const byGateway = entitlementsWith({ provider: aProvider('gateway') });
  b.setEntitlements(byGateway);
  hear(byGateway, () => undefined);
  const { jobId } = enter(b, { number: its });
  const network = fakeSend(() => json({ state: 'done', result: { kind: 'reference', reference: 'gw-sms-1' } }));
  const [claim] = b.claims();
  if (!claim) throw new Error('not claimed');
  const nobody = () => Promise.reject(new Error('nobody is asked'));
  b.settle(claim, await perform({ flow: b.flow(), client: world().client, askOrder: nobody, send: network.send, providers, known: () => true }, claim, nobody));
  expect(gatewayJob.parse(JSON.parse(network.last().body ?? ''))).toMatchObject({
    kind: 'pickup-sms', ...expected, storeId: null, orderNumber: null, target: null, phone: PHONE, message: { text: '【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。' },
  });
  expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
});
