import { expect, test } from 'vitest';
import { mayCall } from '../../src-main/flow/may-call.ts';
import { messageOf } from '../../src-main/flow/message-check.ts';
import { namedProviders } from '../../src-main/flow/provider/named.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { messageView } from '../../src-main/flow/screen/sent-message.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { withTemplate } from '../support/pickup-message.ts';
import { aForwardedParcel, aProvider, entitlementsWith, messageRulesWith } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { safe } from '../support/two-providers.ts';

/** A station whose 转寄短信 says the parcel's privacy number, and a scan of a parcel that is to be converted. */
function saying(over: Parameters<typeof aForwardedParcel>[0] = {}): Bench {
  const b = bench();
  b.setMessageRules(withTemplate('forwarding', { body: '您的包裹由{courier}承运,单号{number},派件员将用{privacy}联系您。' }));
  b.lend(100_000);
  const parcel = aForwardedParcel({ privacy: true, ...over });
  b.flow().parcels.put(parcel);
  b.scan(parcel.number);
  return b;
}
const states = (b: Bench): unknown => Object.fromEntries(b.flow().jobs.ofScan(1).map(({ kind, state, waits }) => [kind, waits ?? state]));

test('a message that says the privacy number waits for it, and goes as soon as it is bound', () => {
  const b = saying();
  b.turn((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.unknown : works(claim)));
  b.turn(works);
  expect(states(b)).toMatchObject({ trace: 'done', privacy: 'unknown', 'forwarding-sms': 'depends' });
  b.time.now += 500;
  b.turn((claim) => (claim.purpose === 'look-up' ? OUTCOMES.bound() : works(claim)));
  const [claim] = b.claims();
  expect(claim?.job.kind).toBe('forwarding-sms');
  expect(messageView(b.flow(), b.job('forwarding-sms'))?.text).toContain('派件员将用17000000001联系您');
  if (claim) b.settle(claim, works(claim));
  expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
  expectSoundBooks(b.store());
});

test('where no number comes the message lacks a value: a person decides, nothing is sent and its money is free', () => {
  const b = saying();
  b.run((claim) => (claim.job.kind === 'privacy' ? { kind: 'refused', act: 'nobody', about: 'no numbers left' } : works(claim)));
  expect(b.job('forwarding-sms')).toMatchObject({ state: 'parked', error: 'message-value-missing', charged: 0 });
  expect(b.flow().ledger.openHold(b.job('forwarding-sms').id)).toBeNull();
  const [row] = exceptionRows(b.flow());
  b.decide(row?.jobId ?? '', 'void');
  expect(exceptionRows(b.flow())).toEqual([]);
  expectSoundBooks(b.store());
});

test('of a parcel without a privacy number it lacks a value too, and does not wait', () => {
  const b = saying({ privacy: false });
  b.run(works);
  expect(b.job('forwarding-sms')).toMatchObject({ state: 'parked', error: 'message-value-missing' });
});

test('a message that does not say it waits for nothing', () => {
  const b = bench();
  b.lend(100_000);
  b.flow().parcels.put(aForwardedParcel({ privacy: true }));
  b.scan(aForwardedParcel().number);
  b.turn((claim) => (claim.job.kind === 'privacy' ? OUTCOMES.unknown : works(claim)));
  b.turn(works);
  expect(states(b)).toMatchObject({ privacy: 'unknown', 'forwarding-sms': 'done' });
});

test('after a new epoch it is asked about once its number is bound: before that nobody knows what it said', () => {
  const b = saying();
  b.newEpoch(2);
  b.lend(100_000);
  const asked: (string | undefined)[] = [];
  const turn = (privacy: Outcome): void => {
    b.time.now += 61_000;
    b.turn((claim) => {
      if (claim.job.kind === 'privacy') return privacy;
      if (claim.job.kind !== 'forwarding-sms') return works(claim);
      asked.push(messageOf(b.flow(), claim.job)?.text);
      return works(claim);
    });
  };
  for (let n = 0; n < 4; n += 1) turn(OUTCOMES.unknown);
  expect(asked).toEqual([]);
  expect(b.job('forwarding-sms')).toMatchObject({ state: 'unknown', charged: 0 });
  turn(OUTCOMES.bound());
  turn(OUTCOMES.bound());
  expect(asked).toEqual([expect.stringContaining('派件员将用17000000001联系您')]);
  expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
  expectSoundBooks(b.store());
});

test('of a number that never comes it waits a day: then a person is told', () => {
  const b = saying();
  b.newEpoch(2);
  b.lend(100_000);
  const turn = (): void => void b.turn((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : claim.job.kind === 'privacy' ? OUTCOMES.offline : works(claim)));
  for (let hours = 0; hours < 24; hours += 1, b.time.now += 3_600_000) turn();
  expect(b.job('forwarding-sms').state).toBe('unknown');
  for (let hours = 0; hours < 10; hours += 1, b.time.now += 3_600_000) turn();
  expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'forwarding-sms' }]);
});

/** Scanned, and in a new epoch since: its message is asked about. */
function inNewEpoch() {
  const b = bench();
  b.lend(100_000);
  b.flow().parcels.put(aForwardedParcel());
  b.scan(aForwardedParcel().number);
  b.newEpoch(2);
  b.lend(100_000);
  return b;
}

test('after a new epoch it is asked about once a template has been heard: nobody asks for a text that is not known', () => {
  const b = inNewEpoch();
  b.setMessageRules(null);
  const asked: string[] = [];
  const turn = (): void => {
    b.time.now += 61_000;
    b.turn((claim) => {
      if (claim.job.kind === 'forwarding-sms') asked.push(messageOf(b.flow(), claim.job)?.text ?? '');
      return works(claim);
    });
  };
  for (let n = 0; n < 4; n += 1) turn();
  expect(asked).toEqual([]);
  b.setMessageRules(messageRulesWith());
  turn();
  expect(asked).toEqual([expect.stringContaining('您的包裹')]);
  expect(b.job('forwarding-sms')).toMatchObject({ state: 'done', charged: 45 });
  expectSoundBooks(b.store());
});

test.each([['yunxinliuke-sms', 'gateway', false], ['gateway', 'yunxinliuke-sms', true]] as const)('it is whoever is asked, %s, that needs its text or not, and not %s, who does it by now', (asked, now, knowsItByKey) => {
  const b = inNewEpoch();
  b.turn(works);
  b.setMessageRules(null);
  const providers = namedProviders(b.store(), safe());
  const [provider = null] = providers.note([['sms', aProvider(asked)], ['sms', aProvider(now)]]);
  b.setEntitlements(entitlementsWith({ provider: aProvider(now) }));
  const claim = { job: b.job('forwarding-sms'), token: 'claim-of-it', attempt: 1, purpose: 'look-up', provider } as const;
  expect(b.job('forwarding-sms').state).toBe('unknown');
  expect(mayCall(b.flow(), claim)).toBe(knowsItByKey);
  expect(mayCall(b.flow(), { ...claim, provider: null })).toBe(!knowsItByKey);
});
