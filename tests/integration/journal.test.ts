import { describe, expect, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { report } from '../../src-main/flow/ledger/report.ts';
import { readJournalBody, type JournalEntry } from '../../src-shared/contract/money.ts';
import { businessKey } from '../../src-shared/domain/business-key.ts';
import { fakeAccount, type Asked } from '../support/fake-account.ts';
import { aParcel } from '../support/samples.ts';
import { NOON, bench, expectSoundBooks, works } from '../support/station.ts';

describe('the journal', () => {
  /** A bench with so many entries, and an API that keeps what it takes. */
  function reporting(entries: number, acknowledge: (batch: readonly JournalEntry[], last: number) => number = (batch) => batch.at(-1)?.sequence ?? 0) {
    const b = bench();
    for (let n = 0; n < entries; n += 1) b.store().transaction(() => b.flow().ledger.journal.append(1, { kind: 'grant-request', at: NOON, grantId: `g-${n}`, amount: n }));
    const taken: number[] = [];
    const account = fakeAccount({
      journal: ({ entries: batch }) => {
        const lastSequence = acknowledge(batch as readonly JournalEntry[], taken.at(-1) ?? 0);
        for (const { sequence } of batch) if (sequence <= lastSequence && sequence > (taken.at(-1) ?? 0)) taken.push(sequence);
        return { epoch: 1, lastSequence };
      },
    });
    return { b, taken, asked: account.asked, run: () => report(b.flow().ledger, account.client, 'st-1', () => b.time.now, () => undefined), acked: () => b.flow().ledger.journal.acked(1) };
  }
  const sequences = (call: Asked | undefined): readonly number[] => (call?.request as { entries: JournalEntry[] } | undefined)?.entries.map(({ sequence }) => sequence) ?? [];
  const all = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

  test('goes in order and in batches, once', async () => {
    const { run, taken, asked, acked } = reporting(450);
    expect(await run()).toBe(450);
    expect(taken).toEqual(all(450));
    expect(asked.map((call) => sequences(call).length)).toEqual([200, 200, 50]);
    expect(asked[0]?.options.params).toEqual({ stationId: 'st-1' });
    expect(acked()).toBe(450);
    expect(await run()).toBe(0);
    expect(asked).toHaveLength(3);
  });
  test('passes what nobody can read, and goes on behind it', async () => {
    const { run, b, acked } = reporting(2);
    b.store().transaction(() => {
      b.store().sql("INSERT INTO journal (epoch, sequence, hash, body) VALUES (1, 3, ?, 'not json')").run('0'.repeat(64));
      b.store().sql("INSERT INTO journal (epoch, sequence, hash, body) VALUES (1, 4, ?, '{\"kind\":\"later\"}')").run('1'.repeat(64));
    });
    expect(b.flow().ledger.journal.lastAt()).toBe(0);
    expect(await run()).toBe(4);
    expect(acked()).toBe(4);
    b.newEpoch(2);
    expect(b.flow().ledger.journal.owing()).toBeNull();
  });
  test('takes the longest key that a pickup message can have', async () => {
    const key = businessKey('a'.repeat(128), `${'东'.repeat(60)}/${'9'.repeat(40)}@2026-11-29~12`, 'pickup-sms');
    const { run, b } = reporting(0);
    b.store().transaction(() => b.flow().ledger.journal.append(1, { kind: 'capture', at: NOON, jobId: '1', key, holdId: 'h', leaseId: 'l', amount: 45, number: 'N', work: 'pickup-sms' }));
    expect(readJournalBody(b.store().sql<{ body: string }>('SELECT body FROM journal').get()?.body ?? '')).toMatchObject({ key });
    expect(await run()).toBe(1);
    expect(b.flow().ledger.journal.lastAt()).toBe(NOON);
  });
  test('goes on behind what was acknowledged in part', async () => {
    let first = true;
    const { run, taken, acked, asked } = reporting(300, (batch) => {
      if (!first) return batch.at(-1)?.sequence ?? 0;
      first = false;
      return 120;
    });
    expect(await run()).toBe(300);
    expect(taken).toEqual(all(300));
    expect(acked()).toBe(300);
    expect(sequences(asked[1])[0]).toBe(121);
  });
  test('that failed in the middle goes on there, after a crash too', async () => {
    let down = true;
    const { b, run, taken, asked, acked } = reporting(300, (batch) => {
      if (down && (batch[0]?.sequence ?? 0) > 200) throw new CallFailed('api-unreachable', 'journal', { effect: 'unknown', problem: null });
      return batch.at(-1)?.sequence ?? 0;
    });
    await expect(run()).rejects.toThrow('api-unreachable');
    expect(acked()).toBe(200);
    b.crash();
    down = false;
    expect(await run()).toBe(100);
    expect(taken).toEqual(all(300));
    expect(asked[2]?.request).toEqual(asked[1]?.request);
  });
  test('is not sent for ever to an API that acknowledges nothing', async () => {
    const { run, asked, acked } = reporting(10, () => 0);
    expect(await run()).toBe(0);
    expect(asked).toHaveLength(1);
    expect(acked()).toBe(0);
  });
  test('of a long day without a network goes in several rounds, for the desk has more to hear', async () => {
    const { run, taken, asked } = reporting(4_100);
    expect([await run(), asked.length]).toEqual([2_000, 10]);
    expect([await run(), await run(), await run()]).toEqual([2_000, 100, 0]);
    expect(taken).toEqual(all(4_100));
  });
  test('ends while a desk goes on writing, and the next round has the rest', async () => {
    const { b, run, asked, acked } = reporting(3, (batch) => {
      b.store().transaction(() => b.flow().ledger.journal.append(1, { kind: 'grant-request', at: NOON, grantId: `later-${asked.length}`, amount: 1 }));
      return batch.at(-1)?.sequence ?? 0;
    });
    expect(await run()).toBe(3);
    expect(asked).toHaveLength(1);
    expect(await run()).toBe(1);
    expect(acked()).toBe(4);
  });
  test('of an API that claims more than it was sent is not believed: later entries are still reported', async () => {
    let over = true;
    const { b, run, acked, asked } = reporting(5, (batch) => (over ? 50 : (batch.at(-1)?.sequence ?? 0)));
    await run();
    expect(acked()).toBe(5);
    over = false;
    b.lend(100);
    expect(await run()).toBe(1);
    expect(sequences(asked.at(-1))).toEqual([6]);
  });
  test('acknowledged never goes back', () => {
    const { b, acked } = reporting(10);
    const { journal } = b.flow().ledger;
    journal.acknowledge(1, 7);
    journal.acknowledge(1, 3);
    expect(acked()).toBe(7);
    expect(journal.unreported(1, 100).map(({ sequence }) => sequence)).toEqual([8, 9, 10]);
  });
  test('tells what was charged here and is not known there', () => {
    const b = bench();
    b.lend(1_000);
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    b.run(works);
    const { journal } = b.flow().ledger;
    const last = journal.head(1).sequence;
    expect(journal.moneyIn(1, journal.acked(1), last)).toBe(300);
    expect(journal.moneyIn(1, last - 1, last) + journal.moneyIn(1, 0, last - 1)).toBe(300);
    journal.acknowledge(1, last);
    expect(journal.moneyIn(1, journal.acked(1), last)).toBe(0);
  });
  test('cannot be changed or shortened', () => {
    const { b } = reporting(3);
    const before = b.store().sql('SELECT * FROM journal').all();
    for (const sql of ["UPDATE journal SET body = '{}' WHERE sequence = 2", 'DELETE FROM journal WHERE sequence = 3', 'DELETE FROM journal']) {
      expect(() => b.store().db.exec(sql)).toThrow('the journal is append-only');
    }
    expect(() => b.store().db.exec("INSERT OR REPLACE INTO journal (epoch, sequence, hash, body) VALUES (1, 2, 'x', '{}')")).toThrow();
    expect(b.store().sql('SELECT * FROM journal').all()).toEqual(before);
  });
  test('begins anew with each epoch, and both chains stand by themselves', () => {
    const b = bench();
    b.lend(100);
    b.newEpoch(2);
    b.lend(100);
    expect(b.flow().ledger.journal.head(1)).toMatchObject({ sequence: 1 });
    expect(b.flow().ledger.journal.head(2)).toMatchObject({ sequence: 1 });
    expect(b.flow().ledger.journal.head(3)).toEqual({ sequence: 0, hash: null });
    expectSoundBooks(b.store());
  });
});
