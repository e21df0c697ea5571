import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { correctArrival } from '../../src-main/flow/arrivals.ts';
import { perform } from '../../src-main/flow/perform.ts';
import { entitled } from '../../src-main/station/entitled.ts';
import { goingOn } from '../../src-main/station/going-on.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { NOWHERE } from '../../src-main/store/secret-place.ts';
import { messageRows, type MessageRows } from '../../src-main/flow/message/message-rows.ts';
import { cardOf } from '../../src-main/flow/screen/cards.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { messagesView } from '../../src-main/flow/screen/messages.ts';
import { answered, fakeSend } from '../support/fake-send.ts';
import { PHONE, aForwardedParcel, aParcel, anInterception, entitlementsWith, messageRulesWith } from '../support/samples.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { NOON, OUTCOMES, bench, expectSoundBooks, held, works } from '../support/station.ts';
import { world } from '../support/whole-station.ts';
import { DESK, HOUR, ready, enter, withTemplate, jobOf, sentRows } from '../support/pickup-message.ts';

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
    b.decide(jobId, 'retry');
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
  test('finds that the platform has no such template: a person is told and its money is free until it has one', () => {
    const b = ready();
    const { jobId } = enter(b);
    b.setMessageRules(messageRulesWith({}, []));
    expect(b.run(works)).toEqual([]);
    expect(exceptionRows(b.flow())).toMatchObject([{ error: 'message-template-missing', about: 'pickup-code', proposed: 'retry', held: 0 }]);
    expect(held(b)).toBe(0);
    const told: number[] = [];
    const goOn = goingOn({ flow: b.flow(), cheapest: () => 45, tell: (scans) => told.push(...scans), wake: () => undefined, failed: (error) => expect.fail(String(error)) });
    goOn.afterTemplates();
    expect(jobOf(b, jobId)?.state).toBe('parked');
    b.setMessageRules(messageRulesWith());
    goOn.afterTemplates();
    expect(told).toEqual([jobOf(b, jobId)?.scan_id]);
    b.run(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: 45 });
    expectSoundBooks(b.store());
  });
  test('waits for the templates and for the opt-outs, however long, and then sends', () => {
    const b = ready();
    b.setMessageRules(null);
    b.setOptOutsHeard(false);
    const { jobId } = enter(b);
    b.turn(works);
    expect(messagesView(b.flow()).messages).toMatchObject([{ rule: 'message-rules-unknown', waits: 'platform' }]);
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
  test.each([
    ['grew', { from: '', to: '长'.repeat(60) }, 90],
    ['shrank', { from: '长'.repeat(60), to: '' }, 45],
  ])('pays for all segments of a template that %s, and for no more, where its first look has let it wait', (_, { from, to }, due) => {
    const b = ready();
    const says = (more: string) => withTemplate('pickup-code', { body: `{place}取件码{code}${more}` });
    b.setMessageRules(says(from));
    const { jobId } = enter(b);
    b.setMessageRules({ ...says(to), ...messageRulesWith({ hours: { notification: { from: 780, to: 1260 } } }, says(to).templates) });
    const calls: number[] = [];
    b.run((claim) => (calls.push(held(b)), works(claim)));
    expect(b.time.now).toBe(NOON + HOUR);
    expect(calls).toEqual([due]);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'done', charged: due });
    expectSoundBooks(b.store());
  });
  test('pays for all segments of a message that is wanted again after its scan was undone', () => {
    const b = ready();
    b.setMessageRules({ ...withTemplate('forwarding', { body: `您的包裹由{courier}承运,单号{number}。${'长'.repeat(60)}` }) });
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aForwardedParcel().number);
    b.run((claim) => (claim.job.kind === 'forwarding-sms' ? { kind: 'refused', act: 'person', about: 'code -6' } : works(claim)));
    expect(b.job('forwarding-sms')).toMatchObject({ state: 'parked', price: 90 });
    expect(undoLast(b.flow(), DESK).kind).toBe('undone');
    b.scan(aForwardedParcel().number);
    const calls: number[] = [];
    b.run((claim) => (calls.push(held(b)), works(claim)));
    expect(calls).toEqual([90]);
    expect(b.job('forwarding-sms', 2)).toMatchObject({ state: 'done', charged: 90 });
    expect(JSON.parse(String(sentRows(b)[0]?.['effect']))).toMatchObject({ segments: 2, charged: 90 });
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

test("a station's limit that was lifted for a while counts what was sent meanwhile", () => {
  const b = ready();
  const send = (n: number, perStation: number | null): string | null | undefined => {
    b.setMessageRules(messageRulesWith({ perStation }));
    const { jobId } = enter(b, { code: `c-${n}`, phone: `1990000000${n}` });
    b.turn(works);
    return jobOf(b, jobId)?.waits;
  };
  expect([send(0, 3), send(1, null), send(2, null), send(3, 3)]).toEqual([null, null, null, 'limited']);
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
      /** When there is a place again, if there is none; as it is remembered, and as it is counted anew. */
      const fullUntil = ({ sentBefore }: MessageRows) => {
        const { limits } = messageRulesWith({ perStation });
        const { ofStation, stationFreeAt } = sentBefore(0, { recipient: '', template: '', text: '' }, b.time.now, limits);
        return limits.perStation === null || ofStation < limits.perStation ? null : stationFreeAt;
      };
      for (const [n, { person, template, fate, pass, retry }] of sequence.entries()) {
        b.time.now += pass;
        enter(b, { code: `c-${n}`, phone: `1990000000${person}`, template });
        if (retry) for (const row of exceptionRows(b.flow()).slice(0, 2)) b.decide(row.jobId, 'retry');
        b.turn((claim) => {
          if (claim.purpose === 'look-up') return { kind: 'unknown', about: 'no report' };
          const row = b.flow().messages.find(claim.job.id);
          if (fate !== 'offline') went.push({ at: b.time.now, person: row?.recipient ?? '', template: row?.template ?? '' });
          return fate === 'works' ? works(claim) : fate === 'unknown' ? OUTCOMES.unknown : fate === 'offline' ? OUTCOMES.offline : { kind: 'refused', act: 'person', about: 'code -6' };
        });
        expect(fullUntil(b.flow().messages)).toBe(fullUntil(messageRows(b.store())));
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

describe('a call that was claimed', () => {
  function scanned() {
    const b = bench();
    b.lend(10_000);
    b.flow().parcels.put(aParcel({ courier: 'yto', privacy: false }));
    b.scan(aParcel().number);
    const { providers, hear } = entitled(b.store(), NOWHERE, createProblems(() => undefined));
    hear(entitlementsWith(), () => undefined);
    const { send, out } = fakeSend(() => answered(500, ''));
    const claimed = () => {
      const [claim] = b.claims();
      if (!claim) throw new Error('nothing was claimed');
      return Object.assign((known = true, over: Partial<Steps> = {}) => perform({ flow: { ...b.flow(), ...over }, client: world().client, askOrder: () => Promise.reject(new Error('nobody is asked')), send, providers, known: () => known }, claim, async (_claim, _ofNow, bind) => bind()), { claim });
    };
    return { b, out, claimed };
  }

  test('does not leave once another copy of the database may do its work', async () => {
    const { out, claimed } = scanned();
    const call = claimed();
    expect([await call(false), out.length]).toMatchObject([{ kind: 'later', why: 'retry' }, 0]);
    expect([await call(), out.length]).toMatchObject([{ kind: 'unknown' }, 1]);
  });

  test('to be asked about does not leave either then, and says nothing of its job', async () => {
    const { b, out, claimed } = scanned();
    b.turn(() => OUTCOMES.unknown);
    b.time.now += 500;
    const ask = claimed();
    expect([ask.claim.purpose, await ask(false), out.length]).toMatchObject(['look-up', { kind: 'later', why: 'retry' }, 0]);
    b.settle(ask.claim, await ask(false));
    expect([b.job('sync').state, b.flow().jobs.lookUps(b.job('sync').id, ['unknown', 'absent', 'refused'])]).toEqual(['unknown', 0]);
    const again = claimed();
    expect([again.claim.purpose, await again(), out.length]).toMatchObject(['look-up', { kind: 'unknown' }, 1]);
    // It is another one's to answer by now.
    b.newEpoch(2);
    expect([await again(), out.length]).toMatchObject([{ kind: 'later', why: 'retry' }, 1]);
  });

  test('and is a pickup message does not leave once it was corrected', async () => {
    const { b, out, claimed } = scanned();
    b.run(works);
    const wrong = enter(b);
    const call = claimed();
    const right = correctArrival(b.flow(), DESK, wrong.jobId, { code: '1-2-3005', place: '东门驿站', phone: '' });
    const outcome = await call();
    expect([outcome, out.length]).toMatchObject([{ kind: 'later', why: 'retry' }, 0]);
    b.settle(call.claim, outcome);
    expect(b.run(works).map(({ job }) => job.id)).toEqual([right.jobId]);
    expect(jobOf(b, wrong.jobId)).toMatchObject({ state: 'void', error: 'pickup-corrected' });
    expectSoundBooks(b.store());
  });

  test.each(['intercepted', 'held'])('does not leave either once its parcel is %s', async (how) => {
    const { b, out, claimed } = scanned();
    const call = claimed();
    if (how === 'held') b.flow().parcels.stop({ number: aParcel().number, refund: false, hold: true });
    else b.flow().parcels.putInterception(anInterception());
    expect([await call(), out.length]).toMatchObject([{ kind: 'later', why: 'retry' }, 0]);
  });

  test('has provably done nothing where what it needs can not be read', async () => {
    const { b, out, claimed } = scanned();
    const call = claimed();
    const jobs = { ...b.flow().jobs, claimed: () => { throw new Error('disk I/O error'); } };
    expect([await call(true, { jobs }), out.length]).toMatchObject([{ kind: 'later', why: 'retry' }, 0]);
  });

  test('and may have happened before leaves under its key, though its parcel is called back', async () => {
    const { b, out, claimed } = scanned();
    for (const outcome of [OUTCOMES.unknown, OUTCOMES.absent, OUTCOMES.absent]) {
      b.turn(() => outcome);
      b.time.now += 10_000;
    }
    const call = claimed();
    b.flow().parcels.putInterception(anInterception());
    expect([await call(), out.length]).toMatchObject([{ kind: 'unknown' }, 1]);
  });
});
