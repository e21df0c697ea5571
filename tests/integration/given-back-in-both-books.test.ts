import { describe, expect, test } from 'vitest';
import { chargedParcels, platformOf, told, type Row } from '../support/platform-books.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { NOON, bench, works, type Bench } from '../support/station.ts';

/** Where the entry of this kind is that names what was set aside under this id. */
const at = (b: Bench, kind: string, holdId = ''): number =>
  Number(b.store().sql<{ sequence: number }>("SELECT sequence FROM journal WHERE body ->> '$.kind' = ? AND body ->> '$.holdId' = ?").get(kind, holdId)?.sequence);

describe('what is given back', () => {
  test('is compared charge by charge, on both sides, and not where the platform tells nothing of it', async () => {
    const b = bench();
    const holds = chargedParcels(b, 4);
    b.store().transaction(() => [0, 1].forEach((n) => b.flow().ledger.refund(b.job('sync', n + 1), NOON)));
    const p = platformOf(b);
    const of = (n: number): Row => p.row(at(b, 'capture', holds[n]));
    of(0).refunded = 100;
    of(2).refunded = 40;
    of(3).refunded = 70;
    b.store().sql("UPDATE holds SET standing = 'before-the-restore' WHERE hold_id = ?").run(holds[3]);
    p.platform.refunded = 210;
    const view = await p.reconcile();
    expect(view.differences.map(({ why, here, there, number }) => [why, here, there, number])).toEqual([
      ['refunded-there', 0, 40, 'YT0000000000002'],
      ['charged-before', 0, 70, 'YT0000000000003'],
      ['refunded-here', 100, 0, 'YT0000000000001'],
    ]);
    p.platform.rows.forEach((row) => Object.assign(row, { refunded: undefined }));
    expect(told(await p.reconcile())).toEqual(['sum-refunded']);
  });

  test.each([700, 100])('is said to differ beyond what the lines say of it (%i there)', async (refunded) => {
    const b = bench();
    const holds = chargedParcels(b, 3);
    b.store().transaction(() => b.flow().ledger.refund(b.job('sync', 1), NOON));
    const p = platformOf(b);
    p.row(at(b, 'capture', holds[0])).refunded = 100;
    p.row(at(b, 'refund', holds[0])).review = 'refunded-twice';
    p.platform.refunded = refunded;
    expect(told(await p.reconcile())).toEqual([`review 1 ${at(b, 'refund', holds[0])}`, ...(refunded === 100 ? [] : ['sum-refunded'])]);
  });

  test('is under way as long as it is no more than what is being reported: a refund, or a charge that is given back there at once', async () => {
    const b = bench();
    chargedParcels(b, 2);
    const p = platformOf(b);
    b.store().transaction(() => b.flow().ledger.refund(b.job('sync', 1), NOON));
    const whyAt = async (refunded: number): Promise<readonly string[]> => {
      p.platform.refunded = refunded;
      return (await p.reconcile()).differences.map(({ why, kind }) => `${why} ${kind}`);
    };
    for (const refunded of [0, 100]) expect(await whyAt(refunded)).toEqual(['unreported refund']);
    expect(await whyAt(101)).toEqual(['unreported refund', 'sum-refunded null']);
    b.flow().parcels.put(aParcel({ number: numberOf(9), courier: 'yto', privacy: false }));
    b.scan(numberOf(9));
    b.run(works);
    expect(await whyAt(200)).not.toContain('sum-refunded null');
    expect(await whyAt(201)).toContain('sum-refunded null');
  });

  test('there in an epoch that is lost here is said, also where a charge is being reported', async () => {
    const b = bench({ epoch: 2 });
    const p = platformOf(b);
    const [row] = ((): Row[] => {
      const lost = bench();
      lost.lend(500);
      return platformOf(lost).platform.rows;
    })();
    p.platform.rows.push(row as Row);
    p.platform.refunded = 700;
    chargedParcels(b, 1);
    expect(told(await p.reconcile())).toEqual(expect.arrayContaining(['lost-epoch 1 1', 'refunds-lost']));
  });

  test('there, before the answer that says so was heard, will be heard', async () => {
    const b = bench();
    chargedParcels(b, 1);
    const p = platformOf(b);
    b.store().meta.set('journal.acked.1', '0');
    p.platform.rows.filter(({ refunded }) => refunded === 0).forEach((row) => Object.assign(row, { refunded: 100 }));
    p.platform.refunded = 100;
    b.crash();
    expect((await p.reconcile()).differences).toMatchObject([{ why: 'refund-unheard', here: 0, there: 100 }]);
  });
});
