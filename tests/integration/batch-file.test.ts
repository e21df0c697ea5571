import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { tablesIn } from '../../src-main/table/in-worker.ts';
import { readTableFile } from '../../src-main/table/read-file.ts';
import { headless } from '../support/headless.ts';
import { tempDir } from '../support/station.ts';

test('through the bridge: a file is previewed, converted in the practice world, and exported', { timeout: 60_000 }, async () => {
  const dir = tempDir();
  const data = join(dir, 'data');
  mkdirSync(data);
  const app = headless({ dir: data, seed: 5 });
  onTestFinished(() => app.stop());
  await app.ask('session.startPractice', {});
  await app.until('orders are ready', () => app.status().ordersReady && app.status().leaseLeft > 0);
  const sheet = (await app.ask('practice.view', {})).rows.filter(({ verdict, interceptedAfter, work }) => verdict === 'pass' && interceptedAfter === null && work.some((kind) => kind === 'sync' || kind === 'trace')).slice(0, 12);
  app.place.open = join(dir, '名单.csv');
  writeFileSync(app.place.open, `\ufeff订单,快递单号\r\n${sheet.map(({ number }) => `x,"=""${number}"""`).join('\r\n')}\r\nx,7.74124E+14\r\n`);
  const preview = await app.ask('batch.choose', {});
  expect(preview).toMatchObject({ total: 12, bad: 1, state: 'preview' });
  const batchId = preview?.batchId ?? 0;
  expect(await app.ask('batch.bad', { batchId, after: 0 })).toEqual([{ line: 14, value: '7.74124E+14', reason: 'scientific', first: null }]);
  await app.ask('batch.start', { batchId });
  await app.until('the batch ends', async () => (await app.ask('batch.view', {})).batches[0]?.state === 'ended', 30_000);
  expect((await app.ask('batch.view', {})).batches[0]?.rows).toEqual({ done: 12 });
  const state = (await app.control('state')) as { effects: { sync: number; trace: number; messages?: number } };
  expect(state.effects.sync + state.effects.trace).toBe(12);
  for (const name of ['结果.xlsx', '结果.csv']) {
    app.place.save = join(dir, name);
    expect(await app.ask('batch.export', { batchId, what: 'results', titles: ['行', '原单号', '快递', '新单号'], words: [['done', '已转换']] })).toBe(name);
    const rows = readTableFile(app.place.save).slice(1);
    expect(rows.map(({ cells }) => cells.get(1)?.text.trim())).toEqual(sheet.map(({ number }) => number));
    expect(rows.every(({ cells }) => /^[A-Z0-9]+$/.test(cells.get(3)?.text.trim() ?? ''))).toBe(true);
  }
  expect(readFileSync(join(dir, '结果.csv'), 'utf8')).toContain('已转换');
  app.place.open = null;
  expect(await app.ask('batch.choose', {})).toBeNull();
  app.place.open = join(dir, 'nothing-here.xlsx');
  expect(await app.answer('batch.choose', {})).toMatchObject({ ok: false, problem: { code: 'list-unreadable' } });
});

test.each([['takes too long', 'setInterval(() => undefined, 1000)'], ['fails', "throw new RangeError('memory')"], ['ends', 'process.exit()']])('a thread that %s: a file that is read counts as damaged, one that is exported as not written', async (_, script) => {
  const tables = tablesIn(new URL(`data:text/javascript,${encodeURIComponent(script)}`), 200);
  await expect(tables.read({ kind: 'text', text: 'x' })).rejects.toMatchObject({ code: 'list-damaged' });
  await expect(tables.write('/nowhere', { name: 'x', rows: [] } as never)).rejects.toMatchObject({ code: 'list-not-written' });
});
