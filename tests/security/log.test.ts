import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openLog } from '../../src-main/start/log.ts';
import { PHONE } from '../support/samples.ts';
import { tempDir } from '../support/station.ts';

/** Writes lines and gives what stands in the file once the last one is there. */
async function logged(...lines: readonly (readonly [string, string])[]): Promise<string> {
  const dir = tempDir();
  const log = openLog(dir);
  for (const [event, about] of lines) log(event, about);
  log('end', 'of the test');
  const read = (): string => readFileSync(join(dir, 'logs', 'station.log'), { encoding: 'utf8', flag: 'a+' });
  await expect.poll(read).toContain('of the test');
  return read();
}

describe('the log', () => {
  test('says what happened, one JSON line each', async () => {
    const text = await logged(['fault', 'api-busy: journal HTTP 503'], ['refused', 'desk.scan disk-full: SQLITE_FULL']);
    const lines = text.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ event, about }) => [event, about])).toEqual([['fault', 'api-busy: journal HTTP 503'], ['refused', 'desk.scan disk-full: SQLITE_FULL'], ['end', 'of the test']]);
    expect(lines[0]?.['time']).toEqual(expect.any(Number));
  });

  test.each([
    PHONE, `+86${PHONE}`, `phone: ${PHONE}`, `{"phone":"${PHONE}"}`, `DesNo=${PHONE}&Msg=x`, '138-1234-5678', '+86 138 1234 5678', `${'x'.repeat(490)}${PHONE}`,
  ])('never holds a phone: %s', async (about) => {
    const text = await logged(['fault', about], [about, 'event']);
    expect(text.replace(/[^\d]/g, '')).not.toContain('13812345');
  });

  const TOKEN = 'tok3n.AbC-_~+/=';
  test.each([
    `Bearer ${TOKEN}`, `authorization: Bearer ${TOKEN}`, `authorization: ${TOKEN}`, `{"accessToken":"${TOKEN}"}`, `{"refreshToken": "${TOKEN}", "a": 1}`, `userPass=${TOKEN}&DesNo=1`,
    `password: '${TOKEN}'`, `x-signature=${TOKEN}`, `sign=${TOKEN}`, `{"secret":"${TOKEN}"}`, `Authorization: Basic ${TOKEN}`, `token = ${TOKEN}`,
  ])('never holds a secret: %s', async (about) => {
    const text = await logged(['fault', about]);
    expect(text).not.toContain('tok3n');
    expect(text).toContain('…');
  });

  test('holds no line break of its own making, and is cut', async () => {
    const text = await logged(['fault', 'one\n{"event":"forged"}'], ['fault', 'x'.repeat(10_000)]);
    const lines = text.trim().split('\n');
    expect(lines).toHaveLength(3);
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(700);
  });

  const AT_MOST = 20_000;
  const filled = async (dir: string, from: number): Promise<{ readonly now: string; readonly older: string }> => {
    const log = openLog(dir, AT_MOST);
    const read = (name: string): string => readFileSync(join(dir, 'logs', name), { encoding: 'utf8', flag: 'a+' });
    // A few lines come at once, and time goes by between them.
    for (let n = from; n < from + 1_000; n += 1) {
      log('fault', `line ${n}`);
      if (n % 5 === 0) await new Promise((go) => setTimeout(go, 1));
    }
    await expect.poll(() => read('station.log')).toContain(`"line ${from + 999}"`);
    return { now: read('station.log'), older: read('station.older.log') };
  };
  test('begins a new file when it is long, and keeps one older one', async () => {
    const dir = tempDir();
    for (const from of [1_000, 2_000]) {
      const { now, older } = await filled(dir, from);
      expect(Math.max(now.length, older.length)).toBeLessThan(2 * AT_MOST);
      expect(older.length).toBeGreaterThan(AT_MOST);
      // Nothing between them is lost, and each line is whole.
      const said = `${older}${now}`.trim().split('\n').map((line) => Number((JSON.parse(line) as { about: string }).about.slice(5)));
      expect(said).toEqual(Array.from({ length: said.length }, (_, at) => from + 1_000 - said.length + at));
      expect(readdirSync(join(dir, 'logs')).toSorted()).toEqual(['station.log', 'station.older.log']);
    }
  });

  test('says the same once a minute, however often it happens', async () => {
    let now = 1_000;
    const ticks = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const dir = tempDir();
    const log = openLog(dir);
    for (let n = 0; n < 60; n += 1, now += 2_000) log('fault', 'api-unreachable: journal ECONNREFUSED');
    log('fault', 'other');
    log('fault', 'api-unreachable: journal ECONNREFUSED');
    ticks.mockRestore();
    const read = (): string[] => readFileSync(join(dir, 'logs', 'station.log'), { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
    await expect.poll(() => read().length).toBe(4);
    expect(read()[2]).toContain('other');
  });

  test('that cannot be written stops nothing', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'logs'), 'a file where the folder should be');
    expect(() => openLog(dir)('fault', 'x')).not.toThrow();
    rmSync(join(dir, 'logs'));
    mkdirSync(join(dir, 'logs', 'station.log'), { recursive: true });
    expect(() => openLog(dir)('fault', 'x')).not.toThrow();
  });
});
