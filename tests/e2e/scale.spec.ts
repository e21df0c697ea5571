import { expect, test, type Page } from '@playwright/test';
import { launchApp, type Launched } from '../support/app.ts';
import { cutOff, resize, SMALLEST, speak } from '../support/on-screen.ts';
import { aParcel, numberOf } from '../support/samples.ts';
import { deskReady, scan, type } from '../support/scanner.ts';
import { noSerialLines, serialLines, type SerialLine, type SerialLines } from '../support/serial-line.ts';
import { worldOf, type World } from '../support/world-control.ts';

let lines: SerialLines;
let station: Launched;
let world: World;
let line: SerialLine;
let scale: { shows(kilograms: string): void; stop(): void };
const [A, B, C, D] = [1, 2, 3, 4].map(numberOf) as [string, string, string, string];

test.beforeAll(async () => {
  const why = await noSerialLines();
  test.skip(why !== null, why ?? '');
  lines = await serialLines();
});
test.afterAll(() => lines?.remove());
test.afterEach(async () => {
  scale?.stop();
  await station?.close();
  await line?.unplug();
});

const shot = async (name: string): Promise<void> => {
  if (process.env['STATION_SHOTS']) await station.window.screenshot({ path: `${process.env['STATION_SHOTS']}/${name}.png` });
};

/** Says ten times a second what lies on it, as a scale does. */
function speaking(): typeof scale {
  let kilograms = '0.000';
  const timer = setInterval(() => void line.send(`ST,GS,+  ${kilograms}kg\r\n`), 100);
  return { shows: (next) => void (kilograms = next), stop: () => clearInterval(timer) };
}

/** A station with a scale, and four orders of 500 g. */
async function weighingStation(): Promise<Page> {
  station = await launchApp({ args: ['--practice', '--seed', '3'] });
  const { window } = station;
  await deskReady(window);
  world = worldOf(station.userDataDir);
  for (const number of [A, B, C, D]) await world.command('add-order', { parcel: aParcel({ number, orderNumber: `O-${number}`, target: null, privacy: false, weightGrams: 500 }) });
  line = await lines.plug('scale');
  await window.getByTestId('room-settings').click();
  await window.getByTestId('device-add').click();
  await window.getByTestId('device-kind').getByText('电子秤').click();
  await window.getByTestId('device-name').fill('台秤');
  await window.getByTestId('device-path').locator('input').fill(lines.pathOf('scale'));
  await window.keyboard.press('Escape');
  await window.getByTestId('device-save').click();
  await expect(window.getByTestId('device')).toHaveAttribute('data-state', 'connected');
  scale = speaking();
  await expect(window.getByTestId('device-shows')).toContainText('0.000 kg');
  return window;
}

/** The scale says so in its settings: whatever is scanned from here on finds it there. */
async function lies(window: Page, kilograms: string): Promise<void> {
  scale.shows(kilograms);
  await expect.poll(() => window.evaluate(async () => {
    const { station: bridge } = globalThis as unknown as { station: { ask(channel: string, request: object): Promise<{ value: { devices: { shows: { grams: number; rests: boolean } | null }[] } }> } };
    const shows = (await bridge.ask('settings.devices', {})).value.devices[0]?.shows;
    return shows?.rests ? (shows.grams / 1000).toFixed(3) : null;
  })).toBe(kilograms);
}

test('a parcel has the weight that lies on the scale at its scan; one that differs from its order is said by sign, word and tone', async () => {
  const window = await weighingStation();
  await window.getByTestId('room-desk').click();
  const weight = window.getByTestId('card').getByTestId('weight');
  await lies(window, '0.540');
  expect((await scan(window, A)).verdict).toBe('pass');
  await expect(weight).toContainText('0.540 kg');
  await expect(weight).toHaveAttribute('data-off', 'false');
  await lies(window, '0.000');
  await lies(window, '0.900');
  expect((await scan(window, B)).verdict).toBe('pass');
  await expect(weight).toHaveAttribute('data-off', 'true');
  await expect(weight).toContainText('重量不符');
  await expect(window.getByTestId('verdict')).toContainText('重量不符');
  expect(await window.evaluate(() => document.documentElement.dataset['lastTone'])).toBe('weight-off');
  await window.getByTestId('card-history').click();
  await expect(window.getByTestId('history-scans')).toContainText('重量不符：0.900 kg，订单 0.500 kg');
  // The same parcel lies there still: it gives its weight to no other.
  await scan(window, C);
  await expect(weight).toHaveCount(0);

  // A scanner in the scale's place: on the smallest screen there is room for all that is said of it.
  scale.stop();
  await resize(station, SMALLEST);
  await speak(station, 'en');
  await line.send(`\r\n${D}\r\n`);
  const rescan = window.getByTestId('rescan');
  await expect(rescan).toHaveAttribute('data-why', 'at-scale');
  await expect(window.locator('.banner').first()).toContainText('device-swapped');
  await shot('device-swapped');
  const stage = window.getByTestId('verdict-stage');
  for (const part of ['h1', '.notice-number', '[data-testid="acknowledge"]', '.failed-choices small']) expect(await cutOff(rescan.locator(part).first(), stage), part).toBe(0);
});

test('where a weight is required, nothing passes without one, and the desk says what is missing', async () => {
  const window = await weighingStation();
  await window.getByTestId('weight-required').click();
  await expect(window.getByTestId('weight-required')).toBeChecked();
  await window.getByTestId('room-desk').click();
  const failed = window.getByTestId('scan-failed');
  await type(window, A);
  await expect(failed).toHaveAttribute('data-code', 'weight-empty');
  await lies(window, '0.500');
  await failed.getByTestId('scan-retry').click();
  await expect(window.getByTestId('card').getByTestId('weight')).toContainText('0.500 kg');
  await type(window, B);
  await expect(failed).toHaveAttribute('data-code', 'weight-of-another');
  await lies(window, '0.000');
  await lies(window, '0.480');
  await failed.getByTestId('scan-retry').click();
  await expect(window.getByTestId('card').getByTestId('weight')).toContainText('0.480 kg');
  scale.stop();
  await line.unplug();
  await type(window, D);
  await expect(failed).toHaveAttribute('data-code', 'weight-no-scale');
});
