import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { databaseOfAccount } from '../../src-main/store/database-of-account.ts';
import { openStore } from '../../src-main/store/store.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { skipBecause } from '../support/skip.ts';
import { smallDisk } from '../support/tmpfs.ts';
import { bench, expectSoundBooks, tempDir, works, type Bench } from '../support/station.ts';

/** Parcels without work, so that a scan is all that is written; every tenth has some. */
function scanFrom(b: Bench, n: number): string {
  const number = numberOf(n);
  b.flow().parcels.put(aParcel({ number, courier: 'yto', ...(n % 10 === 0 ? {} : { target: null, privacy: false }) }));
  return number;
}
function failureOf(work: () => unknown): StationError | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof StationError) return error;
    throw error;
  }
}
/** Scans until the disk is full. Returns the numbers that were answered. */
function fill(b: Bench): { answered: string[]; refused: string; failure: StationError } {
  const answered: string[] = [];
  for (let n = 0; n < 20_000; n += 1) {
    let number = numberOf(n);
    // The feed's own writing may be what finds the disk full; a scan of an unknown parcel is a scan as well.
    failureOf(() => b.store().transaction(() => (number = scanFrom(b, n))));
    const failure = failureOf(() => b.scan(number));
    if (failure) return { answered, refused: number, failure };
    answered.push(number);
  }
  throw new Error('the disk never became full');
}
const scanned = (b: Bench): string[] => b.store().sql<{ number: string }>('SELECT number FROM scans ORDER BY id').all().map(({ number }) => number);

describe('a database that may not grow any more (SQLITE_FULL)', () => {
  test('answers disk-full and records nothing of that scan; what was answered is there after reopening; with space it goes on', () => {
    const b = bench();
    b.lend(1_000_000);
    const pages = b.store().db.pragma('page_count', { simple: true }) as number;
    b.store().db.pragma(`max_page_count = ${pages + 12}`);
    const { answered, refused, failure } = fill(b);
    expect(failure).toMatchObject({ code: 'disk-full', about: 'SQLITE_FULL' });
    expect(answered.length).toBeGreaterThan(5);
    const before = b.rows();
    expect(failureOf(() => b.scan(refused))?.code).toBe('disk-full');
    expect(b.rows()).toEqual(before);
    expectSoundBooks(b.store());

    b.crash();
    expect(scanned(b)).toEqual(answered);
    expectSoundBooks(b.store());
    // Reopened, it may grow: the very scan that was refused is taken, and is no duplicate.
    expect(b.scan(refused).decision.verdict).not.toBe('duplicate');
    b.run(works, 400);
    expectSoundBooks(b.store());
  });

  test('goes on without a restart when there is space', () => {
    const b = bench();
    b.store().db.pragma(`max_page_count = ${(b.store().db.pragma('page_count', { simple: true }) as number) + 4}`);
    const { answered, refused } = fill(b);
    b.store().db.pragma('max_page_count = 1000000');
    b.scan(refused);
    expect(scanned(b)).toEqual([...answered, refused]);
  });

  test('an outcome that cannot be written is not lost: the job stays claimed, and after a restart it is asked about', () => {
    const b = bench();
    b.lend(1_000_000);
    b.flow().parcels.put(aParcel());
    b.scan(aParcel().number);
    const claims = b.claims();
    b.store().db.pragma(`max_page_count = ${(b.store().db.pragma('page_count', { simple: true }) as number) + 2}`);
    fill(b);
    const [claim] = claims;
    if (!claim) throw new Error('nothing was claimed');
    expect(failureOf(() => b.settle(claim, { kind: 'done', result: { kind: 'conversion', number: 'x'.repeat(200_000), courier: 'yto', reference: 'r' } }))?.code).toBe('disk-full');
    expect(b.job('sync')).toMatchObject({ state: 'calling', charged: 0 });
    b.crash();
    expect(b.job('sync').state).toBe('unknown');
    expect(b.run(works).filter(({ job }) => job.id === claim.job.id).map(({ purpose }) => purpose)).toEqual(['look-up']);
    expectSoundBooks(b.store());
  });

  test('what is kept beside the flow fails with the same code', () => {
    const b = bench();
    b.store().db.pragma(`max_page_count = ${b.store().db.pragma('page_count', { simple: true }) as number}`);
    expect(failureOf(() => b.store().meta.set('big', 'x'.repeat(200_000)))?.code).toBe('disk-full');
    expect(b.store().meta.get('big')).toBeNull();
  });
});

function disk(context: Parameters<typeof skipBecause>[0], bytes = 8 * 1024 * 1024): { path: string; fillUp: (leave: number) => void; makeSpace: () => void } {
  const made = smallDisk(tempDir(), bytes);
  if ('why' in made) return skipBecause(context, made.why);
  onTestFinished(made.remove);
  const filler = join(made.path, 'filler');
  return {
    path: made.path,
    fillUp: (leave) => {
      const { bavail, bsize } = statfsSync(made.path);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - leave), 'x'));
    },
    makeSpace: () => rmSync(filler),
  };
}

describe('a disk that is really full', () => {
  test('every scan that was answered is there, and scanning goes on when there is space', (context) => {
    const { path, fillUp, makeSpace } = disk(context);
    const b = bench({ dir: path });
    b.lend(1_000_000);
    fillUp(400_000);
    const { answered, refused, failure } = fill(b);
    expect(failure.code).toBe('disk-full');
    expect(answered.length).toBeGreaterThan(0);
    expect(scanned(b)).toEqual(answered);
    expectSoundBooks(b.store());
    makeSpace();
    b.scan(refused);
    expect(scanned(b)).toEqual([...answered, refused]);
    b.crash();
    expect(scanned(b)).toEqual([...answered, refused]);
    expectSoundBooks(b.store());
  });

  test('a database that cannot be made says so, and can be when there is space', (context) => {
    const { path, fillUp, makeSpace } = disk(context);
    fillUp(8_192);
    expect(failureOf(() => openStore(join(path, 'station.db')))?.code).toBe('disk-full');
    makeSpace();
    openStore(join(path, 'station.db')).close();
  });
});

describe('a change of accounts on a full disk', () => {
  test('is refused, and nothing of the one before is lost', (context) => {
    const { path, fillUp, makeSpace } = disk(context, 16 * 1024 * 1024);
    const a = databaseOfAccount(path, 'a');
    for (let n = 0; n < 300; n += 1) a.meta.set(`scan ${n}`, 'x'.repeat(300));
    fillUp(0);
    a.close();
    expect(failureOf(() => databaseOfAccount(path, 'b'))?.code).toBe('disk-full');
    makeSpace();
    databaseOfAccount(path, 'b').close();
    const back = databaseOfAccount(path, 'a');
    expect(back.sql("SELECT count(*) AS n FROM meta WHERE key LIKE 'scan %'").get()).toEqual({ n: 300 });
    expect(back.db.pragma('integrity_check', { simple: true })).toBe('ok');
    back.close();
  });
});

describe('a folder that may not be written', () => {
  test('says so at the start and keeps what is there; when it may, everything answered is there', (context) => {
    const made = smallDisk(tempDir(), 8 * 1024 * 1024);
    if ('why' in made) return skipBecause(context, made.why);
    onTestFinished(made.remove);
    const b = bench({ dir: made.path });
    b.lend(1_000_000);
    const answered = [scanFrom(b, 1), scanFrom(b, 10)];
    for (const number of answered) b.scan(number);
    b.store().close();
    made.readOnly(true);
    expect(failureOf(() => openStore(b.file))?.code).toBe('data-dir-unusable');
    made.readOnly(false);
    const again = bench({ dir: made.path });
    expect(scanned(again)).toEqual(answered);
    expectSoundBooks(again.store());
  });
});
