import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { adoptEpoch } from '../../src-main/flow/ledger/epoch.ts';
import { highWater } from '../../src-main/flow/ledger/high-water.ts';
import { oneScan } from '../../src-main/flow/one-scan.ts';
import { recoverClaims } from '../../src-main/flow/queue/claim.ts';
import { steps, type Steps } from '../../src-main/flow/steps.ts';
import { markFile } from '../../src-main/store/mark-file.ts';
import { openStore } from '../../src-main/store/store.ts';
import { AUTHORISED, entitlementsWith } from '../support/samples.ts';

/** The store's own is FULL. The negative controls: NORMAL, which better-sqlite3 means where nobody says FULL, and OFF. */
export type Synchronous = 'FULL' | 'NORMAL' | 'OFF';

const DAY = 86_400_000;
const LENT = 50_000_000;

/** The real store and flow on a folder, as the station opens them, with money lent to it at the first start. */
export function openDesk(dir: string, synchronous: Synchronous = 'FULL'): Steps {
  const store = openStore(join(dir, 'station.db'));
  if (synchronous !== 'FULL') store.db.pragma(`synchronous = ${synchronous}`);
  const entitlements = entitlementsWith();
  const flow = steps({ store, now: Date.now, told: Date.now, newId: randomUUID, random: () => 0, entitlements: () => entitlements });
  flow.stores.replace('1', [AUTHORISED]);
  recoverClaims(store, flow.now());
  adoptEpoch(store, flow.ledger, 1, flow.now());
  if (flow.ledger.spendable(flow.now()).length === 0) {
    store.transaction(() => {
      const grantId = flow.ledger.ask(LENT, flow.now());
      flow.ledger.granted({ leaseId: `lease-${grantId}`, grantId, amount: LENT, spendUntil: flow.now() + DAY, priceVersion: 1 });
    });
  }
  return flow;
}

/** The high-water mark of the journal, in its file beside the database. */
export function waterOf(dir: string, { store, ledger }: Steps) {
  const place = markFile(join(dir, 'mark'));
  return { ...highWater(store, ledger, place), sequence: (): number => (JSON.parse(place.get() ?? 'null') as { sequence: number } | null)?.sequence ?? 0 };
}

export const scanOn = (flow: Steps, text: string) => oneScan(flow, { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' }, text);
