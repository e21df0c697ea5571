import { describe, expect, test } from 'vitest';
import { correctArrival, takeArrivals } from '../../src-main/flow/arrivals.ts';
import { messagesView, previewOf } from '../../src-main/flow/screen/messages.ts';
import { codeOf } from '../support/code-of.ts';
import { DESK, enter, entry, jobOf, ready, sentRows, told } from '../support/pickup-message.ts';
import { aParcel } from '../support/samples.ts';
import { OUTCOMES, expectSoundBooks, works, type Bench } from '../support/station.ts';

const NEIGHBOUR = '19900001234';
const NUMBER = 'YT0000000000001';
const correct = (b: Bench, jobId: number, code: string) => correctArrival(b.flow(), DESK, jobId, { code, place: '东门驿站', phone: '' });
const sent = (b: Bench) => sentRows(b).map(({ mask, text }) => [mask, /\d-\d-\d{4}/.exec(String(text))?.[0]]);

describe('a code that was corrected away', () => {
  test.each(['by a person', 'by the feed'])('is told to whoever really has it, %s, and is theirs from then on', (how) => {
    const b = ready();
    const wrong = enter(b, { code: '8-2-3015' });
    b.run(works);
    const right = correct(b, wrong.jobId, '8-2-3016');
    b.run(works);
    if (how === 'by a person') enter(b, { code: '8-2-3015', phone: NEIGHBOUR });
    else expect(takeArrivals(b.flow(), DESK, [told({ code: '8-2-3015', phone: NEIGHBOUR })])).toHaveLength(1);
    b.run(works);
    expect(sent(b)).toEqual([['138****5678', '8-2-3015'], ['138****5678', '8-2-3016'], ['199****1234', '8-2-3015']]);
    for (const code of ['8-2-3015', '8-2-3016']) expect(codeOf(() => enter(b, { code }))).toBe('pickup-code-used');
    // Each is corrected as itself.
    const neighbour = messagesView(b.flow()).messages.find(({ phone }) => phone === '199****1234');
    const later = [correct(b, Number(neighbour?.jobId), '8-2-3017'), correct(b, right.jobId, '8-2-3018')];
    expect(later.map(({ jobId }) => jobOf(b, jobId)?.key)).toEqual(['acct:东门驿站/8-2-3015@2026-11-24~1:pickup-sms', 'acct:东门驿站/8-2-3015~2:pickup-sms']);
    expectSoundBooks(b.store());
  });
  test('while theirs was refused for it can be completed', () => {
    const b = ready();
    const wrong = enter(b, { code: '8-2-3015' });
    takeArrivals(b.flow(), DESK, [told({ code: '8-2-3015', phone: NEIGHBOUR })]);
    b.run(works);
    const refused = () => messagesView(b.flow()).messages.filter(({ jobId }) => jobId === null).map(({ rule, canComplete }) => [rule, canComplete]);
    expect(refused()).toEqual([['pickup-code-used', false]]);
    correct(b, wrong.jobId, '8-2-3016');
    expect(refused()).toEqual([['pickup-code-used', true]]);
    enter(b, { code: '8-2-3015', phone: NEIGHBOUR });
    expect(refused()).toEqual([]);
  });
  test('and came back with another correction is its own again', () => {
    const b = ready();
    const first = enter(b, { code: '8-2-3015' });
    b.run(works);
    const second = correct(b, first.jobId, '8-2-3016');
    b.run(works);
    correct(b, second.jobId, '8-2-3015');
    expect(codeOf(() => enter(b, { code: '8-2-3015', phone: NEIGHBOUR }))).toBe('pickup-code-used');
  });
});

test('what was refused as told already, under a parcel\'s new number or in another writing, is not offered for completion while it would be refused again', () => {
  const b = ready();
  b.flow().parcels.put(aParcel({ privacy: false }));
  b.scan(aParcel().number);
  b.run(works);
  takeArrivals(b.flow(), DESK, [told({ arrivalId: 'a-1', number: 'YT9876543210987' }), told({ arrivalId: 'a-2', number: 'yt9876543210987', code: '8-2-3015' }), told({ arrivalId: 'a-3', code: '１-2-3004', place: ' 东门驿站' })]);
  const unmade = messagesView(b.flow()).messages.filter(({ jobId }) => jobId === null);
  expect(unmade.map(({ rule, canComplete }) => [rule, canComplete])).toEqual([['pickup-code-used', false], ['pickup-code-used', false]]);
});

describe('a message that was given up', () => {
  const giveUp = (b: Bench, over = {}): void => {
    const { jobId } = enter(b, { template: 'members-day', ...over });
    b.run(works);
    b.decide(jobId, 'void');
  };
  test.each([['', {}, 'acct:东门驿站/1-2-3004'], [' of a parcel', { number: NUMBER }, `acct:${NUMBER}`]])('and of which nothing has happened%s can be entered again, each time', (_, over, key) => {
    const b = ready();
    for (let n = 0; n < 3; n += 1) giveUp(b, over);
    expect(previewOf(b.flow(), entry(over), null)).toMatchObject({ decision: 'send' });
    enter(b, over);
    b.run(works);
    expect(sent(b)).toEqual([['138****5678', '1-2-3004']]);
    const keys = b.store().sql<{ key: string }>('SELECT key FROM jobs ORDER BY id').all().map((row) => row.key);
    expect(keys).toEqual(['', '@2026-11-24', '@2026-11-24.2', '@2026-11-24.3'].map((again) => `${key}${again}:pickup-sms`));
    expect(codeOf(() => enter(b, over))).toBe('pickup-code-used');
    expectSoundBooks(b.store());
  });
  test.each([['', {}], [' of a parcel', { number: NUMBER }]])('but may have gone out%s is not sent anew', (_, over) => {
    const b = ready();
    const { jobId } = enter(b, over);
    b.run((claim) => (claim.purpose === 'call' ? OUTCOMES.unknown : { kind: 'unknown', about: 'no report' }));
    b.decide(jobId, 'void');
    expect(codeOf(() => enter(b, over))).toBe('pickup-code-used');
  });
  test('by a copy of the database that was lost since, which may have sent it, is not sent anew', () => {
    const b = ready();
    giveUp(b);
    b.newEpoch(2);
    expect(codeOf(() => enter(b))).toBe('pickup-code-used');
  });
  test('as a correction leaves its parcel what it was told', () => {
    const b = ready();
    const first = enter(b, { number: NUMBER });
    b.run(works);
    const { jobId } = correct(b, first.jobId, '5-5-5555');
    b.decide(park(b, jobId), 'void');
    expect(codeOf(() => enter(b, { number: NUMBER, code: '6-6-6666' }))).toBe('pickup-code-used');
  });
});

function park(b: Bench, jobId: number): number {
  b.run(() => ({ kind: 'refused', act: 'person', about: 'code -6' }));
  return jobId;
}
