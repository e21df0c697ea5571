import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { writeRecording } from '../../src-main/devices/recording-file.ts';
import { tablesIn } from '../../src-main/table/in-worker.ts';
import { readTableFile } from '../../src-main/table/read-file.ts';
import { writeTable } from '../../src-main/table/write-file.ts';
import { convertingApp } from '../support/converting-app.ts';
import { skipBecause } from '../support/skip.ts';
import { tempDir } from '../support/station.ts';
import { fill, smallDisk } from '../support/tmpfs.ts';

test('through the bridge: a file is previewed, converted in the practice world, and exported', async () => {
  const { app, dir, numbers } = await convertingApp(12);
  app.place.open = join(dir, '名单.csv');
  writeFileSync(app.place.open, `\ufeff订单,快递单号\r\n${numbers.map((number) => `x,"=""${number}"""`).join('\r\n')}\r\nx,7.74124E+14\r\n`);
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
    expect(rows.map(({ cells }) => cells.get(1)?.text.trim())).toEqual(numbers);
    expect(rows.every(({ cells }) => /^[A-Z0-9]+$/.test(cells.get(3)?.text.trim() ?? ''))).toBe(true);
  }
  expect(readFileSync(join(dir, '结果.csv'), 'utf8')).toContain('已转换');
  app.place.open = null;
  expect(await app.ask('batch.choose', {})).toBeNull();
  app.place.open = join(dir, 'nothing-here.xlsx');
  expect(await app.answer('batch.choose', {})).toMatchObject({ ok: false, problem: { code: 'list-unreadable' } });
});

test.each([
  ['takes too long', 'setInterval(() => undefined, 1000)', 200, 'list-too-slow'],
  // A busy machine takes a while to begin one.
  ['fails', "throw new RangeError('memory')", 60_000, 'list-damaged'],
  ['ends', 'process.exit()', 60_000, 'list-damaged'],
])('a thread that %s: a file that is read says so or counts as damaged, one that is exported as not written', async (_, script, longest, code) => {
  const tables = tablesIn(new URL(`data:text/javascript,${encodeURIComponent(script)}`), longest);
  await expect(tables.read({ kind: 'text', text: 'x' })).rejects.toMatchObject({ code });
  await expect(tables.write('/nowhere', { name: 'x', rows: [] } as never)).rejects.toMatchObject({ code: 'list-not-written' });
});

describe('an export that is under way', () => {
  const beside = "`${workerData.path}.${workerData.mark}.new`";
  /** Has written the first part of it. */
  const half = (then: string): string => `import { writeFileSync } from 'node:fs'; import { workerData } from 'node:worker_threads'; writeFileSync(${beside}, 'half'); ${then}`;
  function exporting(script: string, longest: number) {
    const dir = tempDir();
    writeFileSync(join(dir, '名单.csv'), 'of before');
    const tables = tablesIn(new URL(`data:text/javascript,${encodeURIComponent(script)}`), longest);
    return { dir, tables, ended: tables.write(join(dir, '名单.csv'), { titles: [], rows: [] }).then(() => null, (error: unknown) => error) };
  }
  test.for([['is given up', 'setInterval(() => undefined, 1000)', 300], ['fails', "throw new RangeError('memory')", 60_000]] as const)('and %s leaves nothing beside the file', async ([_how, then, longest]) => {
    const { dir, ended } = exporting(half(then), longest);
    expect(await ended).toMatchObject({ code: 'list-not-written' });
    await expect.poll(() => readdirSync(dir)).toEqual(['名单.csv']);
    expect(readFileSync(join(dir, '名单.csv'), 'utf8')).toBe('of before');
  });
  test('when the program ends leaves nothing either', async () => {
    const { dir, tables, ended } = exporting(half('setInterval(() => undefined, 1000)'), 60_000);
    await expect.poll(() => readdirSync(dir).length).toBe(2);
    await tables.stop();
    expect(await ended).toMatchObject({ code: 'list-not-written' });
    expect(readdirSync(dir)).toEqual(['名单.csv']);
  });
  test('has the name that was chosen for it', async () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'a.csv.taken.new'), '');
    await expect(writeTable(join(dir, 'a.csv'), { titles: [], rows: [] }, 'taken')).rejects.toMatchObject({ code: 'list-not-written', about: 'EEXIST' });
  });
});

test.for<readonly [string, string, (path: string) => Promise<unknown>]>([
  ['a list', 'list-not-written', (path) => writeTable(path, { titles: ['单号'], rows: Array.from({ length: 2_000 }, (_, n) => [`SF${n}`]) })],
  ['a recording', 'recording-not-written', (path) => writeRecording(path, Array.from({ length: 2_000 }, () => ({ key: 'A' })))],
])('%s that is exported over a file of before takes nothing of it where the disk has no room for both', async ([_what, code, write], context) => {
  const made = smallDisk(tempDir(), 256 * 1024);
  if ('why' in made) return skipBecause(context, made.why);
  onTestFinished(made.remove);
  const path = join(made.path, 'export.csv');
  writeFileSync(path, 'of before');
  fill(made.path, 1);
  await expect(write(path)).rejects.toMatchObject({ code, about: 'ENOSPC' });
  expect(readFileSync(path, 'utf8')).toBe('of before');
  expect(readdirSync(made.path).sort()).toEqual(['export.csv', 'filler']);
  rmSync(join(made.path, 'filler'));
  await write(path);
  expect(readFileSync(path, 'utf8').length).toBeGreaterThan(8_192);
  expect(readdirSync(made.path)).toEqual(['export.csv']);
});
