import { createHash } from 'node:crypto';
import { CallFailed } from '../account/call-failed.ts';
import type { AccountClient } from '../account/client.ts';
import type { OpenedStation, OpenStation } from '../../src-shared/contract/money.ts';
import { adoptEpoch, adoptLosses, tellAgain } from '../flow/ledger/epoch.ts';
import { loseLeases } from '../flow/lost-leases.ts';
import type { Steps } from '../flow/steps.ts';
import { beginFeedsAnew } from './feed-cursors.ts';
import { turn } from './turn.ts';

export type OpeningParts = {
  readonly flow: Steps;
  readonly client: AccountClient;
  readonly device: { readonly id: string; readonly name: string };
  /** Fresh for every start of the program: two live copies of a database differ in it. */
  readonly nonce: string;
  /** The database is older than its high-water mark: it asks for a new epoch. */
  readonly behind: () => boolean;
  /** New money, or other entitlements: the jobs that wait for it may go on. */
  readonly freed: (why: 'funds' | 'service-off') => void;
  /** The API knows this database, or has given it a new epoch: until it has to be opened again it may call. */
  readonly opened: () => void;
  /** The epoch before was ended by another machine that runs on a copy of this database. */
  readonly copied: () => void;
  /** This database is older than what was done from it, and so are its scans. */
  readonly older: () => void;
};

/** Problems of the journal or a lease after which the station must be opened again. */
const REOPEN = ['stale-epoch', 'journal-gap', 'journal-diverged', 'station-not-open', 'station-unknown'];
export const mustReopen = (error: unknown): error is CallFailed => error instanceof CallFailed && error.problem !== null && REOPEN.includes(error.problem);

/** Registers the station once and opens it at the account API: which epoch this database works in, and what has to be told again there (money.md, epoch). */
export function createOpening({ flow, client, device, nonce, behind, freed, opened, copied, older }: OpeningParts) {
  const { store, ledger } = flow;
  const { journal } = ledger;
  let stationId = store.meta.get('stationId');
  let isOpen = false;
  /** It was told that another epoch is the one of now. */
  let isStale = false;

  /** In the transaction that takes note of it. The stores are told whole, but only where their version is another one. */
  function hearAnew(): void {
    beginFeedsAnew(store);
    flow.stores.askAnew();
  }

  /** `forgotten` is what the station was called, where the API knows it no more. */
  async function register(forgotten: string | null): Promise<string> {
    const request = { deviceId: device.id, name: device.name };
    // Of another name it is another request: under one key it would be refused for ever. Neither may an old answer come again that is worth nothing any more.
    const asked = createHash('sha256').update(JSON.stringify({ ...request, forgotten })).digest('hex').slice(0, 32);
    const station = await client.call('registerStation', request, { key: `register-${asked}` });
    store.transaction(() => {
      store.meta.set('stationId', station.stationId);
      if (forgotten !== null) hearAnew();
    });
    return station.stationId;
  }

  async function ask(own: Omit<OpenStation, 'nonce'>): Promise<OpenedStation> {
    stationId ??= await register(null);
    const openAs = (station: string) => client.call('openStation', { ...own, nonce }, { params: { stationId: station } });
    try {
      return await openAs(stationId);
    } catch (error) {
      if (!(error instanceof CallFailed) || error.problem !== 'station-unknown') throw error;
      // An API that was put back to before this station had registered.
      stationId = await register(stationId);
      return openAs(stationId);
    }
  }

  async function askForEpoch(): Promise<OpenedStation> {
    const epoch = ledger.epoch();
    const head = journal.head(epoch);
    const isOld = behind();
    // The epoch before is what a database says that knows itself to be an old one: the API answers with a new epoch.
    let answer = await ask(isOld ? { epoch: epoch - 1, lastSequence: 0, lastHash: null } : { epoch, lastSequence: head.sequence, lastHash: head.hash });
    // An API that was put back as well takes this database's own epoch for a new one.
    if (isOld && answer.epoch === epoch) {
      store.transaction(hearAnew);
      answer = await ask({ epoch: epoch + 1, lastSequence: 0, lastHash: null });
    }
    if (answer.epoch < epoch || (isOld && answer.epoch === epoch)) throw new CallFailed('api-schema', 'openStation: an epoch that is over', { effect: 'unknown' });
    return answer;
  }

  /** The API was put back to before it lent this: it has the money still, and what would be charged to such a lease nobody would pay. */
  async function loseUnknownLeases(): Promise<void> {
    const lent = ledger.unclosed();
    if (lent.length === 0) return;
    const { leases } = await client.call('balance', {});
    const unknown = lent.filter((leaseId) => !leases.some((lease) => lease.leaseId === leaseId));
    if (loseLeases(flow, unknown) > 0) freed('funds');
  }

  return {
    /** The station's id, once it is open. Throws CallFailed. */
    async open(): Promise<string> {
      if (!isOpen) {
        const { epoch, lastSequence, earlier, reason } = await askForEpoch();
        // Beside a copy an epoch is behind; an API that was put back has another past.
        const known = ledger.epoch();
        const isCopied = epoch !== known && ((isStale && reason !== 'diverged') || reason === 'cloned');
        const isOlder = behind() || journal.head(known).sequence < (earlier?.find((before) => before.epoch === known)?.lastSequence ?? 0);
        // A frozen one still pays for what is found of its time: before anything is adopted, so that a stop in between forgets nothing.
        if ((epoch !== known && reason === 'diverged') || lastSequence < journal.acked(epoch)) await loseUnknownLeases();
        adoptEpoch(store, ledger, epoch, flow.now());
        if (isCopied) copied();
        if (isOlder) older();
        isStale = false;
        store.transaction(() => {
          if (earlier && adoptLosses(store, ledger, earlier)) hearAnew();
        });
        while (tellAgain(store, ledger)) await turn();
        store.transaction(() => {
          if (journal.turnBack(epoch, lastSequence)) hearAnew();
        });
        // What the API has beyond what it acknowledged is told once more: only that answer says which charges it refunded itself,
        // and what it has can be the entries of a copy of this database, which reporting compares.
        isOpen = true;
        opened();
      }
      return stationId as string;
    },
    isOpen: (): boolean => isOpen,
    /** Something failed after which the next round opens it again. */
    reopen(error: CallFailed): void {
      isOpen = false;
      isStale ||= error.problem === 'stale-epoch';
    },
    stationId: (): string | null => stationId,
  };
}
