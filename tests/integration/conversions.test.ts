import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { oneScan, type Desk } from '../../src-main/flow/one-scan.ts';
import { conversionsOf, type Conversion } from '../../src-main/flow/screen/conversions.ts';
import { todaySends } from '../../src-main/flow/screen/today.ts';
import type { Steps } from '../../src-main/flow/steps.ts';
import { undoLast } from '../../src-main/flow/undo.ts';
import { readTableFile } from '../../src-main/table/read-file.ts';
import { atOnce } from '../support/at-once.ts';
import { convertingApp } from '../support/converting-app.ts';
import { aForwardedParcel, aParcel, numberOf } from '../support/samples.ts';
import { NOON, bench, works, type Bench } from '../support/station.ts';

const DESK: Desk = { accountId: 'acct', operator: { id: 'op-1', name: '李四' }, station: '03' };
const DAY = 86_400_000;
const [TODAY, TOMORROW] = ['2026-11-24', '2026-11-25'] as const;
const on = (b: Bench, day: string): Conversion[] => atOnce(conversionsOf(b.flow(), day));
const briefly = (b: Bench, day: string) => on(b, day).map(({ number, replacement, state }) => [number, replacement, state]);

test('a day\'s conversions are of the desk and of lists, with the order, both numbers, both couriers and who scanned', () => {
  const b = bench();
  b.lend(10_000);
  b.flow().parcels.put(aForwardedParcel());
  b.flow().parcels.put(aParcel({ number: numberOf(1), courier: 'zto', platform: 'jd', orderNumber: 'order-2' }));
  b.flow().parcels.put(aParcel({ number: numberOf(2), target: null }));
  oneScan(b.flow(), DESK, numberOf(1), { target: null });
  b.time.now += 1_000;
  oneScan(b.flow(), { ...DESK, operator: { id: 'op-2', name: '王五' } }, aParcel().number);
  b.scan(numberOf(2));
  b.scan(aParcel().number);
  b.run(works);
  expect(on(b, TODAY)).toEqual([
    { at: NOON + 1_000, number: numberOf(1), courier: 'zto', platform: 'jd', orderNumber: 'order-2', replacement: `N${numberOf(1)}`, newCourier: 'yto', operator: DESK.operator, state: 'done' },
    { at: NOON + 1_000, number: aParcel().number, courier: 'sf', platform: 'taobao', orderNumber: 'order-1', replacement: `N${aParcel().number}`, newCourier: 'yto', operator: { id: 'op-2', name: '王五' }, state: 'done' },
  ]);
  expect(JSON.stringify(on(b, TODAY))).not.toMatch(/张三|138\d|\*\*\*\*|上海/);
});

test('one that is done belongs to the day that has it done, as the report counts it, and one that is not to the day of its scan', () => {
  const b = bench();
  b.lend(400);
  for (const n of [1, 2, 3]) b.flow().parcels.put(aForwardedParcel({ number: numberOf(n), target: { kind: 'courier', courier: 'sto' } }));
  for (const n of [1, 2]) b.scan(numberOf(n));
  b.run(works);
  b.scan(numberOf(3));
  undoLast(b.flow(), DESK);
  expect(briefly(b, TODAY)).toEqual([[numberOf(1), `N${numberOf(1)}`, 'done'], [numberOf(2), null, 'waiting'], [numberOf(3), null, 'void']]);
  b.time.now += DAY;
  b.lend(10_000);
  b.run(works);
  expect(briefly(b, TODAY)).toEqual([[numberOf(1), `N${numberOf(1)}`, 'done'], [numberOf(3), null, 'void']]);
  expect(briefly(b, TOMORROW)).toEqual([[numberOf(2), `N${numberOf(2)}`, 'done']]);
  expect(atOnce(todaySends(b.flow(), b.time.now)).byService.find(({ key }) => key === 'trace')?.jobs).toBe(1);
  b.store().sql("UPDATE jobs SET result = 'x', task = 'x' WHERE kind = 'trace'").run();
  expect(on(b, TOMORROW)).toMatchObject([{ number: numberOf(2), replacement: null, orderNumber: null, state: 'done' }]);
});

/** Scans of one moment, each with two jobs, so that a portion ends among them. */
function fill(b: Bench, count: number, done: number): void {
  b.store().transaction(() => {
    for (let n = 1; n <= count; n += 1) {
      b.store().sql("INSERT INTO scans (id, at, text, number, verdict, reason, operator_id, operator, station, cost, source) VALUES (?,?,'x',?,'pass','{}','op-1','李四','03',0,'batch')").run(n, NOON, numberOf(n));
      for (const kind of ['sync', 'write-back']) {
        b.store().sql(`INSERT INTO jobs (scan_id, key, kind, number, courier, platform, operator, task, state, price, created_at, ended_at, result) VALUES (?,?,?,?,'yto','jd','李四','{"orderNumber":"o"}',?,0,?,?,?)`).run(
          n, `${kind}-${n}`, kind, numberOf(n), n <= done ? 'done' : 'void', NOON, NOON, `{"kind":"conversion","number":"N${n}","courier":"sf"}`);
      }
    }
  });
}

test('fifty thousand are read in portions, each of its own index, and one that is done in between is there once', () => {
  const b = bench();
  fill(b, 50_000, 30_000);
  const asked = new Set<string>();
  const flow: Steps = { ...b.flow(), store: { ...b.store(), sql: (text) => (asked.add(text), b.store().sql(text)) } };
  const portions = conversionsOf(flow, TODAY);
  let steps = 1;
  let step = portions.next();
  for (; !step.done; step = portions.next()) {
    if (steps === 30) b.store().sql("UPDATE jobs SET state = 'done', ended_at = ? WHERE number = ?").run(NOON + 1, numberOf(30_001));
    steps += 1;
  }
  expect(steps).toBeGreaterThan(100);
  expect(step.value).toHaveLength(50_000);
  expect(new Set(step.value.map(({ number }) => number)).size).toBe(50_000);
  expect(step.value.filter(({ state }) => state === 'done')).toHaveLength(30_001);
  const plans = [...asked].map((text) => b.store().db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${text}`).all({ at: 0, id: 0, to: 1 }).map(({ detail }) => detail).filter((detail) => /^(SEARCH|SCAN) (?!page)/.test(detail)));
  expect(plans).toEqual([
    [expect.stringMatching(/scans USING COVERING INDEX scans_at \(at>\? AND at<\?\)/), expect.stringMatching(/SEARCH j USING INDEX jobs_scan \(scan_id=\?\)/), expect.stringMatching(/SEARCH s USING INTEGER PRIMARY KEY/)],
    [expect.stringMatching(/jobs USING (COVERING )?INDEX jobs_done \(ended_at>\? AND ended_at<\?\)/), expect.stringMatching(/SEARCH j USING INTEGER PRIMARY KEY/), expect.stringMatching(/SEARCH s USING INTEGER PRIMARY KEY/)],
  ]);
});

test('through the bridge: the conversions of desk and list are exported, read again, and hold nobody\'s phone', async () => {
  const { app, dir, numbers } = await convertingApp(6);
  const titles = ['时间', '原单号', '快递公司', '平台', '订单号', '新单号', '新快递', '操作员', '状态'];
  const words: [string, string][] = [['conversions', '单号转换'], ['done', '完成'], ['yto', '圆通']];
  const { day } = await app.ask('reports.today', {});
  app.place.save = join(dir, '转换.xlsx');
  expect(await app.answer('reports.export', { day, titles, words })).toMatchObject({ ok: false, problem: { code: 'conversions-none' } });
  expect(existsSync(app.place.save)).toBe(false);

  for (const number of numbers.slice(0, 3)) await app.ask('desk.scan', { text: number });
  app.place.open = join(dir, '名单.csv');
  writeFileSync(app.place.open, `快递单号\r\n${numbers.slice(3).join('\r\n')}\r\n`);
  await app.ask('batch.start', { batchId: (await app.ask('batch.choose', {}))?.batchId ?? 0 });
  await app.until('all are converted', async () => (await app.ask('reports.today', {})).byService.filter(({ key }) => key === 'sync' || key === 'trace').reduce((sum, { jobs }) => sum + jobs, 0) === 6, 30_000);

  for (const name of ['转换.xlsx', '转换.csv']) {
    app.place.save = join(dir, name);
    expect(await app.ask('reports.export', { day, titles, words })).toBe(name);
    const [heading, ...rows] = readTableFile(app.place.save).map(({ cells }) => titles.map((_, column) => cells.get(column)?.text.trim() ?? ''));
    expect(heading).toEqual(titles);
    expect(rows.map((row) => row[1]).toSorted()).toEqual(numbers.toSorted());
    for (const [at, original, , , order, replacement, , operator, state] of rows) {
      expect(at).toMatch(new RegExp(`^${day} \\d\\d:\\d\\d:\\d\\d$`));
      expect(order).not.toBe('');
      expect(replacement).toMatch(/^[A-Z0-9]+$/);
      expect(replacement).not.toBe(original);
      expect([operator, state]).toEqual(['练习员', '完成']);
    }
    expect(JSON.stringify(rows)).not.toMatch(/\*{4}|"1[3-9]\d{9}"/);
  }
  app.place.save = null;
  expect(await app.ask('reports.export', { day, titles, words })).toBeNull();
  app.place.save = join(dir, 'nowhere', '转换.csv');
  expect(await app.answer('reports.export', { day, titles, words })).toMatchObject({ ok: false, problem: { code: 'list-not-written' } });
  expect(readFileSync(join(dir, '转换.csv'), 'utf8')).toContain('圆通');
});
