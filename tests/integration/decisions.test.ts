import { describe, expect, test } from 'vitest';
import { actOnException, exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { parcelHistory } from '../../src-main/flow/screen/history.ts';
import { codeOf } from '../support/code-of.ts';
import { NUMBER, refused, scanned } from '../support/forwarded-parcel.ts';
import { PHONE } from '../support/samples.ts';
import { NOON, OUTCOMES, works, type Bench } from '../support/station.ts';

const BOSS = { id: 'op-9', name: '赵主管' };
const decided = (b: Bench, kind: string) => parcelHistory(b.flow(), NUMBER).jobs.find((job) => job.kind === kind)?.decisions;
const rows = (b: Bench) => b.store().sql('SELECT action, operator_id, operator, at, error, about FROM decisions ORDER BY id').all();

describe('what a person decides of a parked job', () => {
  test('is on record, with who, when, and of which problem, also after the problem is gone', () => {
    const b = scanned();
    b.turn(() => ({ kind: 'refused', act: 'person', about: `X-1 of ${PHONE}` }));
    b.time.now += 60_000;
    b.decide(b.job('trace').id, 'retry', BOSS);
    b.time.now += 1_000;
    b.turn(() => refused('merchant'));
    b.time.now += 60_000;
    b.decide(b.job('trace').id, 'void', { id: 'op-1', name: '李四' });
    b.crash();
    const [first, second] = [{ at: NOON + 60_000, by: '赵主管', action: 'retry', error: 'provider-refused-parcel' }, { at: NOON + 121_000, by: '李四', action: 'void', error: 'provider-refused-merchant' }];
    expect(decided(b, 'trace')).toEqual([{ ...first, about: expect.stringContaining('X-1 of ') }, { ...second, about: 'X-1' }]);
    expect(JSON.stringify(parcelHistory(b.flow(), NUMBER))).not.toContain(PHONE);
    expect(rows(b)).toMatchObject([{ operator_id: 'op-9' }, { operator_id: 'op-1' }]);
    // What was given up with it is nobody's decision.
    expect(decided(b, 'write-back')).toEqual([]);
  });
  test('is of the problem that they were shown: what could not double anything then may by now, and asks them again', () => {
    const b = scanned();
    b.run(({ job }) => (job.kind === 'trace' ? OUTCOMES.unknown : OUTCOMES.absent));
    const seen = exceptionRows(b.flow())[0];
    expect(seen).toMatchObject({ error: 'provider-outcome-unknown', mayDouble: false });
    b.time.now += 86_400_001;
    const retry = { jobId: seen?.jobId ?? '', action: 'retry' } as const;
    expect(codeOf(() => actOnException(b.flow(), { ...retry, problem: 'provider-outcome-unknown' }, BOSS))).toBe('job-gone');
    expect([b.job('trace').state, rows(b)]).toEqual(['parked', []]);
    actOnException(b.flow(), { ...retry, problem: 'provider-may-have-forgotten' }, BOSS);
    expect(rows(b)).toMatchObject([{ action: 'retry', error: 'provider-may-have-forgotten' }]);
  });
  test('that it went out is as well', () => {
    const b = scanned();
    b.run((claim) => (claim.job.kind === 'forwarding-sms' ? OUTCOMES.unknown : works(claim)));
    b.decide(b.job('forwarding-sms').id, 'done', BOSS);
    expect(decided(b, 'forwarding-sms')).toMatchObject([{ by: '赵主管', action: 'done', error: 'message-outcome-unknown' }]);
  });
  test('is one transaction with what comes of it: nothing of either is left where one fails', () => {
    const b = scanned();
    b.turn(() => refused('person'));
    b.store().db.exec("CREATE TEMP TRIGGER full_disk BEFORE INSERT ON decisions BEGIN SELECT RAISE (ABORT, 'full'); END");
    expect(() => b.decide(b.job('trace').id, 'void', BOSS)).toThrow('store-failed');
    expect(b.job('trace')).toMatchObject({ state: 'parked', error: 'provider-refused-parcel' });
    b.store().db.exec('DROP TRIGGER full_disk');
    expect(codeOf(() => b.decide(b.job('trace').id, 'done', BOSS))).toBe('job-gone');
    expect(rows(b)).toEqual([]);
  });
  test('is never changed, deleted or replaced', () => {
    const b = scanned();
    b.turn(() => refused('person'));
    b.decide(b.job('trace').id, 'retry', BOSS);
    const before = rows(b);
    const { sql } = b.store();
    expect(() => sql("UPDATE decisions SET operator = '别人'").run()).toThrow('never changed');
    expect(() => sql('DELETE FROM decisions').run()).toThrow('never deleted');
    expect(() => sql("INSERT OR REPLACE INTO decisions SELECT id, job_id, 'void', operator_id, operator, at, error, about FROM decisions").run()).toThrow('never replaced');
    expect(rows(b)).toEqual(before);
  });
});
