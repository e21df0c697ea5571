import { openingBalance } from '../account/books.ts';
import { addUser } from '../account/users.ts';
import { putRules } from '../account/stores.ts';
import { putOrder } from '../account/orders.ts';
import { CURRENT_AGREEMENT } from '../account/agreement-text.ts';
import { planArrival } from '../account/arrivals.ts';
import { practiceArrivals } from '../day/arrivals.ts';
import { practiceDay } from '../day/day.ts';
import { withExpiry } from '../day/expired.ts';
import { STORES } from '../day/stores.ts';
import type { Stage } from './stage.ts';

/** Enough for the whole day's work, and little enough that a top-up is worth practising: ¥50. */
const OPENING_BALANCE = 50_000;
/** The first password of the accounts for sign-in practice; it must be changed before anything else. */
const FIRST_PASSWORD = 'jingbus-1';

export const practiceAccountId = (seed: number): string => `practice-${seed}`;
const warehouseAccountId = (seed: number): string => `warehouse-${seed}`;
/** The account that is handed to the client in practice mode: no duties left, all rooms. */
export const PRACTICE_LOGIN = 'practice';
/** Made from the world's secret, so that a restart announces the same one. */
export const practicePassword = (stage: Stage): string => `p-${stage.secret('practice-password').slice(0, 20)}`;

/** Fills an empty world with its day, in one transaction; a world that has its day goes on. */
export function firstStart(stage: Stage): void {
  if (stage.kept.text('day-start') !== null) return;
  stage.atomically(() => {
    const start = Date.now();
    stage.kept.put('day-start', start);
    stage.kept.put('entitlements-version', 1);
    people(stage);
    for (const store of STORES) stage.sql('INSERT INTO stores (store_id, name, authorised) VALUES (?,?,1)').run(store.id, store.name);
    // No parcel of the day is J&T's: what the sheet says must happen is the orders' own doing.
    putRules(stage, 'pdd-1', [{ from: { courier: 'jt' }, to: { kind: 'segment', segment: 'pdd' }, overrides: false }]);
    const day = practiceDay(stage.seed);
    for (const parcel of day.parcels) putOrder(stage, withExpiry(parcel, day.expired, start));
    for (const { arrival, after } of practiceArrivals(stage.seed)) planArrival(stage, practiceAccountId(stage.seed), arrival, start + after);
    for (const { number, reason, after } of day.interceptions) {
      stage.sql('INSERT INTO planned_interceptions (number, reason, due) VALUES (?,?,?)').run(number, reason, start + after);
    }
  });
}

function people(stage: Stage): void {
  const practice = practiceAccountId(stage.seed);
  const warehouse = warehouseAccountId(stage.seed);
  const accounts = [
    [practice, '练习商家'],
    [warehouse, '演练仓'],
  ] as const;
  for (const [accountId, name] of accounts) openingBalance(stage, accountId, name, OPENING_BALANCE);
  const ready = { mustChange: false, accepted: CURRENT_AGREEMENT.version };
  const fresh = { mustChange: true, accepted: null };
  addUser(stage, { accountId: practice, login: PRACTICE_LOGIN, name: '练习员', roles: ['packer', 'supervisor', 'merchant'], badge: 'OP-1001', password: practicePassword(stage), ...ready });
  addUser(stage, { accountId: practice, login: 'practice-zhang', name: '张师傅', roles: ['packer'], badge: 'OP-1002', password: null, ...ready });
  addUser(stage, { accountId: practice, login: 'practice-li', name: '李师傅', roles: ['packer'], badge: 'OP-1003', password: null, ...ready });
  addUser(stage, { accountId: warehouse, login: 'packer', name: '王师傅', roles: ['packer'], badge: 'OP-2001', password: FIRST_PASSWORD, ...fresh });
  addUser(stage, { accountId: warehouse, login: 'supervisor', name: '陈主管', roles: ['packer', 'supervisor'], badge: 'OP-2002', password: FIRST_PASSWORD, ...fresh });
  addUser(stage, { accountId: warehouse, login: 'merchant', name: '周老板', roles: ['packer', 'supervisor', 'merchant'], badge: 'OP-2003', password: FIRST_PASSWORD, ...fresh });
}
