import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

  test('that cannot be written stops nothing', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'logs'), 'a file where the folder should be');
    expect(() => openLog(dir)('fault', 'x')).not.toThrow();
    rmSync(join(dir, 'logs'));
    mkdirSync(join(dir, 'logs', 'station.log'), { recursive: true });
    expect(() => openLog(dir)('fault', 'x')).not.toThrow();
  });
});
