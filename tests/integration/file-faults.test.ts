import { mkdirSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { firstOrders } from '../../src-main/station/first-orders.ts';
import { openMessaging } from '../../src-main/station/messaging.ts';
import { databaseOfAccount, markOfAccount } from '../../src-main/store/database-of-account.ts';
import { storeError } from '../../src-main/store/store-problem.ts';
import { problemOf as codeOf, type ErrorCode } from '../../src-shared/errors/codes.ts';
import { reply, serve } from '../support/account-server.ts';
import { headless } from '../support/headless.ts';
import { aParcel, messageRulesWith } from '../support/samples.ts';
import { tempDir } from '../support/station.ts';
import { isSettled, wholeStation, world } from '../support/whole-station.ts';

const failing = (code: string): Error => Object.assign(new Error(`${code}: write '/home/x/secrets.json'`), { code });

test.each<readonly [string, ErrorCode]>([
  ['ENOSPC', 'disk-full'], ['EDQUOT', 'disk-full'], ['EACCES', 'data-dir-unusable'], ['EPERM', 'data-dir-unusable'], ['EROFS', 'data-dir-unusable'], ['EISDIR', 'data-dir-unusable'], ['EIO', 'store-failed'],
  ['SQLITE_FULL', 'disk-full'], ['ECONNRESET', 'internal'],
])('%s is %s, and tells no path', (code, expected) => {
  const problem = codeOf(storeError(failing(code)));
  expect(problem.code).toBe(expected);
  expect(JSON.stringify(problem)).not.toContain('/home');
});

test('a mark that can not be written is told for as long as nothing can be called for it, and no longer', async () => {
  const w = world();
  w.state.orders.push(aParcel({ privacy: false }));
  const dir = tempDir();
  databaseOfAccount(dir, 'acct').close();
  const inTheWay = join(dir, 'mark-acct');
  mkdirSync(inTheWay);
  const s = wholeStation({ world: w, dir, mark: markOfAccount(dir, 'acct') });
  s.station.start();
  const { scanId } = await s.station.scan(aParcel().number);
  await expect.poll(() => s.problems.list()).toEqual([{ code: 'data-dir-unusable', about: 'EISDIR' }]);
  // Rounds go well meanwhile: none of them says that it is over.
  const rounds = (): number => w.asked.filter(({ name }) => name === 'orders').length;
  const before = rounds();
  while (rounds() < before + 3) {
    expect(s.problems.list().map(({ code }) => code)).toEqual(['data-dir-unusable']);
    await new Promise((go) => setTimeout(go, 20));
  }
  await expect.poll(() => s.lines.filter((line) => line.startsWith('fault EISDIR')).length).toBeGreaterThanOrEqual(4);
  expect(w.out).toEqual([]);
  // The mark alone is tried again: nothing is claimed for that, and the journal does not grow.
  const { attempts } = s.station.flow.store.db.prepare("SELECT max(attempts) AS attempts FROM jobs").get() as { attempts: number };
  const calls = s.station.flow.store.db.prepare("SELECT count(*) FROM journal WHERE body ->> '$.kind' = 'call'").pluck().get();
  expect([attempts, calls]).toEqual([1, 1]);
  // What waits goes on soon after it can be kept again, however often it has failed.
  const waits = s.station.flow.store.db.prepare("SELECT max(ready_at) - ? FROM jobs WHERE waits = 'retry'").pluck().get(s.station.flow.now());
  expect(waits).toBeLessThanOrEqual(2_000);
  rmdirSync(inTheWay);
  s.station.reached(false);
  s.station.reached(true);
  await s.until(scanId, isSettled);
  expect(s.problems.list()).toEqual([]);
});

test('secrets that can not be kept at a sign-in say why', async () => {
  const { origin } = await serve((_, response) => reply(response, 200, {
    accessToken: 'a', refreshToken: 'r', expiresAt: 1, account: { id: 'acct', name: 'A' }, operator: { id: 'o', name: 'O' }, roles: ['packer'], mustChangePassword: false, agreementVersion: '1', acceptedAgreementVersion: '1',
  }));
  const station = headless({
    dir: tempDir(),
    secrets: {
      get: () => null,
      put(_, value) {
        if (value !== null) throw failing('ENOSPC');
        return true;
      },
    },
  });
  onTestFinished(() => station.stop());
  expect(await station.answer('session.signIn', { accountApi: origin, account: 'x', password: 'y' })).toEqual({ ok: false, problem: { code: 'disk-full', about: 'ENOSPC' } });
});

test('a disk that fails in the middle of a call of the account API takes nothing of its answer', async () => {
  const s = wholeStation({ world: world() });
  s.store.db.pragma('query_only = 1');
  s.station.reached(false);
  s.station.reached(true);
  s.station.timeWentBack(1_000);
  expect(s.problems.list()).toEqual([{ code: 'data-dir-unusable', about: 'SQLITE_READONLY' }]);
  expect(s.station.status().network).toBe('online');
  s.store.db.pragma('query_only = 0');
  s.station.start();
  await expect.poll(() => s.problems.list()).toEqual([]);
});

test('scans wait for the very first orders 8 s in all, not each anew', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const orders = firstOrders({ meta: { get: () => null, set: () => undefined } }, () => undefined);
  let waited = 0;
  const wait = (): void => void orders.wait().then(() => (waited += 1));
  wait();
  await vi.advanceTimersByTimeAsync(5_000);
  wait();
  expect(waited).toBe(0);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(waited).toBe(2);
  wait();
  await vi.advanceTimersByTimeAsync(0);
  expect(waited).toBe(3);
});

test('what was heard and could not be kept is heard again, as new', () => {
  const store = databaseOfAccount(tempDir(), 'acct');
  onTestFinished(() => void store.close());
  const messaging = openMessaging(store);
  const changes: string[] = [];
  const orders = firstOrders(store, () => void changes.push('ready'));
  store.db.pragma('query_only = 1');
  const nothing = (): void => undefined;
  for (const keep of [() => messaging.hear(messageRulesWith(), nothing), () => messaging.optOutsRead(nothing), orders.read]) expect(keep).toThrow();
  expect([messaging.rules(), messaging.optOutsHeard(), orders.areRead()]).toEqual([null, false, false]);
  store.db.pragma('query_only = 0');
  expect([messaging.hear(messageRulesWith(), nothing), messaging.optOutsRead(nothing)]).toEqual([true, true]);
  orders.read();
  expect(changes).toEqual(['ready']);
});
