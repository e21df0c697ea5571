import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctArrival, enterArrival, takeArrivals, type Entry } from '../../src-main/flow/arrivals.ts';
import { keepReports } from '../../src-main/flow/deliveries.ts';
import { messageOf } from '../../src-main/flow/message-check.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { actOnException, exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { messagesView, previewOf } from '../../src-main/flow/screen/messages.ts';
import { messageView } from '../../src-main/flow/screen/sent-message.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import type { Arrival, MessageTemplate } from '../../src-shared/contract/templates.ts';
import { codeOf } from '../support/code-of.ts';
import { PHONE, aForwardedParcel, aParcel, entitlementsWith, messageRulesWith } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';

const HOUR = 3_600_000;
const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const entry = (over: Partial<Entry> = {}): Entry => ({ code: '1-2-3004', place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null, ...over });
const told = (over: Partial<Arrival> = {}): Arrival => ({ arrivalId: 'a-1', code: '1-2-3004', place: '东门驿站', phone: PHONE, template: 'pickup-code', number: null, corrects: null, at: NOON, ...over });

/** Money is lent and the account API has spoken. */
function ready(): Bench {
  const b = bench();
  b.lend(100_000);
  return b;
}
const enter = (b: Bench, over: Partial<Entry> = {}) => enterArrival(b.flow(), DESK, entry(over));
/** The usual rules with one template changed. */
function withTemplate(template: string, change: Partial<MessageTemplate>) {
  const { templates } = messageRulesWith();
  return messageRulesWith({}, [...templates.filter((one) => one.template !== template), { ...(templates.find((one) => one.template === template) as MessageTemplate), ...change }]);
}
const jobOf = (b: Bench, jobId: number) => b.flow().jobs.find(jobId);
const held = (b: Bench): number => b.flow().ledger.totals().held;
const sentRows = (b: Bench) => b.store().sql<Record<string, string | number>>('SELECT * FROM sent_messages ORDER BY job_id').all();

describe('a pickup code', () => {
  test('is held for, sent once and charged by its segments', () => {
    const b = ready();
    const { jobId, scanId } = enter(b);
    expect(jobOf(b, jobId)).toMatchObject({ key: 'acct:东门驿站/1-2-3004:pickup-sms', state: 'waiting', price: 45 });
    expect(held(b)).toBe(45);
    const texts: (string | undefined)[] = [];
    b.run((claim) => (texts.push(b.flow().messages.find(claim.job.id)?.text), works(claim)));
    expect(texts).toEqual(['【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。']);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
    expect(cardOf(b.flow(), scanId)).toBeNull();
    expect(todaySends(b.flow(), NOON)).toMatchObject({ total: { count: 1, spent: 45 }, byCourier: [], scans: { pass: 0 } });
    expectSoundBooks(b.store());
  });
  test('of two segments costs two', () => {
    const b = ready();
    const { jobId } = enter(b, { place: '很远的地方'.repeat(10) });
    expect(held(b)).toBe(90);
    b.run(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 90 });
    expectSoundBooks(b.store());
  });
  test('is sent at most once, whoever tells it', () => {
    const b = ready();
    enter(b, { number: 'YT0000000000001' });
    expect(codeOf(() => enter(b))).toBe('pickup-code-used');
    expect(codeOf(() => enter(b, { code: '9-9-9999', number: 'YT0000000000001' }))).toBe('pickup-code-used');
    expect(codeOf(() => enter(b, { code: ' 1-2-3004 ' }))).toBe('pickup-code-used');
    expect(takeArrivals(b.flow(), DESK, [told(), told()])).toEqual([]);
    b.run(works);
    expect(sentRows(b)).toHaveLength(1);
    // It is not dropped in silence.
    expect(messagesView(b.flow()).messages.filter(({ rule }) => rule === 'pickup-code-used')).toHaveLength(1);
  });
  test('is another one when the shelf had it in another life, 30 days ago, and is corrected as itself', () => {
    const b = ready();
    const DAY = 24 * HOUR;
    const first = enter(b);
    b.run(works);
    b.time.now = NOON + 30 * DAY - 1;
    expect(codeOf(() => enter(b))).toBe('pickup-code-used');
    b.time.now = NOON + 30 * DAY;
    b.lend(100_000);
    const again = enter(b, { phone: '19900001234' });
    expect(jobOf(b, again.jobId)?.key).toBe('acct:东门驿站/1-2-3004@2026-12-24:pickup-sms');
    b.run(works);
    expect(codeOf(() => enter(b))).toBe('pickup-code-used');
    for (const { jobId } of [again, first]) correctArrival(b.flow(), DESK, jobId, { code: '7-7', place: '东门驿站', phone: '19900001234' });
    expect(b.store().sql<{ key: string }>('SELECT key FROM jobs ORDER BY id DESC LIMIT 2').all().map(({ key }) => key)).toEqual(['acct:东门驿站/1-2-3004~1:pickup-sms', 'acct:东门驿站/1-2-3004@2026-12-24~1:pickup-sms']);
    b.time.now = NOON + 60 * DAY;
    expect(takeArrivals(b.flow(), DESK, [told()])).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('comes from the feed, once, also where the feed tells it again', () => {
    const b = ready();
    expect(takeArrivals(b.flow(), DESK, [told()])).toHaveLength(1);
    expect(takeArrivals(b.flow(), DESK, [told(), told({ arrivalId: 'a-2', code: '7-1' })])).toHaveLength(1);
    b.run(works);
    expect(sentRows(b)).toHaveLength(2);
  });
  test.each([
    ['pickup-code-invalid', { code: '' }], ['pickup-code-invalid', { code: '<script>' }], ['pickup-code-invalid', { code: 'x'.repeat(41) }], ['pickup-place-invalid', { place: ' \u200b' }],
    ['pickup-place-invalid', { place: '长'.repeat(61) }], ['pickup-code-invalid', { code: '19900001234' }], ['pickup-number-invalid', { number: '19900001234' }], ['message-names-recipient', { place: `找${PHONE}` }],
    ['message-names-recipient', { place: '138 1234 5678 的架子' }], ['message-names-recipient', { code: `A${PHONE}` }], ['message-phone-invalid', { phone: '12345' }], ['pickup-number-invalid', { number: '单号' }],
  ] as const)('%s: %j is refused and leaves nothing', (code, over) => {
    const b = ready();
    expect(codeOf(() => enter(b, over))).toBe(code);
    expect(codeOf(() => previewOf(b.flow(), 'acct', entry(over), null))).toBe(code);
    expect(b.rows()['jobs']).toBe(0);
    expect(b.rows()['scans']).toBe(0);
    takeArrivals(b.flow(), DESK, [told({ ...over, number: 'number' in over ? over.number : null, code: 'code' in over ? over.code : told().code })]);
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: code, state: 'refused', jobId: null }]);
    // What is kept of it for good has nobody's phone.
    expect(JSON.stringify(b.store().sql('SELECT * FROM arrivals').all())).not.toMatch(/(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)/);
  });
  test('that was wrong is corrected by a message that says so; one not sent yet is taken back', () => {
    const b = ready();
    const first = enter(b);
    b.run(works);
    const second = correctArrival(b.flow(), DESK, first.jobId, { code: '1-2-3005', place: '东门驿站', phone: '' });
    expect(jobOf(b, second.jobId)?.key).toBe('acct:东门驿站/1-2-3004~1:pickup-sms');
    const third = correctArrival(b.flow(), DESK, second.jobId, { code: '1-2-3006', place: '东门驿站', phone: '' });
    expect(jobOf(b, second.jobId)?.state).toBe('void');
    expect(jobOf(b, third.jobId)?.key).toBe('acct:东门驿站/1-2-3004~2:pickup-sms');
    b.run(works);
    expect(sentRows(b).map(({ text }) => text)).toEqual(['【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。', '【京巴士】更正:您的包裹在东门驿站,取件码应为1-2-3006,以本条为准,抱歉打扰。']);
    expect(held(b)).toBe(0);
    expectSoundBooks(b.store());
  });
  describe('that was corrected is never sent after its correction', () => {
    const correct = (b: Bench, jobId: number, code = '1-2-3005') => correctArrival(b.flow(), DESK, jobId, { code, place: '东门驿站', phone: '' });
    const called = (claims: readonly Claim[]) => claims.filter(({ purpose }) => purpose === 'call').map(({ job }) => job.id);

    test('where a person would have had to repair it first', () => {
      const b = ready();
      const { jobId } = enter(b, { template: 'members-day' });
      b.run(works);
      const { jobId: later } = correct(b, jobId);
      expect(jobOf(b, jobId)).toMatchObject({ state: 'void', error: 'pickup-corrected' });
      expect(exceptionRows(b.flow())).toEqual([]);
      expect(called(b.run(works))).toEqual([later]);
      expectSoundBooks(b.store());
    });
    test.each([['came to nothing', OUTCOMES.offline], ['is not known to anybody', OUTCOMES.unknown]] as const)('where its call was under way and %s', (_, outcome) => {
      const b = ready();
      const { jobId } = enter(b);
      const [claim] = b.claims();
      if (!claim) throw new Error('not called');
      const { jobId: later } = correct(b, jobId);
      b.settle(claim, outcome);
      expect(called(b.run((one) => (one.purpose === 'call' ? works(one) : OUTCOMES.absent)))).toEqual([later]);
      expect(jobOf(b, jobId)).toMatchObject({ state: 'void', error: 'pickup-corrected', charged: 0 });
      expect(held(b)).toBe(0);
      expectSoundBooks(b.store());
    });
    test('where a person tries it again all the same', () => {
      const b = ready();
      const { jobId } = enter(b);
      b.run((claim) => (claim.purpose === 'call' ? OUTCOMES.unknown : { kind: 'unknown', about: 'no report' }));
      const { jobId: later } = correct(b, jobId);
      expect(jobOf(b, jobId)?.state).toBe('parked');
      actOnException(b.flow(), String(jobId), 'retry');
      expect(called(b.run(works))).toEqual([later]);
    });
    test('nor is an earlier correction of the same code', () => {
      const b = ready();
      const { jobId } = enter(b);
      b.run(works);
      const { jobId: second } = correct(b, jobId);
      const { jobId: third } = correct(b, jobId, '1-2-3006');
      expect(jobOf(b, second)).toMatchObject({ state: 'void', error: 'pickup-corrected' });
      expect(called(b.run(works))).toEqual([third]);
    });
  });
  test('is not corrected by a message that does not say so', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.run(works);
    b.setMessageRules(withTemplate('pickup-correction', { body: '您的包裹在{place},取件码{code}' }));
    expect(previewOf(b.flow(), 'acct', entry({ code: '5', template: 'pickup-correction' }), jobId)).toMatchObject({ decision: 'refuse', rule: 'message-correction-unmarked' });
    const { jobId: later } = correctArrival(b.flow(), DESK, jobId, { code: '5', place: '东门驿站', phone: '' });
    b.run(works);
    expect(jobOf(b, later)).toMatchObject({ state: 'parked', error: 'message-correction-unmarked' });
    expect(sentRows(b)).toHaveLength(1);
  });
  test('is corrected by the feed too', () => {
    const b = ready();
    takeArrivals(b.flow(), DESK, [told()]);
    b.run(works);
    takeArrivals(b.flow(), DESK, [told({ arrivalId: 'a-2', code: '5-5', corrects: 'a-1' })]);
    b.run(works);
    expect(sentRows(b).map(({ template }) => template)).toEqual(['pickup-code', 'pickup-correction']);
  });
  test('without money waits for it, and what is no order of the desk is no scan of it', () => {
    const b = bench();
    const { jobId } = enter(b);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'waiting', waits: 'funds' });
    expect(b.flow().scans.newest(50)).toEqual([]);
    b.lend(45);
    b.run(works);
    expect(jobOf(b, jobId)?.state).toBe('done');
    expectSoundBooks(b.store());
  });
  test('whose outcome is unknown is not sent again without a person', () => {
    const b = ready();
    const { jobId } = enter(b);
    const calls = b.run((claim) => (claim.purpose === 'call' ? OUTCOMES.unknown : { kind: 'unknown', about: 'no report' })).filter(({ purpose }) => purpose === 'call');
    expect(calls).toHaveLength(1);
    expect(exceptionRows(b.flow())).toMatchObject([{ kind: 'pickup-sms', proposed: 'done', allowed: ['done', 'void', 'retry'] }]);
    actOnException(b.flow(), String(jobId), 'done');
    expect(sentRows(b)).toMatchObject([{ job_id: jobId, sms_id: 'decided by a person' }]);
  });
});

describe('the last look', () => {
  test('finds an opt-out that came after the message was queued: nothing is called and the money is free', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON);
    expect(b.run(works)).toEqual([]);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'refused', error: 'message-opted-out', charged: 0 });
    expect(held(b)).toBe(0);
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: 'message-opted-out', state: 'refused', phone: '138****5678' }]);
    expectSoundBooks(b.store());
  });
  test('keeps a forwarding SMS from somebody who opted out of another signature', () => {
    const b = ready();
    b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON);
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    expect(b.run(works).map(({ job }) => job.kind)).toEqual(['trace', 'write-back']);
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'refused', error: 'message-opted-out' });
    expect(cardOf(b.flow(), 1)?.charged).toBe(300);
    expectSoundBooks(b.store());
  });
  test('refuses a promotion template for a notification until it is another, and a person tries again', () => {
    const b = ready();
    const { jobId } = enter(b, { template: 'members-day' });
    b.run(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'parked', error: 'message-types-mixed' });
    expect(exceptionRows(b.flow())).toMatchObject([{ proposed: 'retry', held: 0 }]);
    b.setMessageRules(withTemplate('members-day', { type: 'notification', body: '{place}取件码{code}' }));
    actOnException(b.flow(), String(jobId), 'retry');
    b.run(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
    expectSoundBooks(b.store());
  });
  test('waits for the hours, says why, and goes out when they begin', () => {
    const b = ready();
    b.setMessageRules(messageRulesWith({ hours: { notification: { from: 780, to: 1260 } } }));
    const { jobId } = enter(b);
    expect(b.turn(works)).toEqual([]);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'waiting', waits: 'hours', ready_at: NOON + HOUR });
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: 'message-hours', until: NOON + HOUR, state: 'waiting' }]);
    b.run(works);
    expect(b.time.now).toBe(NOON + HOUR);
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: null, state: 'done' }]);
  });
  test('waits for a template and for the opt-outs, however long, and then sends', () => {
    const b = ready();
    b.setMessageRules(null);
    b.setOptOutsHeard(false);
    const { jobId } = enter(b);
    b.turn(works);
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: 'message-template-missing', waits: 'offline' }]);
    b.setMessageRules(messageRulesWith());
    b.time.now += 60_000;
    b.turn(works);
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: 'message-opt-outs-unknown' }]);
    b.setOptOutsHeard(true);
    b.run(works);
    expect(jobOf(b, jobId)?.state).toBe('done');
  });
  test('pays for the second segment of a template that grew, and calls nobody before', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.setMessageRules(withTemplate('pickup-code', { body: `{place}取件码{code}${'长'.repeat(60)}` }));
    const calls: number[] = [];
    b.run((claim) => (calls.push(held(b)), works(claim)));
    expect(calls).toEqual([90]);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 90 });
    expectSoundBooks(b.store());
  });
  test('stops a loop: the same text to the same person', () => {
    const b = ready();
    b.setMessageRules(withTemplate('pickup-code', { body: '包裹已到{place}' }));
    enter(b, { code: '1' });
    b.run(works);
    const { jobId } = enter(b, { code: '2' });
    b.run(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'refused', error: 'message-repeated' });
    b.time.now += 24 * HOUR;
    b.lend(1_000);
    const later = enter(b, { code: '3' });
    b.run(works);
    expect(jobOf(b, later.jobId)?.state).toBe('done');
  });
  test('a text that would hold the phone of its recipient is refused', () => {
    const b = ready();
    b.setMessageRules(withTemplate('pickup-code', { body: `{place}取件码{code},电话${PHONE}` }));
    const { jobId } = enter(b);
    b.run(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'parked', error: 'message-names-recipient' });
  });
  test('offline attempts count for no limit', () => {
    const b = ready();
    b.setMessageRules(messageRulesWith({ perTemplate: 2 }));
    enter(b);
    for (let n = 0; n < 5; n += 1) {
      b.time.now += 600_000;
      expect(b.turn(() => OUTCOMES.offline)).toHaveLength(1);
    }
    b.run(works);
    expect(sentRows(b)).toHaveLength(1);
  });
});

test('no sequence of sends ever breaks a limit, whatever happens to each', () => {
  const step = fc.record({ person: fc.nat({ max: 2 }), template: fc.constantFrom('pickup-code', 'pickup-reminder'), fate: fc.constantFrom('works', 'unknown', 'offline', 'refused'), pass: fc.constantFrom(0, HOUR, 9 * HOUR, 30 * HOUR), retry: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 5, maxLength: 40 }), fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 4 }), fc.option(fc.integer({ min: 1, max: 6 })), (sequence, perTemplate, perRecipient, perStation) => {
      const b = bench();
      b.store().db.pragma('synchronous = OFF');
      b.lend(1_000_000);
      b.setMessageRules(messageRulesWith({ perTemplate, perRecipient, perStation }));
      const went: { at: number; person: string; template: string }[] = [];
      for (const [n, { person, template, fate, pass, retry }] of sequence.entries()) {
        b.time.now += pass;
        enter(b, { code: `c-${n}`, phone: `1990000000${person}`, template });
        if (retry) for (const row of exceptionRows(b.flow()).slice(0, 2)) actOnException(b.flow(), row.jobId, 'retry');
        b.turn((claim) => {
          if (claim.purpose === 'look-up') return { kind: 'unknown', about: 'no report' };
          const row = b.flow().messages.find(claim.job.id);
          if (fate !== 'offline') went.push({ at: b.time.now, person: row?.recipient ?? '', template: row?.template ?? '' });
          return fate === 'works' ? works(claim) : fate === 'unknown' ? OUTCOMES.unknown : fate === 'offline' ? OUTCOMES.offline : { kind: 'refused', act: 'person', about: 'code -6' };
        });
      }
      for (const one of went) {
        const day = went.filter(({ at }) => at <= one.at && at > one.at - 24 * HOUR);
        expect(day.filter(({ person }) => person === one.person).length).toBeLessThanOrEqual(perRecipient);
        expect(day.filter(({ person, template }) => person === one.person && template === one.template).length).toBeLessThanOrEqual(perTemplate);
        if (perStation !== null) expect(day.length).toBeLessThanOrEqual(perStation);
      }
      expectSoundBooks(b.store());
      b.store().close();
    }),
    { numRuns: 40 },
  );
});

test('a message shows when its recipient has opted out since', () => {
  const b = ready();
  const { jobId } = enter(b);
  b.run(works);
  expect(messagesView(b.flow()).messages).toMatchObject([{ state: 'done', optedOutAt: null }]);
  b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON + HOUR);
  expect(messagesView(b.flow()).messages).toMatchObject([{ state: 'done', optedOutAt: NOON + HOUR }]);
  expect(messageView(b.flow(), jobOf(b, jobId))?.optedOutAt).toBe(NOON + HOUR);
});

describe('a message that may have gone out', () => {
  const CHANGED = withTemplate('pickup-code', { body: `{place}取件码{code}${'长'.repeat(80)}`, signature: '别家' });
  const asked = (found: Outcome) => (claim: Claim) => (claim.purpose === 'call' ? works(claim) : found);

  test('says the same when it is called again, whatever its template says by then', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.turn(() => OUTCOMES.unknown);
    const first = b.flow().messages.find(jobId);
    b.setMessageRules(CHANGED);
    const texts: (string | undefined)[] = [];
    b.run((claim) => {
      if (claim.purpose === 'call') texts.push(messageOf(b.flow(), claim.job)?.text);
      return asked(OUTCOMES.absent)(claim);
    });
    expect(texts).toEqual([first?.text]);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
    expect(sentRows(b)).toMatchObject([{ text: first?.text, job_id: jobId }]);
    expect(b.flow().messages.find(jobId)).toMatchObject({ values: first?.values, signature: '京巴士', segments: 1 });
    expectSoundBooks(b.store());
  });
  test('is still kept by every rule of the moment', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.turn(() => OUTCOMES.unknown);
    b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON);
    expect(b.run(asked(OUTCOMES.absent)).filter(({ purpose }) => purpose === 'call')).toEqual([]);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'refused', error: 'message-opted-out' });
  });
  test('one that never left says what its template says now', () => {
    const b = ready();
    enter(b);
    b.turn(() => OUTCOMES.offline);
    b.setMessageRules(CHANGED);
    b.run(works);
    expect(sentRows(b)).toMatchObject([{ text: expect.stringMatching(/^【别家】东门驿站取件码1-2-3004长/) }]);
  });
  test('is not called for another phone that its order has by then: a person decides, and its record names whom it may have reached', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    for (let n = 0; n < 2; n += 1) b.turn((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
    b.flow().parcels.put(aForwardedParcel({ recipient: { name: '李四', phone: '19900007777', region: '' } }));
    const { id } = b.job('forwarding-sms');
    for (const again of [false, true]) {
      if (again) actOnException(b.flow(), String(id), 'retry');
      expect(b.run(asked(OUTCOMES.absent)).filter(({ job, purpose }) => job.id === id && purpose === 'call')).toEqual([]);
      expect(jobOf(b, id)).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
    }
    actOnException(b.flow(), String(id), 'done');
    expect(sentRows(b)).toMatchObject([{ job_id: id, mask: '138****5678', recipient: b.flow().phones.fingerprint(PHONE) }]);
    expectSoundBooks(b.store());
  });
});

describe('the six fields of a complaint', () => {
  /** Called once, looked for until a person has to decide. */
  function unknownToAll(b: Bench): { readonly jobId: number } {
    const entered = enter(b);
    b.run((claim) => (claim.purpose === 'call' ? OUTCOMES.unknown : { kind: 'unknown', about: 'no report' }));
    return entered;
  }
  const hear = (b: Bench, jobId: number, state: 'delivered' | 'failed') => keepReports(b.flow(), 'acct', [{ reportId: 'r-7', key: jobOf(b, jobId)?.key ?? '', state, code: 'X', at: b.time.now }]);

  test('are written with the outcome', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.run(works);
    const [row] = sentRows(b);
    expect(row).toMatchObject({ job_id: jobId, sms_id: 'ref-2', sent_at: NOON, text: '【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。', planned: 1, template: 'pickup-code', mask: '138****5678' });
    expect(JSON.parse(String(row?.['audience']))).toEqual({ of: 'arrival', number: '1-2-3004', place: '东门驿站', corrects: false });
    expect(JSON.parse(String(row?.['effect']))).toEqual({ submitted: 1, segments: 1, charged: 45 });
    expect(JSON.stringify(row)).not.toContain(PHONE);
  });
  test('of a forwarding SMS too', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    b.run(works);
    expect(sentRows(b)).toMatchObject([{ template: 'forwarding', planned: 1, mask: '138****5678' }]);
  });
  test.each([
    "UPDATE sent_messages SET text = 'other'", 'UPDATE sent_messages SET sms_id = sms_id', 'DELETE FROM sent_messages', "UPDATE OR REPLACE sent_messages SET effect = ''",
    'INSERT OR REPLACE INTO sent_messages SELECT * FROM sent_messages', "REPLACE INTO sent_messages SELECT job_id, 'x', sent_at, text, planned, audience, effect, template, recipient, mask FROM sent_messages",
  ])('the database itself refuses %s', (sql) => {
    const b = ready();
    enter(b);
    b.run(works);
    const before = sentRows(b);
    expect(() => b.store().db.exec(sql)).toThrow(/a sent message is never/);
    expect(sentRows(b)).toEqual(before);
  });
  test('of one whose outcome nobody knows are shown as far as they are known, and nothing is on record', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    const shown = () => messageView(b.flow(), jobOf(b, jobId))?.fields;
    const known = {
      saidBy: 'nobody', smsId: null, sentAt: NOON, text: '【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。', planned: 1,
      audience: { of: 'arrival', number: '1-2-3004', place: '东门驿站', corrects: false }, effect: { submitted: 1, segments: 1, charged: 0 },
    };
    expect(shown()).toEqual(known);
    actOnException(b.flow(), String(jobId), 'void');
    expect([sentRows(b), shown()]).toEqual([[], known]);
  });
  test('are written when a report says that one which a person gave up went out', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    actOnException(b.flow(), String(jobId), 'void');
    hear(b, jobId, 'delivered');
    expect(jobOf(b, jobId)).toMatchObject({ state: 'void', charged: 0 });
    expect(messageView(b.flow(), jobOf(b, jobId))?.fields).toMatchObject({ saidBy: 'gateway', smsId: 'r-7', sentAt: NOON, effect: { submitted: 1, segments: 1, charged: 0 } });
    hear(b, jobId, 'failed');
    expect(sentRows(b)).toHaveLength(1);
    expectSoundBooks(b.store());
  });
  test('are written when a report contradicts a provider that had refused', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.run(() => ({ kind: 'refused', act: 'nobody', about: 'code -12' }));
    expect(messageView(b.flow(), jobOf(b, jobId))?.fields).toBeNull();
    hear(b, jobId, 'delivered');
    expect(sentRows(b)).toMatchObject([{ job_id: jobId, sms_id: 'r-7' }]);
  });
  test('are not written of a message that this station never called, whatever is reported of its key', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON);
    b.run(works);
    hear(b, jobId, 'delivered');
    expect([sentRows(b), messageView(b.flow(), jobOf(b, jobId))?.fields]).toEqual([[], null]);
  });
  test('are written when a report settles one that a person wanted to send again and a rule has kept', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    b.setMessageRules(messageRulesWith({ perTemplate: 1 }));
    actOnException(b.flow(), String(jobId), 'retry');
    b.turn(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'parked', error: 'message-limit-template' });
    hear(b, jobId, 'delivered');
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
    expect(sentRows(b)).toMatchObject([{ job_id: jobId, sms_id: 'r-7', sent_at: NOON }]);
    expectSoundBooks(b.store());
  });
  test('say what went out, also where its template is another by the time that a person wants it sent again', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    const text = b.flow().messages.find(jobId)?.text;
    b.setMessageRules(messageRulesWith({ perTemplate: 1 }, withTemplate('pickup-code', { body: '{place}取件码{code}' }).templates));
    actOnException(b.flow(), String(jobId), 'retry');
    b.turn(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'parked', error: 'message-limit-template' });
    hear(b, jobId, 'delivered');
    expect(sentRows(b)).toMatchObject([{ job_id: jobId, text, sent_at: NOON }]);
  });
  test('by the word of a person have no id', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    actOnException(b.flow(), String(jobId), 'done');
    expect(messageView(b.flow(), jobOf(b, jobId))?.fields).toMatchObject({ saidBy: 'person', smsId: null, sentAt: NOON });
  });
  test('and a job that is settled twice has one', () => {
    const b = ready();
    enter(b);
    const [claim] = b.claims();
    if (!claim) throw new Error('nothing to claim');
    b.settle(claim, OUTCOMES.reference());
    b.settle(claim, OUTCOMES.reference());
    expect(sentRows(b)).toHaveLength(1);
  });
});

test('a message that was called before this version knew of messages is found by its text, and recorded', () => {
  const b = ready();
  b.flow().parcels.put(aForwardedParcel());
  b.scan(aParcel().number);
  for (let n = 0; n < 2; n += 1) b.turn((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
  const job = b.job('forwarding-sms');
  const text = messageOf(b.flow(), job)?.text;
  b.store().sql('DELETE FROM messages').run();
  expect(messageOf(b.flow(), job)?.text).toBe(text);
  b.run(works);
  expect(sentRows(b)).toMatchObject([{ job_id: job.id, text, mask: '138****5678' }]);
});

test('what did not arrive is shown with its cost given back, and the six fields stay as they are', () => {
  const b = ready();
  const { jobId } = enter(b);
  b.run(works);
  const before = sentRows(b);
  // As a report that has been refunded leaves it (tests/integration/deliveries.test.ts).
  b.store().sql("UPDATE jobs SET delivery = 'failed', refunded = charged WHERE id = ?").run(jobId);
  expect(messagesView(b.flow()).messages).toMatchObject([{ state: 'done', delivery: 'failed', cost: 0 }]);
  expect(sentRows(b)).toEqual(before);
});

test('a report settles a pickup message whose outcome nobody knew', () => {
  const b = ready();
  const { jobId } = enter(b);
  b.turn(() => OUTCOMES.unknown);
  keepReports(b.flow(), 'acct', [{ reportId: 'r-2', key: jobOf(b, jobId)?.key ?? '', state: 'delivered', code: 'DELIVRD', at: NOON }]);
  expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
  expect(messagesView(b.flow()).messages).toMatchObject([{ delivery: 'delivered', smsId: 'r-2' }]);
  expect(sentRows(b)).toHaveLength(1);
  expectSoundBooks(b.store());
});

test('a preview counts, costs and says what the rules say, and sends nothing', () => {
  const b = ready();
  expect(previewOf(b.flow(), 'acct', entry(), null)).toEqual({ text: '【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。', phone: '138****5678', length: 34, segments: 1, cost: 45, decision: 'send', rule: null, until: null });
  b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON);
  expect(previewOf(b.flow(), 'acct', entry(), null)).toMatchObject({ decision: 'refuse', rule: 'message-opted-out' });
  expect(b.rows()['jobs']).toBe(0);
});

describe('a whole station', () => {
  test('hears rules, opt-outs and arrivals, keeps them over a restart, and has no phone of an opt-out in its database', async () => {
    const w = world();
    w.state.optOuts.push({ phone: '19911112222', at: 1 });
    w.state.arrivals.push(told(), told({ arrivalId: 'a-2', code: '4-4', phone: '19911112222' }));
    const place = { text: null as string | null };
    const phoneKeys = { get: () => place.text, put: (text: string) => void (place.text = text) };
    const s = wholeStation({ world: w, phoneKeys });
    s.station.start();
    await expect.poll(() => s.station.messages.view().messages.map(({ state, rule }) => `${state} ${rule}`).sort(), { timeout: 8_000 }).toEqual(['done null', 'refused message-opted-out']);
    expect(w.out.filter(({ url }) => url.endsWith('SendMsg'))).toHaveLength(1);
    const dump = JSON.stringify(s.store.sql('SELECT * FROM opt_outs').all()) + JSON.stringify(s.store.sql('SELECT * FROM messages').all()) + JSON.stringify(s.store.sql('SELECT * FROM sent_messages').all());
    expect(dump).not.toContain('19911112222');
    expect(dump).not.toContain(PHONE);
    await s.stop();
    // Offline: what was heard still holds.
    w.state.online = false;
    w.state.refusals.set('*', new Error('offline'));
    const again = wholeStation({ world: w, dir: s.dir, phoneKeys });
    expect(again.station.messages.preview({ ...entry({ code: '8', phone: '19911112222' }), corrects: '' })).toMatchObject({ rule: 'message-opted-out' });
    expect(again.station.messages.view().templates.map(({ template }) => template)).toEqual(['pickup-code', 'pickup-reminder', 'pickup-correction', 'members-day']);
    await again.stop();
    // The key is gone, and with it what the fingerprints were good for: nothing is sent before the opt-outs are heard again.
    const stranger = wholeStation({ world: w, dir: s.dir });
    expect(stranger.station.messages.preview({ ...entry({ code: '8', phone: '19911112222' }), corrects: '' })).toMatchObject({ decision: 'hold', rule: 'message-opt-outs-unknown' });
  });
  test('takes new limits without a restart', async () => {
    const w = world();
    w.state.messageRules = messageRulesWith({ hours: { notification: { from: 0, to: 0 } } });
    const s = wholeStation({ world: w });
    s.station.start();
    await expect.poll(() => s.station.messages.view().templates.length).toBeGreaterThan(0);
    s.station.messages.send({ ...entry(), corrects: '' });
    await expect.poll(() => s.station.messages.view().messages[0]?.rule).toBe('message-hours');
    w.state.messageRules = messageRulesWith();
    w.state.entitlements = entitlementsWith();
    s.clock.heard(Date.now() + 30_000, 0);
    s.station.soon();
    await expect.poll(() => s.station.messages.view().messages[0]?.state, { timeout: 8_000 }).toBe('done');
  });
});
