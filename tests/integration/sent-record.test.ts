import { describe, expect, test } from 'vitest';
import { keepReports } from '../../src-main/flow/deliveries.ts';
import { messageOf } from '../../src-main/flow/message-check.ts';
import type { Claim } from '../../src-main/flow/queue/claim.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { messageView } from '../../src-main/flow/screen/sent-message.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { PHONE, aForwardedParcel, aParcel, messageRulesWith } from '../support/samples.ts';
import { NOON, OUTCOMES, expectSoundBooks, works, type Bench } from '../support/station.ts';
import { DESK, ready, enter, withTemplate, jobOf, sentRows } from '../support/pickup-message.ts';

const asked = (found: Outcome) => (claim: Claim) => (claim.purpose === 'call' ? works(claim) : found);

describe('a message that may have gone out', () => {
  const CHANGED = withTemplate('pickup-code', { body: `{place}取件码{code}${'长'.repeat(80)}`, signature: '别家' });

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
  // The second looks the same on a screen.
  test.each(['19900007777', '13899995678'])('is not called for another phone that its order has by then (%s): a person decides, and its record names whom it may have reached', (phone) => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    for (let n = 0; n < 2; n += 1) b.turn((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
    b.flow().parcels.put(aForwardedParcel({ recipient: { name: '李四', phone, region: '' } }));
    const { id } = b.job('forwarding-sms');
    for (const again of [false, true]) {
      if (again) b.decide(id, 'retry');
      expect(b.run(asked(OUTCOMES.absent)).filter(({ job, purpose }) => job.id === id && purpose === 'call')).toEqual([]);
      expect(jobOf(b, id)).toMatchObject({ state: 'parked', error: 'provider-outcome-unknown' });
    }
    b.decide(id, 'done');
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
    b.decide(jobId, 'void');
    expect([sentRows(b), shown()]).toEqual([[], known]);
  });
  test('are written when a report says that one which a person gave up went out', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    b.decide(jobId, 'void');
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
  test.each(['delivered', 'failed'] as const)('are not written where this station\'s call was refused and its scan undone, and another station\'s message is told of (%s): the next scan sends its own', (state) => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    b.run((claim) => (claim.job.kind === 'forwarding-sms' ? { kind: 'refused', act: 'person', about: 'code -12' } : works(claim)));
    const { id } = b.job('forwarding-sms');
    undoLast(b.flow(), DESK);
    expect(jobOf(b, id)).toMatchObject({ state: 'void' });
    hear(b, id, state);
    expect(sentRows(b)).toEqual([]);
    b.scan(aParcel().number);
    b.run(works);
    expect(jobOf(b, id)).toMatchObject({ state: 'done', charged: 45 });
    expect(sentRows(b)).toMatchObject([{ job_id: id, sms_id: 'ref-2' }]);
    expectSoundBooks(b.store());
  });
  test('stand as a report has told them where a message that was given up is sent by the next scan after all', () => {
    const b = ready();
    b.flow().parcels.put(aForwardedParcel());
    b.scan(aParcel().number);
    b.turn(works);
    b.turn((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
    const { id } = b.job('forwarding-sms');
    b.setMessageRules(messageRulesWith({ perTemplate: 1 }));
    b.run(asked(OUTCOMES.absent));
    expect(jobOf(b, id)).toMatchObject({ state: 'parked', error: 'message-limit-template' });
    b.decide(id, 'void');
    hear(b, id, 'delivered');
    expect(sentRows(b)).toMatchObject([{ job_id: id, sms_id: 'r-7' }]);
    undoLast(b.flow(), DESK);
    b.setMessageRules(messageRulesWith());
    b.scan(aParcel().number);
    b.run(works);
    expect(jobOf(b, id)).toMatchObject({ state: 'done', charged: 45 });
    expect(sentRows(b)).toMatchObject([{ job_id: id, sms_id: 'r-7' }]);
    expectSoundBooks(b.store());
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
    b.decide(jobId, 'retry');
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
    b.decide(jobId, 'retry');
    b.turn(works);
    expect(jobOf(b, jobId)).toMatchObject({ state: 'parked', error: 'message-limit-template' });
    hear(b, jobId, 'delivered');
    expect(sentRows(b)).toMatchObject([{ job_id: jobId, text, sent_at: NOON }]);
  });
  test('by the word of a person have no id', () => {
    const b = ready();
    const { jobId } = unknownToAll(b);
    b.decide(jobId, 'done');
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
