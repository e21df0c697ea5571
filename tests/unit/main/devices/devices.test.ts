import { expect, onTestFinished, test } from 'vitest';
import { StationError } from '../../../../src-shared/errors/codes.ts';
import { BADGE, SCANNER, devicesIn, playedPorts } from '../../../support/devices.ts';

function played() {
  const ports = playedPorts();
  const station = devicesIn({ ports: ports.ports });
  onTestFinished(() => station.devices.stop());
  return { ...ports, ...station };
}
const until = (is: () => unknown): Promise<void> => expect.poll(is, { interval: 2 }).toBe(true);

test('a scanner that is added is opened with its settings, and its scans carry its name', async () => {
  const { devices, settled, plug, isOpen, opened, send, news, stateOf } = played();
  plug('/dev/left');
  await devices.put(SCANNER);
  await until(() => isOpen('/dev/left'));
  expect(opened).toEqual([{ path: '/dev/left', baudRate: 9600 }]);
  expect(stateOf('左手')?.kind).toBe('connected');
  settled();
  send('/dev/left', 'SF1234567890123\r\nYT');
  send('/dev/left', '1234567890123\r\n');
  expect(news).toEqual([
    { kind: 'scan', device: '左手', at: expect.any(Number), text: 'SF1234567890123' },
    { kind: 'scan', device: '左手', at: expect.any(Number), text: 'YT1234567890123' },
  ]);
});

test('a scanner that is not plugged in is tried until it is; unplugging cuts off a fragment and says so; plugging in mends it', async () => {
  const { devices, settled, plug, unplug, isOpen, send, news, stateOf } = played();
  await devices.put(SCANNER);
  await until(() => stateOf('左手')?.kind === 'reconnecting');
  expect(stateOf('左手')).toMatchObject({ code: 'device-absent' });
  plug('/dev/left');
  await until(() => isOpen('/dev/left'));
  settled();
  send('/dev/left', 'SF12345');
  unplug('/dev/left');
  expect(news).toEqual([{ kind: 'held', device: '左手', at: expect.any(Number), text: 'SF12345', why: 'cut' }]);
  expect(stateOf('左手')).toMatchObject({ kind: 'reconnecting', code: 'device-lost' });
  plug('/dev/left');
  await until(() => stateOf('左手')?.kind === 'connected');
  settled();
  send('/dev/left', '67890123\r');
  expect(news.at(-1)).toMatchObject({ kind: 'held', text: '67890123', why: 'rest' });
  send('/dev/left', 'SF1234567890123\r');
  expect(news.at(-1)).toMatchObject({ kind: 'scan', text: 'SF1234567890123' });
});

test('what was cut off is said once, also where the scanner is removed before it is back', async () => {
  const { devices, settled, plug, unplug, isOpen, send, news } = played();
  plug('/dev/left');
  const id = (await devices.put(SCANNER)).devices[0]?.id ?? '';
  await until(() => isOpen('/dev/left'));
  settled();
  send('/dev/left', 'SF12345');
  unplug('/dev/left');
  await devices.remove(id);
  expect(news).toMatchObject([{ kind: 'held', text: 'SF12345', why: 'cut' }]);
});

test.each(['device-absent', 'device-busy', 'device-denied'] as const)('%s is said in every room once it has lasted, until the device is back', async (code) => {
  const { devices, passes, plug, unplug, isOpen, refusals, stateOf } = played();
  const away = () => devices.view().devices[0]?.away;
  plug('/dev/left');
  const id = (await devices.put(SCANNER)).devices[0]?.id ?? '';
  // Not while the port is being opened.
  passes(60_000);
  expect(away()).toBe(null);
  await until(() => isOpen('/dev/left'));
  unplug('/dev/left');
  refusals.set('/dev/left', new StationError(code));
  await until(() => 'code' in (stateOf('左手') ?? {}));
  passes(4_000);
  expect(away()).toBe(null);
  passes(1_500);
  await until(() => away() === code);
  refusals.clear();
  plug('/dev/left');
  await until(() => isOpen('/dev/left'));
  expect(away()).toBe(null);
  unplug('/dev/left');
  passes(6_000);
  await until(() => away() === 'device-absent');
  await devices.remove(id);
  expect(devices.view().devices).toEqual([]);
});

test.each(['device-busy', 'device-denied', 'device-not-serial', 'device-driver'] as const)('%s needs a person, and heals all the same', async (code) => {
  const { devices, plug, refusals, stateOf } = played();
  plug('/dev/left');
  refusals.set('/dev/left', new StationError(code));
  await devices.put(SCANNER);
  await until(() => stateOf('左手')?.kind === 'failed');
  expect(stateOf('左手')).toMatchObject({ code });
  refusals.clear();
  await until(() => stateOf('左手')?.kind === 'connected');
});

test('a test shows what comes next and scans nothing of it, once', async () => {
  const { devices, settled, plug, isOpen, send, news } = played();
  plug('/dev/left');
  const id = (await devices.put(SCANNER)).devices[0]?.id ?? '';
  await until(() => isOpen('/dev/left'));
  settled();
  expect(devices.test(id, true).devices[0]?.testing).toBe(true);
  send('/dev/left', '\x02SF1234567890123\r');
  expect(news).toEqual([]);
  expect(devices.view().devices[0]).toMatchObject({ testing: false, last: { text: '<02>SF1234567890123' } });
  send('/dev/left', 'SF1234567890123\r');
  expect(news).toHaveLength(1);
});

test('silence ends a whole number; what fits no courier may be a part of one and is held', async () => {
  const { devices, settled, plug, isOpen, send, news } = played();
  plug('/dev/left');
  await devices.put({ ...SCANNER, end: 'silence' });
  await until(() => isOpen('/dev/left'));
  settled();
  send('/dev/left', 'SF1234567890123');
  await until(() => news.length === 1);
  send('/dev/left', 'SF12345');
  await until(() => news.length === 2);
  expect(news).toMatchObject([{ kind: 'scan', text: 'SF1234567890123' }, { kind: 'held', text: 'SF12345', why: 'no-format' }]);
});

test('a badge needs no end', async () => {
  const { devices, settled, plug, isOpen, send, news } = played();
  plug('/dev/left');
  await devices.put({ ...SCANNER, end: 'silence' });
  await until(() => isOpen('/dev/left'));
  settled();
  send('/dev/left', BADGE);
  await until(() => news.length === 1);
  expect(news).toMatchObject([{ kind: 'scan', text: BADGE }]);
});

test('two devices share neither a name nor a port', async () => {
  const { devices } = played();
  await devices.put(SCANNER);
  await expect(devices.put({ ...SCANNER, path: '/dev/right' })).rejects.toMatchObject({ code: 'device-name-taken' });
  await expect(devices.put({ ...SCANNER, name: '右手' })).rejects.toMatchObject({ code: 'device-port-taken' });
  for (let n = 1; n < 16; n += 1) await devices.put({ ...SCANNER, name: `第${n}`, path: `/dev/${n}` });
  await expect(devices.put({ ...SCANNER, name: '右手', path: '/dev/right' })).rejects.toMatchObject({ code: 'device-too-many' });
});

test('a changed device is opened anew where it is now, a removed one is closed', async () => {
  const { devices, plug, isOpen, kept } = played();
  plug('/dev/left');
  plug('/dev/right');
  const id = (await devices.put(SCANNER)).devices[0]?.id ?? '';
  await until(() => isOpen('/dev/left'));
  await devices.put({ ...SCANNER, id, path: '/dev/right' });
  await until(() => isOpen('/dev/right'));
  expect(isOpen('/dev/left')).toBe(false);
  expect(kept()).toEqual([{ ...SCANNER, id, path: '/dev/right' }]);
  await devices.remove(id);
  expect(isOpen('/dev/right')).toBe(false);
  expect(devices.view().devices).toEqual([]);
  await expect(devices.remove(id)).rejects.toMatchObject({ code: 'device-gone' });
});

test('a device that is changed again, or removed, before its port was closed has one line or none', async () => {
  const { devices, plug, isOpen, kept } = played();
  for (const path of ['/dev/left', '/dev/right', '/dev/third']) plug(path);
  const id = (await devices.put(SCANNER)).devices[0]?.id ?? '';
  await until(() => isOpen('/dev/left'));
  await Promise.all([devices.put({ ...SCANNER, id, path: '/dev/right' }), devices.put({ ...SCANNER, id, path: '/dev/third' })]);
  await until(() => isOpen('/dev/third'));
  expect([isOpen('/dev/left'), isOpen('/dev/right'), kept()]).toEqual([false, false, [{ ...SCANNER, id, path: '/dev/third' }]]);
  await Promise.all([devices.put({ ...SCANNER, id, path: '/dev/right' }), devices.remove(id)]);
  expect([isOpen('/dev/third'), isOpen('/dev/right'), kept()]).toEqual([false, false, []]);
});

test('a change that can not be kept changes nothing: the port stays open', async () => {
  const { devices, plug, isOpen, refuseToKeep, stateOf, opened } = played();
  plug('/dev/left');
  const id = (await devices.put(SCANNER)).devices[0]?.id ?? '';
  await until(() => isOpen('/dev/left'));
  refuseToKeep(true);
  await expect(devices.put({ ...SCANNER, id, baudRate: 115_200 })).rejects.toThrow('ENOSPC');
  await expect(devices.remove(id)).rejects.toThrow('ENOSPC');
  await expect(devices.put({ ...SCANNER, name: '右手', path: '/dev/right' })).rejects.toThrow('ENOSPC');
  expect([isOpen('/dev/left'), stateOf('左手')?.kind, devices.view().devices.length]).toEqual([true, 'connected', 1]);
  refuseToKeep(false);
  await devices.put({ ...SCANNER, id, baudRate: 115_200 });
  await until(() => opened.at(-1)?.baudRate === 115_200);
});

test('what nobody has taken yet waits', async () => {
  const ports = playedPorts();
  const waiting = devicesIn({ ports: ports.ports });
  onTestFinished(() => waiting.devices.stop());
  ports.plug('/dev/left');
  await waiting.devices.put(SCANNER);
  await until(() => ports.isOpen('/dev/left'));
  waiting.settled();
  for (let n = 0; n < 3; n += 1) ports.send('/dev/left', `SF000000000000${n}\r`);
  expect(waiting.news.map(({ text }) => text)).toEqual(['SF0000000000000', 'SF0000000000001', 'SF0000000000002']);
  expect(waiting.devices.take()).toEqual([]);
});

test('a scale that only begins its frames shows its weight, and one that nobody understands says so', async () => {
  const { devices, settled, plug, isOpen, send } = played();
  plug('/dev/scale');
  await devices.put({ ...SCANNER, kind: 'scale', name: '台秤', path: '/dev/scale' });
  await until(() => isOpen('/dev/scale'));
  settled();
  const shown = () => devices.view().devices[0];
  send('/dev/scale', '=045.000=045.0');
  send('/dev/scale', '00=045.000');
  expect(shown()).toMatchObject({ shows: { grams: 540, format: 'reversed' }, trouble: null });
  send('/dev/scale', '=?=?=?=?=?=?=');
  expect(shown()?.trouble).toBe('scale-unreadable');
});

test('what a scale has said is told to be over when it falls silent', async () => {
  const { devices, settled, plug, isOpen, send, views } = played();
  plug('/dev/scale');
  await devices.put({ ...SCANNER, kind: 'scale', name: '台秤', path: '/dev/scale' });
  await until(() => isOpen('/dev/scale'));
  settled();
  const told = (): number | null | undefined => views.at(-1)?.devices[0]?.shows?.grams;
  send('/dev/scale', 'ST,GS,+  1.234kg\r\n');
  await until(() => told() === 1_234);
  await until(() => told() === undefined);
});

/** A scanner at a port and a scale at another one; what is at each of them is for the test to say. */
async function scannerAndScale() {
  const station = played();
  for (const path of ['COM3', 'COM4']) station.plug(path);
  await station.devices.put({ ...SCANNER, path: 'COM3' });
  await station.devices.put({ ...SCANNER, kind: 'scale', name: '台秤', path: 'COM4' });
  await until(() => station.isOpen('COM3') && station.isOpen('COM4'));
  station.settled();
  return { ...station, troubles: () => station.devices.view().devices.map(({ trouble }) => trouble) };
}

test.each(['ST,GS,+  0.000kg', '=51.0700', '     0.211 kg ?', '\x02+00200021B', '540 g'])('what a scale sends at the port of a scanner is no scan and is said: %j', async (line) => {
  const { send, news, troubles, unplug, plug, isOpen } = await scannerAndScale();
  for (let n = 0; n < 20; n += 1) send('COM3', `${line}\r\n`);
  expect([news, troubles()]).toEqual([[], ['device-swapped', null]]);
  send('COM3', 'SF1234567890123\r');
  expect([news.map(({ kind }) => kind), troubles()]).toEqual([['scan'], [null, null]]);
  // What is plugged in next may be right.
  send('COM3', `${line}\r\n`);
  unplug('COM3');
  expect(troubles()).toEqual([null, null]);
  plug('COM3');
  await until(() => isOpen('COM3'));
});

test.each(['00123456G', '5KG'])('%s on a label is what it was', async (text) => {
  const { send, news, troubles } = await scannerAndScale();
  send('COM3', `${text}\r\n`);
  expect([news, troubles()]).toMatchObject([[{ kind: 'scan', text }], [null, null]]);
});

test.each(['SF1234567890123', 'JBS-OK', BADGE])('what a scanner sends at the port of the scale is held with words: %s', async (text) => {
  const { send, news, troubles } = await scannerAndScale();
  send('COM4', `${text}\r\n`);
  expect([news, troubles()]).toEqual([[{ kind: 'held', device: '台秤', at: expect.any(Number), text, why: 'at-scale' }], [null, 'device-swapped']]);
  send('COM4', 'ST,GS,+  0.000kg\r\n');
  expect(troubles()).toEqual([null, null]);
});

test('nor is one without an end lost at the port of the scale', async () => {
  const { send, news, troubles } = await scannerAndScale();
  send('COM4', 'SF1234567890123');
  await until(() => news.length === 1);
  expect([news, troubles()]).toMatchObject([[{ kind: 'held', text: 'SF1234567890123', why: 'at-scale' }], [null, 'device-swapped']]);
});
