import Database from 'better-sqlite3';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import type { Parcel } from '../../src-shared/contract/parcels.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { newDataDir, removeDataDir } from '../support/data-dir.ts';
import { bytesUnder, formsOfPhone, found } from '../support/phone-traces.ts';
import { deskReady, drained, scan } from '../support/scanner.ts';
import { worldOf } from '../support/world-control.ts';

const HOUR = 3_600_000;
const HERS = '19900007355';
const PARCEL: Parcel = {
  number: 'YT7700000000001', courier: 'yto', platform: 'jd', store: { id: 'jd-1', name: '隐私测试店' }, orderNumber: 'PRIVACY-1', target: { kind: 'courier', courier: 'sto' }, privacy: false,
  recipient: { name: '欧阳晓雨', phone: HERS, region: '上海市' }, items: [{ name: '杯子', quantity: 1 }], refund: false, hold: false,
};

let dir: string;
let station: Launched;
test.beforeEach(async () => {
  dir = newDataDir('privacy');
  station = await launchApp({ args: ['--practice', '--seed', '11'], userDataDir: dir });
  await deskReady(station.window);
});
test.afterEach(async () => {
  await station.close();
  removeDataDir(dir);
});

function read<T>(sql: string): T[] {
  const db = new Database(join(dir, 'station.db'), { readonly: true, fileMustExist: true });
  try {
    return db.prepare(sql).all() as T[];
  } finally {
    db.close();
  }
}

/** Every byte of what the program keeps: its own files and those of the window under it. The outside has a folder beside it. */
test('a phone that is scanned, typed and told lies in no file of the data folder, and after its retention its seal is gone', async () => {
  test.setTimeout(180_000);
  const { window } = station;
  const world = worldOf(dir);
  const forms = formsOfPhone(HERS);
  await world.command('add-order', { parcel: PARCEL });
  await expect.poll(() => read(`SELECT 1 FROM parcels WHERE number = '${PARCEL.number}'`), { timeout: 20_000 }).toHaveLength(1);
  expect((await scan(window, PARCEL.number)).verdict).toBe('pass');
  await world.command('arrive', { code: '7-3355', place: '隐私测试驿站', phone: HERS });
  await expect.poll(() => read("SELECT 1 FROM jobs WHERE kind = 'pickup-sms' AND state = 'done'"), { timeout: 20_000 }).toHaveLength(1);

  await window.getByTestId('room-messages').click();
  await window.getByTestId('pickup-place').fill('东门菜鸟驿站');
  await window.getByTestId('pickup-code').fill('5-5-5005');
  await window.getByTestId('pickup-phone').focus();
  await window.keyboard.type(HERS, { delay: 45 });
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('pickup-send')).toBeFocused();
  await expect(async () => {
    await window.keyboard.press('Enter');
    await expect(window.getByTestId('preview')).toBeHidden({ timeout: 500 });
  }).toPass();
  await expect.poll(() => read("SELECT 1 FROM jobs WHERE kind = 'pickup-sms' AND state = 'done'"), { timeout: 20_000 }).toHaveLength(2);
  await drained(window);
  expect(read<{ kind: string }>("SELECT kind FROM jobs WHERE state = 'done' ORDER BY kind").map(({ kind }) => kind)).toEqual(['forwarding-sms', 'pickup-sms', 'pickup-sms', 'trace', 'write-back']);

  // The browser keeps its own in mind for some seconds.
  const paths = (): string[] => bytesUnder(dir).map(({ path }) => path);
  await expect.poll(paths, { timeout: 60_000 }).toEqual(expect.arrayContaining(['station.db', 'station.db-wal', 'practice-world.json', join('logs', 'station.log'), 'Preferences']));
  const during = bytesUnder(dir);
  expect(found(during, forms)).toEqual([]);
  // The search can find something: the outside has it.
  expect(found(bytesUnder(`${dir}.practice`), forms)).not.toEqual([]);

  await window.getByTestId('room-desk').click();
  // Less than a day at a time: of a Date that is further from every other clock the station would think that it is a mistake.
  for (let hours = 20; hours <= 31 * 24; hours += 20) {
    await world.command('clock', { offset: hours * HOUR });
    // Any answer of the account API tells the time.
    expect(await window.evaluate(async () => (await (globalThis as unknown as { station: StationBridge }).station.ask('wallet.view', {})).ok)).toBe(true);
  }
  await expect(async () => {
    await scan(window, 'SF0000000000000');
    const sealed = () => read(`SELECT 1 FROM parcels WHERE number = '${PARCEL.number}' AND phone_sealed IS NOT NULL UNION ALL SELECT 1 FROM arrivals WHERE phone_sealed IS NOT NULL`);
    await expect.poll(sealed, { timeout: 8_000 }).toEqual([]);
  }).toPass({ timeout: 60_000 });
  expect(read(`SELECT recipient_name, phone_mask FROM parcels WHERE number = '${PARCEL.number}'`)).toEqual([{ recipient_name: '欧**', phone_mask: '199****7355' }]);

  await station.close();
  expect(found(bytesUnder(dir), forms)).toEqual([]);
});
