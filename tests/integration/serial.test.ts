import { afterAll, beforeAll, expect, onTestFinished, test, type TestContext } from 'vitest';
import { serialPorts } from '../../src-main/devices/ports.ts';
import { dice } from '../../src-main/practice/day/dice.ts';
import { SCANNER, devicesIn } from '../support/devices.ts';
import { noSerialLines, serialLines, type SerialLine, type SerialLines } from '../support/serial-line.ts';
import { skipBecause } from '../support/skip.ts';

/** The real library at the kernel's own serial lines. */
let lines: SerialLines | null = null;
let why: string | null = null;
beforeAll(async () => {
  why = await noSerialLines();
  if (why === null) lines = await serialLines();
});
afterAll(() => lines?.remove());

function here(context: TestContext): SerialLines {
  if (!lines) skipBecause(context, why ?? 'no serial lines');
  return lines;
}
function station() {
  const opened = devicesIn({ ports: serialPorts });
  onTestFinished(() => opened.devices.stop());
  return opened;
}
const until = (is: () => unknown): Promise<void> => expect.poll(is, { interval: 5 }).toBe(true);
const number = (n: number): string => `SF${String(n).padStart(13, '0')}`;

test('two scanners at once, their scans cut anywhere: each scan once, in order, with its name', async (context) => {
  const { plug, pathOf } = here(context);
  const { devices, news, settled, stateOf } = station();
  const chance = dice('cuts');
  const [left, right] = [await plug('left'), await plug('right')];
  await devices.put({ ...SCANNER, path: pathOf('left') });
  await devices.put({ ...SCANNER, name: '右手', path: pathOf('right') });
  await until(() => stateOf('左手')?.kind === 'connected' && stateOf('右手')?.kind === 'connected');
  settled();
  const play = async (line: SerialLine, from: number): Promise<void> => {
    let stream = Array.from({ length: 200 }, (_, n) => `${number(from + n)}\r\n`).join('');
    while (stream !== '') {
      const length = 1 + chance.below(40);
      await line.send(stream.slice(0, length));
      stream = stream.slice(length);
    }
  };
  await Promise.all([play(left, 0), play(right, 1_000)]);
  await until(() => news.length === 400);
  const of = (name: string): string[] => news.filter(({ device, kind }) => device === name && kind === 'scan').map(({ text }) => text);
  expect(of('左手')).toEqual(Array.from({ length: 200 }, (_, n) => number(n)));
  expect(of('右手')).toEqual(Array.from({ length: 200 }, (_, n) => number(1_000 + n)));
});

test('unplugged in the middle of a scan and plugged in again: no fragment, and it goes on by itself', async (context) => {
  const { plug, pathOf } = here(context);
  const { devices, news, settled, stateOf } = station();
  const line = await plug('loose');
  await devices.put({ ...SCANNER, path: pathOf('loose') });
  await until(() => stateOf('左手')?.kind === 'connected');
  settled();
  await line.send(`${number(1)}\rSF12345`);
  await until(() => devices.view().devices[0]?.last?.text === number(1));
  await line.unplug();
  await until(() => stateOf('左手')?.kind === 'reconnecting');
  const again = await plug('loose');
  await until(() => stateOf('左手')?.kind === 'connected');
  settled();
  await again.send(`67890123\r${number(2)}\r`);
  await until(() => news.some(({ text }) => text === number(2)));
  expect(news.filter(({ kind }) => kind === 'scan').map(({ text }) => text)).toEqual([number(1), number(2)]);
  expect(news.filter(({ kind }) => kind === 'held')).toMatchObject([{ text: 'SF12345', why: 'cut' }, { text: '67890123', why: 'rest' }]);
});

test('one that is unplugged while it is read from is gone each time', async (context) => {
  const { plug, pathOf } = here(context);
  for (let n = 0; n < 16; n += 1) {
    const line = await plug('torn');
    let isGone = false;
    const port = await serialPorts.open(pathOf('torn'), 9_600, { bytes: () => undefined, gone: () => void (isGone = true) });
    await line.send(`${number(n)}\r`.repeat(1 + (n % 5)));
    await line.unplug();
    await until(() => isGone);
    await port.close();
  }
});

test('garbage is told as such and the next scan is good', async (context) => {
  const { plug, pathOf } = here(context);
  const { devices, news, settled, stateOf } = station();
  const line = await plug('garbage');
  await devices.put({ ...SCANNER, path: pathOf('garbage') });
  await until(() => stateOf('左手')?.kind === 'connected');
  settled();
  const chance = dice('garbage');
  const noise = Uint8Array.from({ length: 30_000 }, () => 0x80 + chance.below(0x80));
  await line.send(noise);
  await line.send(`\r${number(3)}\r`);
  await until(() => news.some(({ kind }) => kind === 'scan'));
  expect(news.filter(({ kind }) => kind === 'scan').map(({ text }) => text)).toEqual([number(3)]);
  expect(news.filter(({ kind }) => kind === 'held')).toEqual([expect.objectContaining({ why: 'too-long' })]);
});

test('a file that is no port, a port that is not there and one that is taken are told apart', async (context) => {
  const { plug, pathOf } = here(context);
  const { devices, stateOf } = station();
  await plug('taken');
  await devices.put({ ...SCANNER, name: '文件', path: import.meta.filename });
  await devices.put({ ...SCANNER, name: '没插', path: '/dev/does-not-exist' });
  await devices.put({ ...SCANNER, name: '先到', path: pathOf('taken') });
  await until(() => stateOf('先到')?.kind === 'connected');
  const other = station();
  await other.devices.put({ ...SCANNER, name: '后到', path: pathOf('taken') });
  await until(() => stateOf('文件')?.kind === 'failed' && stateOf('没插')?.kind === 'reconnecting' && other.stateOf('后到')?.kind === 'failed');
  expect([stateOf('文件'), stateOf('没插'), other.stateOf('后到')]).toMatchObject([{ code: 'device-not-serial' }, { code: 'device-absent' }, { code: 'device-busy' }]);
});

test('the ports of this machine can be listed, or the reason is a code', async () => {
  const listed = await serialPorts.list().catch((error: unknown) => error);
  if (Array.isArray(listed)) for (const { path } of listed as { path: string }[]) expect(path).not.toBe('');
  else expect(listed).toMatchObject({ code: 'device-list-failed' });
});
