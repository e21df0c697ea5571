import { mkdirSync, readFileSync, readdirSync, writeFileSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openSettings } from '../../../../src-main/electron/settings.ts';
import { createProblems } from '../../../../src-main/station/problems.ts';
import { skipBecause } from '../../../support/skip.ts';
import { shutFor } from '../../../support/shut-file.ts';
import { tempDir } from '../../../support/station.ts';
import { fill, smallDisk } from '../../../support/tmpfs.ts';

vi.mock('electron', () => ({ default: {} }));

const scanner = (name: string) => ({ id: randomUUID(), kind: 'scanner', name, path: `/dev/${name}`, baudRate: 9600, end: 'line' }) as const;

function opened(dir: string) {
  const problems = createProblems(() => undefined);
  const settings = openSettings(dir);
  const late = vi.fn();
  settings.begin(problems, late);
  return { settings, late, codes: () => problems.list().map(({ code }) => code), problems };
}
const kept = (dir: string): Record<string, unknown> => JSON.parse(readFileSync(join(dir, 'settings.json'), 'utf8')) as Record<string, unknown>;
const asides = (dir: string): string[] => readdirSync(dir).filter((name) => name.startsWith('settings.damaged')).map((name) => readFileSync(join(dir, name), 'utf8'));

test('settings are there at the next start, and so is what another version keeps beside them', () => {
  const dir = tempDir();
  const first = opened(dir);
  first.settings.change({ stationName: '07' });
  writeFileSync(join(dir, 'settings.json'), JSON.stringify({ ...kept(dir), later: 1 }));
  const { settings, codes } = opened(dir);
  expect([settings.view().stationName, settings.device.id]).toEqual(['07', first.settings.device.id]);
  settings.change({ muted: true });
  expect(kept(dir)).toMatchObject({ stationName: '07', muted: true, later: 1 });
  expect(codes()).toEqual([]);
});

test('a start that changes nothing writes nothing', () => {
  const dir = tempDir();
  opened(dir).settings.change({ theme: 'dark' });
  const written = readFileSync(join(dir, 'settings.json'), 'utf8');
  writeFileSync(join(dir, 'settings.json'), `${written}\n`);
  opened(dir);
  expect(readFileSync(join(dir, 'settings.json'), 'utf8')).toBe(`${written}\n`);
});

describe('a file that is damaged', () => {
  test.each(['{"language": "en", ', '', '[1'])('%j is put aside whole, and told', (text) => {
    const dir = tempDir();
    writeFileSync(join(dir, 'settings.json'), text);
    const { settings, codes } = opened(dir);
    expect(settings.view().language).toBe('zh-CN');
    expect(codes()).toEqual(['settings-damaged']);
    expect(asides(dir)).toEqual([text]);
  });
  test.each(['{"language": "en", ', ''])('while the station runs (%j) is put aside too, and told; what holds is written', (text) => {
    const dir = tempDir();
    writeFileSync(join(dir, 'settings.json'), '[1');
    vi.spyOn(Date, 'now').mockReturnValueOnce(7);
    const { settings, codes, problems } = opened(dir);
    expect(codes()).toEqual(['settings-damaged']);
    writeFileSync(join(dir, 'settings.json'), text);
    settings.change({ stationName: '07' });
    settings.change({ muted: true });
    expect(codes()).toEqual(['settings-damaged']);
    expect(kept(dir)).toMatchObject({ stationName: '07', muted: true, deviceId: settings.device.id });
    // Neither of the two is written over by the other.
    expect(asides(dir).sort()).toEqual(['[1', text].sort());
    expect(readFileSync(join(dir, problems.list()[0]?.about ?? ''), 'utf8')).toBe(text);
    expect(opened(dir).settings.view()).toMatchObject({ stationName: '07', muted: true });
  });
  test('that nobody can put aside at the start is put aside once somebody can', () => {
    const dir = tempDir();
    writeFileSync(join(dir, 'settings.json'), '[1');
    vi.spyOn(Date, 'now').mockReturnValueOnce(7);
    const inTheWay = join(dir, 'settings.damaged-7.json');
    mkdirSync(inTheWay);
    writeFileSync(join(inTheWay, 'x'), '');
    const { settings, codes } = opened(dir);
    expect(codes()).toContain('settings-damaged');
    rmSync(inTheWay, { recursive: true });
    settings.change({ stationName: '07' });
    expect(codes()).toEqual(['settings-damaged']);
    expect(kept(dir)).toMatchObject({ stationName: '07' });
    expect(asides(dir)).toEqual(['[1']);
  });
  test('a folder in its place is put aside', () => {
    const dir = tempDir();
    mkdirSync(join(dir, 'settings.json'));
    expect(opened(dir).codes()).toEqual(['settings-damaged']);
    expect(kept(dir)).toMatchObject({ language: 'zh-CN' });
  });
  test('in one value keeps all others, and the file as it was beside it', () => {
    const dir = tempDir();
    const text = JSON.stringify({ language: 'en', volume: -3, stationName: '07', printing: [] });
    writeFileSync(join(dir, 'settings.json'), text);
    const { settings, codes, problems } = opened(dir);
    expect(settings.view()).toMatchObject({ language: 'en', volume: 0.7, stationName: '07' });
    expect(codes()).toEqual(['settings-damaged']);
    expect(asides(dir)).toEqual([text]);
    expect(problems.list()[0]?.about).toMatch(/^settings\.damaged-\d+\.json$/);
    expect(kept(dir)).toMatchObject({ volume: 0.7, stationName: '07' });
    expect(opened(dir).codes()).toEqual([]);
  });
  test('in one scanner keeps the others', () => {
    const dir = tempDir();
    const good = [scanner('a'), scanner('b')];
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ devices: [good[0], { ...scanner('c'), baudRate: 7 }, good[1]] }));
    const { settings, codes } = opened(dir);
    expect(settings.devices.devices()).toEqual(good);
    expect(codes()).toEqual(['settings-damaged']);
    expect(kept(dir)['devices']).toEqual(good);
    expect(asides(dir)[0]).toContain('"c"');
  });
  test('with more devices than there may be keeps as many as may', () => {
    const dir = tempDir();
    const many = Array.from({ length: 18 }, (_, n) => scanner(`n${n}`));
    writeFileSync(join(dir, 'settings.json'), JSON.stringify({ devices: many }));
    expect(opened(dir).settings.devices.devices()).toEqual(many.slice(0, 16));
    expect(asides(dir)).toHaveLength(1);
  });
});

describe('a file that somebody has open', () => {
  function before() {
    const dir = tempDir();
    const devices = [scanner('a')];
    const { settings } = opened(dir);
    settings.change({ stationName: '07' });
    settings.devices.keep(devices);
    return { dir, devices, id: settings.device.id, text: readFileSync(join(dir, 'settings.json'), 'utf8') };
  }
  test.each(['EBUSY', 'EPERM', 'EACCES'])('for a moment of the start (%s) is read a moment later, and nobody hears of it', (code) => {
    const { dir, devices, id, text } = before();
    shutFor('settings.json', code, 1);
    const { settings, codes } = opened(dir);
    expect([settings.view().stationName, settings.devices.devices(), settings.device.id]).toEqual(['07', devices, id]);
    expect([codes(), asides(dir), kept(dir)]).toEqual([[], [], JSON.parse(text)]);
  });
  test.each(['EBUSY', 'EIO'])('over the start (%s) is left where it is; once it can be read, what nobody has changed is as it says', (code) => {
    const { dir, devices, id, text } = before();
    const open = shutFor('settings.json', code);
    const { settings, codes, late } = opened(dir);
    expect(codes()).toContain('settings-damaged');
    settings.change({ muted: true });
    expect(settings.view()).toMatchObject({ stationName: '01', muted: true });
    open();
    expect([readFileSync(join(dir, 'settings.json'), 'utf8'), asides(dir), late.mock.calls.length]).toEqual([text, [], 0]);
    settings.change({ theme: 'dark' });
    expect([settings.view().stationName, settings.view().muted, settings.devices.devices(), settings.device.id]).toEqual(['07', true, devices, id]);
    expect([codes(), asides(dir), late.mock.calls.length]).toEqual([[], [], 1]);
    expect(kept(dir)).toEqual({ ...JSON.parse(text) as object, muted: true, theme: 'dark' });
    settings.change({ stationName: '08' });
    expect([kept(dir)['stationName'], late.mock.calls.length]).toEqual(['08', 1]);
  });
  test('over the start keeps beside it a list that was made anew without it', () => {
    const { dir, text } = before();
    const open = shutFor('settings.json', 'EACCES');
    const { settings, codes } = opened(dir);
    const devices = [scanner('b')];
    settings.devices.keep(devices);
    open();
    settings.change({ muted: true });
    expect([settings.devices.devices(), settings.view().stationName, codes(), asides(dir)]).toEqual([devices, '07', ['settings-damaged'], [text]]);
  });
  test('over the start, and proves to be damaged then, is put aside, and what holds goes on', () => {
    const { dir } = before();
    writeFileSync(join(dir, 'settings.json'), '[1');
    const open = shutFor('settings.json', 'EIO');
    const { settings, codes } = opened(dir);
    const { id } = settings.device;
    open();
    settings.change({ muted: true });
    expect([codes(), asides(dir), kept(dir)['deviceId']]).toEqual([['settings-damaged'], ['[1'], id]);
  });
  test('over the start, and does not fit in one value, is copied then', () => {
    const { dir } = before();
    const text = JSON.stringify({ ...kept(dir), volume: -3 });
    writeFileSync(join(dir, 'settings.json'), text);
    const open = shutFor('settings.json', 'EIO');
    const { settings, codes } = opened(dir);
    open();
    settings.change({ muted: true });
    expect([settings.view().stationName, codes(), asides(dir)]).toEqual(['07', ['settings-damaged'], [text]]);
  });
});

describe('a disk that is full', () => {
  test('starts all the same, keeps what is changed for this run, and says so until it can be written', (context) => {
    const made = smallDisk(tempDir(), 256 * 1024);
    if ('why' in made) return skipBecause(context, made.why);
    onTestFinished(made.remove);
    const text = JSON.stringify({ language: 'en', volume: -3 });
    writeFileSync(join(made.path, 'settings.json'), text);
    fill(made.path, 0);
    const { settings, codes } = opened(made.path);
    expect(codes()).toEqual(['settings-damaged', 'settings-not-written']);
    expect(settings.change({ stationName: '09' })).toMatchObject({ stationName: '09', language: 'en' });
    // What could not be copied aside is not written over either.
    expect(readFileSync(join(made.path, 'settings.json'), 'utf8')).toBe(text);
    rmSync(join(made.path, 'filler'));
    settings.change({ stationName: '10' });
    expect(codes()).toEqual(['settings-damaged']);
    expect(kept(made.path)).toMatchObject({ stationName: '10', language: 'en' });
    expect(asides(made.path)).toEqual([text]);
  });
  test('for the first part of a text alone leaves the file as it was, until it can be written', (context) => {
    const made = smallDisk(tempDir(), 256 * 1024);
    if ('why' in made) return skipBecause(context, made.why);
    onTestFinished(made.remove);
    const many = Array.from({ length: 16 }, (_, n) => ({ ...scanner(`n${n}`), path: `/dev/${'x'.repeat(100)}${n}` }));
    const { settings, codes } = opened(made.path);
    settings.devices.keep(many);
    const text = readFileSync(join(made.path, 'settings.json'), 'utf8');
    expect(text.length).toBeGreaterThan(4_096);
    fill(made.path, 1);
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    settings.change({ stationName: '09' });
    expect(codes()).toEqual(['settings-not-written']);
    expect(readFileSync(join(made.path, 'settings.json'), 'utf8')).toBe(text);
    rmSync(join(made.path, 'filler'));
    vi.advanceTimersByTime(60_000);
    expect(codes()).toEqual([]);
    expect(kept(made.path)).toMatchObject({ stationName: '09', devices: many });
  });
});
