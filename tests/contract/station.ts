import { createHash, randomUUID } from 'node:crypto';
import type { JournalBody, JournalEntry } from '../../src-shared/contract/money.ts';
import type { Caller } from './caller.ts';

/** A station as the account API sees it: an epoch, leases and a chained journal. */
export type TestStation = {
  readonly stationId: string;
  readonly epoch: () => number;
  /** Opens with what this station knows; `over` tells something else instead. */
  readonly open: (over?: Partial<{ epoch: number; lastSequence: number; lastHash: string | null; nonce: string }>) => Promise<{ epoch: number; reason: string; lastSequence: number }>;
  readonly lease: (amount: number) => Promise<string>;
  /** Chains bodies without sending them. */
  readonly write: (...bodies: readonly JournalBody[]) => JournalEntry[];
  readonly send: (entries: readonly JournalEntry[]) => Promise<{ lastSequence: number }>;
  readonly report: (...bodies: readonly JournalBody[]) => Promise<{ lastSequence: number }>;
  readonly params: { readonly params: { readonly stationId: string } };
};

const FIRST = '0'.repeat(64);

const chained = (previous: string, body: string): string => createHash('sha256').update(previous + body).digest('hex');

export async function station(caller: Caller, deviceId: string = randomUUID()): Promise<TestStation> {
  const { stationId } = await caller.call('registerStation', { deviceId, name: `工位 ${deviceId.slice(0, 4)}` });
  const params = { params: { stationId } };
  let epoch = 0;
  let nonce = randomUUID() as string;
  let last: Pick<JournalEntry, 'sequence' | 'hash'> = { sequence: 0, hash: FIRST };
  const opened: TestStation = {
    stationId,
    params,
    epoch: () => epoch,
    open: async (over = {}) => {
      const told = { epoch, lastSequence: last.sequence, lastHash: last.sequence === 0 ? null : last.hash, nonce, ...over };
      const answer = await caller.call('openStation', told, params);
      if (answer.epoch !== epoch) last = { sequence: 0, hash: FIRST };
      ({ epoch } = answer);
      ({ nonce } = told);
      return answer;
    },
    lease: async (amount) => (await caller.call('grantLease', { grantId: randomUUID(), stationId, epoch, amount })).leaseId,
    write: (...bodies) =>
      bodies.map((given) => {
        const body = JSON.stringify(given);
        const entry = { sequence: last.sequence + 1, hash: chained(last.hash, body), body };
        last = entry;
        return entry;
      }),
    send: (entries) => caller.call('journal', { epoch, entries: [...entries] }, params),
    report: (...bodies) => opened.send(opened.write(...bodies)),
  };
  await opened.open();
  return opened;
}

const at = 1_700_000_000_000;
type Job = { readonly job: string; readonly leaseId: string; readonly amount: number };
export const hold = ({ job, leaseId, amount }: Job): JournalBody => ({ kind: 'hold', at, jobId: job, key: `key-${job}`, holdId: `hold-${job}`, leaseId, amount });
export const capture = ({ job, leaseId, amount }: Job, key = `key-${job}`): JournalBody => ({
  kind: 'capture', at, jobId: job, key, holdId: `hold-${job}`, leaseId, amount, number: `NUMBER-${job}`, work: 'sync',
});
export const release = ({ job, leaseId }: Job): JournalBody => ({ kind: 'void', at, jobId: job, key: `key-${job}`, holdId: `hold-${job}`, leaseId });
export const refund = ({ job, amount }: Job): JournalBody => ({ kind: 'refund', at, jobId: job, key: `key-${job}`, holdId: `hold-${job}`, amount });
export const close = (leaseId: string): JournalBody => ({ kind: 'close', at, leaseId });
