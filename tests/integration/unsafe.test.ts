import { expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { createProblems } from '../../src-main/station/problems.ts';
import { unsafeProblems } from '../../src-main/station/unsafe.ts';
import { REFUSED_BY_EGRESS, UNTRUSTED } from '../support/fake-send.ts';
import { aForwardedParcel, aParcel } from '../support/samples.ts';
import { expectSoundBooks } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

test.each([['server-untrusted', UNTRUSTED], ['address-refused', REFUSED_BY_EGRESS]] as const)('%s: the work waits with its money held, the station says why, and says it no more once it gets through', async (code, refusal) => {
  const w = world();
  const other = aParcel({ number: 'SF1234567890124', privacy: false });
  w.state.orders.push(aParcel({ privacy: false }), other);
  w.play.provider = () => refusal;
  const s = wholeStation({ world: w });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await s.until(scanId, ({ jobs }) => jobs.some(({ kind, waits }) => kind === 'sync' && waits === 'unsafe'));
  expect(s.problems.list()).toMatchObject([{ code }]);
  expect(s.store.sql<{ in: number }>("SELECT ready_at - attempts.ended_at AS 'in' FROM jobs JOIN attempts ON job_id = jobs.id WHERE kind = 'sync'").get()?.in).toBe(60_000);
  w.play.provider = w.provider;
  const { scanId: next } = await s.station.scan(other.number);
  await s.until(next, isSettled);
  expect(s.problems.list()).toEqual([]);
  expectSoundBooks(s.store);
});

test('an account API whose certificate can not be trusted is no missing network', async () => {
  const w = world();
  w.state.refusals.set('*', new CallFailed('server-untrusted', 'openStation CERT_HAS_EXPIRED', { effect: 'none' }));
  w.state.orders.push(aForwardedParcel());
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.problems.list()).toEqual([{ code: 'server-untrusted', about: 'openStation CERT_HAS_EXPIRED' }]);
  w.state.refusals.clear();
  await expect.poll(() => s.problems.list()).toEqual([]);
});

test('it is told until the last one who met it gets through', () => {
  const problems = createProblems(() => undefined);
  const unsafe = unsafeProblems(problems);
  const codes = () => problems.list().map(({ code }) => code);
  unsafe.met('sync', 'server-untrusted', 'CERT_HAS_EXPIRED');
  unsafe.met('account', 'server-untrusted', 'CERT_HAS_EXPIRED');
  unsafe.passed('sync');
  unsafe.passed('trace');
  expect(codes()).toEqual(['server-untrusted']);
  unsafe.met('account', 'address-refused', 'https://elsewhere.example');
  expect(codes()).toEqual(['address-refused']);
  unsafe.passed('account');
  expect(codes()).toEqual([]);
});

test('it is told no longer than its station works: another account can not know when it is over', () => {
  const problems = createProblems(() => undefined);
  const unsafe = unsafeProblems(problems);
  unsafe.met('account', 'server-untrusted', 'CERT_HAS_EXPIRED');
  unsafe.met('sync', 'address-refused', 'https://elsewhere.example');
  problems.add({ code: 'disk-full' });
  unsafe.end();
  expect(problems.list()).toEqual([{ code: 'disk-full' }]);
  // A call that was under way when its station ended.
  unsafe.met('sync', 'server-untrusted', 'CERT_HAS_EXPIRED');
  expect(problems.list()).toEqual([{ code: 'disk-full' }]);
});

test('a station that ends takes with it what it was not let out for', async () => {
  const w = world();
  w.state.refusals.set('*', new CallFailed('server-untrusted', 'openStation CERT_HAS_EXPIRED', { effect: 'none' }));
  const s = wholeStation({ world: w });
  s.station.start();
  await expect.poll(() => s.problems.list()).toMatchObject([{ code: 'server-untrusted' }]);
  await s.station.stop(true);
  expect(s.problems.list()).toEqual([]);
});
