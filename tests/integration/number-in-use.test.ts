import { expect, test } from 'vitest';
import { keepInterception, stopWork } from '../../src-main/flow/called-back.ts';
import type { Outcome } from '../../src-main/flow/queue/task.ts';
import { exceptionRows } from '../../src-main/flow/screen/exceptions.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { NUMBER } from '../support/forwarded-parcel.ts';
import { aForwardedParcel, aParcel, anInterception } from '../support/samples.ts';
import { OUTCOMES, bench, expectSoundBooks, held, works } from '../support/station.ts';

const NEW = 'YT9876543210987';
const DESK = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const given: Outcome = OUTCOMES.converted(NEW);

/** Its provider has given it a number that another order had. That order is refunded since, and a person lets the conversion go on; it is not called yet. */
function goesOn(asked = false) {
  const b = bench();
  b.flow().parcels.put(aForwardedParcel());
  b.flow().parcels.put(aParcel({ number: NEW, courier: 'yto', orderNumber: 'order-other' }));
  b.lend(1_000);
  b.scan(NUMBER);
  b.run(({ job, purpose }) => (job.kind !== 'trace' ? OUTCOMES.reference() : asked && purpose === 'call' ? OUTCOMES.unknown : given));
  expect(b.job('trace')).toMatchObject({ state: 'parked', error: 'number-in-use' });
  b.flow().parcels.put(aParcel({ number: NEW, courier: 'yto', orderNumber: 'order-other', refund: true }));
  b.decide(b.job('trace').id, 'retry');
  expect([b.job('trace').state, held(b)]).toEqual(['waiting', 345]);
  return b;
}

test.each([['the call', false], ['a question', true]])('a conversion whose number %s has told is not taken back as unsent by an undo: it is charged', (_, asked) => {
  const b = goesOn(asked);
  expect(b.store().transaction(() => undoLast(b.flow(), DESK))).toMatchObject({ kind: 'undone', taken: ['write-back', 'forwarding-sms'], kept: [{ kind: 'trace', state: 'waiting' }] });
  expect(held(b)).toBe(300);
  b.run(() => given);
  expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
  expectSoundBooks(b.store());
});

test('nor given up with a parcel that is intercepted', () => {
  const b = goesOn();
  b.store().transaction(() => {
    keepInterception(b.flow(), anInterception());
    stopWork(b.flow(), NUMBER);
  });
  expect([b.job('trace').state, held(b)]).toEqual(['waiting', 300]);
  b.run(({ job }) => (job.kind === 'trace' ? given : OUTCOMES.reference()));
  expect(b.job('trace')).toMatchObject({ state: 'done', charged: 300 });
  expect([b.job('write-back').state, b.job('forwarding-sms').state]).toEqual(['void', 'void']);
  expectSoundBooks(b.store());
});

test('a repeat that is refused for the platform\'s set-up keeps its money: it has happened', () => {
  const b = goesOn();
  b.run(() => ({ kind: 'refused', act: 'platform', about: 'BAD_SIGNATURE' }));
  expect(exceptionRows(b.flow())).toMatchObject([{ error: 'provider-outcome-unknown', about: 'BAD_SIGNATURE', held: 300 }]);
});

test('and once it is done, nothing of it is in doubt', () => {
  const b = goesOn();
  b.run((claim) => (claim.job.kind === 'trace' ? given : works(claim)));
  expect(b.job('trace').state).toBe('done');
  expect(b.flow().jobs.isInDoubt(b.job('trace').id)).toBe(false);
});
