import { describe, expect, test } from 'vitest';
import { correctArrival, enterArrival, takeArrivals } from '../../src-main/flow/arrivals.ts';
import { keepReports } from '../../src-main/flow/deliveries.ts';
import { messageOf } from '../../src-main/flow/message-check.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { messagesView, previewOf } from '../../src-main/flow/screen/messages.ts';
import { messageView } from '../../src-main/flow/screen/sent-message.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import { atOnce } from '../support/at-once.ts';
import { codeOf } from '../support/code-of.ts';
import { PHONE, aForwardedParcel, aParcel, entitlementsWith, messageRulesWith } from '../support/samples.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, held, works, type Bench } from '../support/station.ts';
import { wholeStation, world } from '../support/whole-station.ts';
import { HOUR, DESK, entry, told, ready, enter, withTemplate, jobOf, sentRows } from '../support/pickup-message.ts';

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
    expect(atOnce(todaySends(b.flow(), NOON))).toMatchObject({ total: { parcels: 0, jobs: 1, spent: 45 }, byCourier: [], scans: { pass: 0 } });
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
    expect(codeOf(() => previewOf(b.flow(), entry(over), null))).toBe(code);
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
  test('of an account whose id has colons is corrected under its own key, each of them', () => {
    const b = ready();
    const desk = { ...DESK, accountId: 'urn:shop:77' };
    const first = enterArrival(b.flow(), desk, entry({ code: '1-1' }));
    const second = enterArrival(b.flow(), desk, entry({ code: '2-2', phone: '19900001234' }));
    const corrected = [first, second].map(({ jobId }, n) => correctArrival(b.flow(), desk, jobId, { code: `3-${n}`, place: '东门驿站', phone: '' }));
    expect(corrected.map(({ jobId }) => jobOf(b, jobId)?.key)).toEqual(['urn:shop:77:东门驿站/1-1~1:pickup-sms', 'urn:shop:77:东门驿站/2-2~1:pickup-sms']);
    b.run(works);
    expect(sentRows(b).map(({ mask, text }) => [mask, /码应为([\d-]+)/.exec(String(text))?.[1]])).toEqual([['138****5678', '3-0'], ['199****1234', '3-1']]);
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
      b.decide(jobId, 'retry');
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
    expect(previewOf(b.flow(), entry({ code: '5', template: 'pickup-correction' }), jobId)).toMatchObject({ decision: 'refuse', rule: 'message-correction-unmarked' });
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
  describe('of which a correction could not be read', () => {
    /** The second one names no place, and is corrected in turn. */
    const first = told();
    const unread = told({ arrivalId: 'a-2', place: '', corrects: 'a-1' });
    const later = (n: number) => told({ arrivalId: `a-${n}`, code: `5-${n}`, corrects: `a-${n - 1}` });
    const jobTold = (b: Bench, n: number) => jobOf(b, b.flow().arrivals.told(`a-${n}`)?.job_id ?? 0);

    test('is corrected by each one that comes after it', () => {
      const b = ready();
      for (const one of [first, unread, later(3), later(4)]) {
        takeArrivals(b.flow(), DESK, [one]);
        b.run(works);
      }
      expect([1, 2, 3, 4].map((n) => jobTold(b, n)?.key ?? null)).toEqual(['', null, '~1', '~2'].map((nth) => nth === null ? null : `acct:东门驿站/1-2-3004${nth}:pickup-sms`));
      expect(sentRows(b).map(({ template }) => template)).toEqual(['pickup-code', 'pickup-correction', 'pickup-correction']);
    });
    test('is not sent after a later one', () => {
      const b = ready();
      takeArrivals(b.flow(), DESK, [first]);
      const [claim] = b.claims();
      if (!claim) throw new Error('not called');
      takeArrivals(b.flow(), DESK, [unread, later(3)]);
      b.settle(claim, OUTCOMES.offline);
      expect(b.run(works).map(({ job }) => job.id)).toEqual([jobTold(b, 3)?.id]);
      expect(jobTold(b, 1)).toMatchObject({ state: 'void', error: 'pickup-corrected' });
    });
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
    b.decide(jobId, 'done');
    expect(sentRows(b)).toMatchObject([{ job_id: jobId, sms_id: 'decided by a person' }]);
  });
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
  expect(previewOf(b.flow(), entry(), null)).toEqual({ text: '【京巴士】您的包裹已到东门驿站,取件码1-2-3004,请及时取件。', phone: '138****5678', length: 34, segments: 1, cost: 45, decision: 'send', rule: null, until: null });
  b.flow().messages.optOut(b.flow().phones.fingerprint(PHONE), NOON);
  expect(previewOf(b.flow(), entry(), null)).toMatchObject({ decision: 'refuse', rule: 'message-opted-out' });
  expect(b.rows()['jobs']).toBe(0);
});

describe('a whole station', () => {
  test('hears rules, opt-outs and arrivals, keeps them over a restart, and has no phone of an opt-out in its database', async () => {
    const w = world();
    w.state.optOuts.push({ phone: '19911112222', at: 1 });
    w.state.arrivals.push(told(), told({ arrivalId: 'a-2', code: '4-4', phone: '19911112222' }));
    const place = { text: null as string | null };
    const phoneKeys = { get: () => place.text, put: (text: string) => ((place.text = text), true) };
    const s = wholeStation({ world: w, phoneKeys });
    s.station.start();
    await expect.poll(() => s.station.messages.view().messages.map(({ state, rule }) => `${state} ${rule}`).sort()).toEqual(['done null', 'refused message-opted-out']);
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
  test('sends what waited for a template, without a restart and without a person', async () => {
    const w = world();
    w.state.messageRules = messageRulesWith({}, []);
    w.state.orders = [aForwardedParcel()];
    const s = wholeStation({ world: w });
    s.station.start();
    await expect.poll(() => s.station.status().ordersReady).toBe(true);
    await s.station.scan(aForwardedParcel().number);
    await expect.poll(() => s.station.exceptions().map(({ error }) => error)).toEqual(['message-template-missing']);
    w.state.messageRules = messageRulesWith();
    s.clock.heard(Date.now() + 30_000, 0);
    s.station.soon();
    await expect.poll(() => s.station.messages.view().messages[0]?.state).toBe('done');
    expect(s.station.exceptions()).toEqual([]);
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
    await expect.poll(() => s.station.messages.view().messages[0]?.state).toBe('done');
  });
});
