import { closeLease, type LeaseRow } from '../../src-main/practice/account/leases.ts';
import type { JobRow } from '../../src-main/flow/queue/job-rows.ts';
import { problemOfJob } from '../../src-main/flow/screen/exceptions.ts';
import { isMessage } from '../../src-shared/domain/work.ts';
import { pay, topUpById } from '../../src-main/practice/account/top-ups.ts';
import { Crash } from './crash.ts';
import type { invariants } from './invariants.ts';
import { HELPER, type Life, type Seat } from './seat.ts';
import type { VirtualTime } from './virtual-time.ts';
import type { World } from './world.ts';

export type PeopleParts = {
  readonly time: VirtualTime;
  readonly world: World;
  readonly note: (who: string, what: string) => void;
  readonly check: ReturnType<typeof invariants>;
  /** Runs it as what that program does next. */
  readonly asLife: (life: Life, run: () => void) => void;
};

/** What people do on a day, at a desk, with a phone or at the merchant's. */
export function people({ time, world, note, check, asLife }: PeopleParts) {
  /** A person who knows what happened outside settles what is parked, and now and then has it repeated. */
  function decide(life: Life, repeats: boolean, most: number): void {
    const parked = life.raw.sql<JobRow>("SELECT * FROM jobs WHERE state = 'parked' ORDER BY id LIMIT ?").all(most);
    for (const job of parked) {
      check.parked(life, job);
      const doubt = job.error === 'provider-outcome-unknown';
      const happened = doubt && job.kind !== 'write-back' && check.hasEffect(job.key, job.kind);
      // Only a message is called done by hand; of all else a repeat under the same key finds what happened.
      const action = happened ? (isMessage(job.kind) ? 'done' : 'retry') : repeats ? 'retry' : 'void';
      if (doubt && action === 'retry') check.repeated(life.seat, job.key);
      if (action === 'void') check.gaveUp(life.seat, job.key);
      note(life.seat.name, `a person decides ${action} of ${job.key}`);
      asLife(life, () => {
        try {
          life.station.act({ jobId: String(job.id), action, problem: problemOfJob(life.station.flow, job) });
        } catch (error) {
          // What nothing pays for at the moment is decided again.
          if (!(error instanceof Crash) && !['job-gone', 'charge-not-covered'].includes((error as { code?: string }).code ?? '')) throw error;
        }
      });
    }
  }

  const suspend = (yes: boolean): void => void world.stage.sql('UPDATE accounts SET suspended = ? WHERE account_id = ?').run(Number(yes), world.accountId);
  /** The merchant takes the station for lost: the oldest lease that it has goes back. */
  function writeOff({ deviceId, name }: Seat): boolean {
    const lease = world.stage.sql<LeaseRow>("SELECT leases.* FROM leases JOIN stations USING (station_id) WHERE device_id = ? AND state <> 'closed' ORDER BY at, lease_id LIMIT 1").get(deviceId);
    if (!lease) return false;
    check.writtenOff(lease.lease_id);
    world.stage.atomically(() => closeLease(world.stage, lease, name));
    return true;
  }
  let ordered = 0;
  /** A person orders a code at a desk, and pays it with a phone, late or never. */
  function topUp(life: Life, amount: number, paid: number | null): void {
    const requestId = `top-up-${(ordered += 1)}`;
    const order = async (): Promise<void> => {
      const made = await life.station.topUps.create({ requestId, amount, channel: 'wechat' }).catch(() => null);
      const row = made && topUpById(world.stage, made.topUpId);
      if (!row || paid === null) return;
      time.after(HELPER, paid, () => void pay(world.stage, row));
      time.after(life.actor, paid + 2_000, () => void life.station.topUps.look(row.top_up_id).catch(() => null));
    };
    asLife(life, () => void order());
  }

  return { suspend, writeOff, topUp, decide };
}
