import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { practiceDay } from '../../src-main/practice/day/day.ts';
import { STORES } from '../../src-main/practice/day/stores.ts';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import { parcel } from '../../src-shared/contract/parcels.ts';
import { readWaybillNumber } from '../../src-shared/domain/waybill-number.ts';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const printed = (...args: string[]) => run(join(root, 'node_modules/.bin/node'), [join(root, 'src-main/practice/practice-sheet.ts'), ...args], { maxBuffer: 1 << 24 });

describe.each([0, 1, 2, 77, 4_294_967_295])('the day of seed %i', (seed) => {
  const day = practiceDay(seed);
  const rows = new Map(day.sheet.map((row) => [row.number, row]));

  it('has 360 parcels of the contract on four platforms, with numbers that fit their six couriers', () => {
    expect(day.parcels).toHaveLength(360);
    expect(new Set(day.parcels.map(({ number }) => number)).size).toBe(360);
    expect(new Set(day.parcels.map(({ orderNumber }) => orderNumber)).size).toBe(360);
    expect(new Set(day.parcels.map(({ recipient }) => recipient.phone)).size).toBe(360);
    expect(new Set(day.parcels.map(({ platform }) => platform)).size).toBe(4);
    expect(new Set(day.parcels.map(({ courier }) => courier)).size).toBe(6);
    for (const one of day.parcels) {
      expect(parcel.parse(one)).toEqual(one);
      expect(readWaybillNumber(one.number)).toMatchObject({ kind: 'number', number: one.number, candidates: expect.arrayContaining([one.courier]) });
      expect(one.recipient.phone).toMatch(/^1990000\d{4}$/);
      expect(STORES).toContainEqual({ ...one.store, platform: one.platform });
    }
  });

  it('says of each parcel what its own order and interceptions mean', () => {
    const stopped = new Map(day.interceptions.map(({ number, after }) => [number, after]));
    for (const one of day.parcels) {
      const row = rows.get(one.number);
      const after = stopped.get(one.number) ?? null;
      const mayNotLeave = one.refund || one.hold || after === 0 || one.number === day.expired;
      expect(row).toMatchObject({ platform: one.platform, courier: one.courier, verdict: mayNotLeave ? 'intercepted' : 'pass', interceptedAfter: after === 0 ? null : after });
      const conversion = one.target === null ? [] : [one.target.kind === 'segment' ? 'sync' : 'trace', 'write-back'];
      const work = [...conversion, ...(one.privacy ? ['privacy'] : []), ...(one.target?.kind === 'courier' ? ['forwarding-sms'] : [])];
      expect(row?.work).toEqual(mayNotLeave ? [] : work);
      if (one.target?.kind === 'courier') expect(one.target.courier).not.toBe(one.courier);
      if (one.target?.kind === 'segment') expect(one.target.segment).not.toBe(one.platform);
    }
  });

  it('has one order that has expired, and it is nothing else', () => {
    expect(day.sheet.filter(({ expired }) => expired).map(({ number, verdict, interceptedAfter, piece }) => [number, verdict, interceptedAfter, piece])).toEqual([[day.expired, 'intercepted', null, undefined]]);
    expect(day.parcels.find(({ number }) => number === day.expired)).toMatchObject({ refund: false, hold: false, target: null, privacy: false });
  });

  it('stops parcels in every way', () => {
    expect(day.parcels.filter(({ refund, hold }) => refund || hold)).toHaveLength(12);
    expect(day.interceptions.filter(({ after }) => after === 0)).toHaveLength(8);
    const later = day.interceptions.filter(({ after }) => after > 0);
    expect(later).toHaveLength(6);
    for (const { after } of later) expect(after >= 20_000 && after <= 180_000).toBe(true);
    const works = new Set(day.sheet.map(({ work }) => work.join(' ')));
    expect(works).toEqual(new Set(['', 'sync write-back', 'sync write-back privacy', 'trace write-back forwarding-sms', 'trace write-back privacy forwarding-sms', 'privacy']));
  });

  it('has orders of several pieces, told by numbers of their own or by what is printed behind the number', () => {
    const further = day.sheet.filter(({ piece }) => piece && piece.number > 1);
    expect(new Set(further.map(({ courier }) => courier))).toEqual(new Set(['sf', 'jd']));
    const told = day.parcels.flatMap(({ pieces }) => pieces?.numbers ?? []);
    expect(told).toEqual(expect.arrayContaining(further.filter(({ courier }) => courier === 'sf').map(({ number }) => number)));
    for (const row of further) {
      expect(row).toMatchObject({ verdict: 'pass', work: [], interceptedAfter: null });
      const before = day.sheet[day.sheet.indexOf(row) - 1];
      expect(before?.piece).toEqual({ number: (row.piece?.number ?? 0) - 1, of: row.piece?.of });
    }
    for (const { number, courier } of further) expect(readWaybillNumber(number)).toMatchObject({ kind: 'number', suffix: courier === 'jd' ? expect.stringMatching(/^-\d-\d-$/) : null });
  });

  it('strews numbers without an order and codes that are no number, all printable', () => {
    const known = new Set(day.parcels.map(({ number }) => number));
    const unknown = day.sheet.filter(({ verdict }) => verdict === 'unknown');
    const invalid = day.sheet.filter(({ verdict }) => verdict === 'invalid');
    const further = day.sheet.filter(({ piece }) => piece && piece.number > 1);
    expect([unknown.length, invalid.length, rows.size - further.length]).toEqual([8, 7, 375]);
    for (const row of [...unknown, ...invalid]) {
      expect(row).toMatchObject({ platform: null, courier: null, work: [], interceptedAfter: null });
      expect(row.number).toMatch(/^[\x20-\x7e]{1,60}$/);
      expect(known.has(row.number)).toBe(false);
    }
    for (const { number } of unknown) expect(readWaybillNumber(number)).toMatchObject({ kind: 'number', candidates: expect.arrayContaining([expect.any(String)]) });
    for (const { number } of invalid) {
      const reading = readWaybillNumber(number);
      expect(reading.kind === 'not-a-number' || reading.candidates.length === 0, number).toBe(true);
    }
    const whys = invalid.map(({ number }) => readWaybillNumber(number)).map((reading) => (reading.kind === 'number' ? 'no-format' : reading.why));
    expect(new Set(whys)).toEqual(new Set(['link', 'phone', 'characters', 'check-digit', 'structured', 'look-alike', 'no-format']));
  });
});

describe('npm run practice-sheet', () => {
  it('prints the same day every time, seed 1 where none is named, and another day for another seed', async () => {
    const [one, again, unnamed, two] = await Promise.all([printed('--seed', '1'), printed('--seed', '1'), printed(), printed('--seed', '2')]);
    expect(again.stdout).toBe(one.stdout);
    expect(unnamed.stdout).toBe(one.stdout);
    expect(JSON.parse(one.stdout)).toEqual(practiceDay(1).sheet);
    const numbers = (text: string): Set<string> => new Set((JSON.parse(text) as SheetRow[]).map(({ number }) => number));
    const shared = [...numbers(one.stdout)].filter((number) => numbers(two.stdout).has(number));
    // HELLO-WORLD and the punctuation are the same every day.
    expect(shared.length).toBeLessThan(5);
  });

  it.each([['--seed'], ['--seed', 'x'], ['--seed', '-1'], ['--seed', '1.5'], ['--seed', '4294967296'], ['7'], ['--sed', '1']])('says what to do about %s %s', async (...args) => {
    const failed = await printed(...args).catch((error: unknown) => error as { code: number; stderr: string; stdout: string });
    expect(failed).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(/^seed-invalid: .+\n.+npm run -s practice-sheet -- --seed 1\n$/) });
  });
});
