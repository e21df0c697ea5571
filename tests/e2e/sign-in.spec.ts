import { expect, test, type Page } from '@playwright/test';
import type { StationBridge } from '../../src-shared/bridge/window.ts';
import { launchApp, type Launched } from '../support/app.ts';
import { startPractice, type Practice } from '../support/practice.ts';
import { scannedTexts } from '../support/scanned.ts';
import { deskReady, scan, type } from '../support/scanner.ts';

let world: Practice;
let station: Launched;

test.beforeEach(async () => {
  world = await startPractice({ seed: 5 });
  station = await launchApp();
});
test.afterEach(async () => {
  await station.close();
  await world.stop();
});

async function signIn(window: Page, account: string, password: string): Promise<void> {
  await window.getByTestId('field-account').fill(account);
  await window.getByTestId('field-password').fill(password);
  await window.getByTestId('field-server').fill(world.ready().origin);
  await window.getByTestId('sign-in').click();
}

async function choosePassword(window: Page, password: string): Promise<void> {
  await window.getByTestId('field-new-password').fill(password);
  await window.getByTestId('field-repeat-password').fill(password);
  await window.getByTestId('change-password').click();
}

async function acceptAgreement(window: Page): Promise<void> {
  await expect(window.getByTestId('agree')).toBeDisabled();
  await expect(window.getByTestId('accept')).toBeDisabled();
  await window.getByTestId('agreement-text').evaluate((box) => box.scrollTo(0, box.scrollHeight));
  await window.getByTestId('agree').check();
  await window.getByTestId('accept').click();
}

/** A packer's first sign-in, up to the desk. */
async function enterAsPacker(window: Page): Promise<void> {
  await window.getByTestId('go-sign-in').click();
  await signIn(window, 'packer', 'jingbus-1');
  await choosePassword(window, 'a-better-one-2');
  await acceptAgreement(window);
  await deskReady(window);
}

const rail = (window: Page): Promise<string[]> =>
  window.locator('[data-testid^="room-"]:is(button)').evaluateAll((buttons) => buttons.map((button) => button.getAttribute('data-testid')?.slice(5) ?? ''));

test('first sign-in: welcome, a wrong password, a new password, the agreement, the rooms of a packer', async () => {
  const { window } = station;
  await expect(window.getByTestId('go-practice')).toBeVisible();
  await window.getByTestId('go-sign-in').click();
  await signIn(window, 'packer', 'not-the-password');
  await expect(window.getByTestId('problem')).toHaveAttribute('data-code', 'wrong-password');
  await expect(window.getByTestId('problem')).not.toContainText('HTTP');
  await signIn(window, 'packer', 'jingbus-1');
  await choosePassword(window, 'a-better-one-2');
  await acceptAgreement(window);
  await deskReady(window);
  expect(await rail(window)).toEqual(['desk', 'settings']);

  const row = (await world.sheet()).find(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null);
  expect((await scan(window, row?.number ?? '')).verdict).toBe('pass');
  const asked = await window.evaluate(async () => {
    const bridge = (globalThis as unknown as { station: StationBridge }).station;
    return [await bridge.ask('wallet.view', {}), await bridge.ask('reports.today', {}), await bridge.ask('practice.drainBalance', {})];
  });
  for (const answer of asked) expect(answer).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
});

test('a supervisor has reports and exceptions, a merchant the wallet; the second sign-in asks for nothing more', async () => {
  const { window } = station;
  for (const [account, rooms] of [['supervisor', ['batch', 'messages', 'exceptions', 'reports']], ['merchant', ['batch', 'messages', 'exceptions', 'reports', 'wallet']]] as const) {
    await window.getByTestId('go-sign-in').click();
    await signIn(window, account, 'jingbus-1');
    await choosePassword(window, 'a-better-one-2');
    await acceptAgreement(window);
    await deskReady(window);
    expect(await rail(window)).toEqual(['desk', ...rooms, 'settings']);
    await signOut(window);
  }
  await window.getByTestId('go-sign-in').click();
  await signIn(window, 'merchant', 'a-better-one-2');
  await deskReady(window);
});

test('whoever will not pass a door signs out there, also after a restart of the window', async () => {
  const { window } = station;
  await window.getByTestId('go-sign-in').click();
  await signIn(window, 'packer', 'jingbus-1');
  await window.getByTestId('door-sign-out').click();
  await window.getByTestId('field-account').waitFor();
  await signIn(window, 'packer', 'jingbus-1');
  await choosePassword(window, 'a-better-one-2');
  await window.reload();
  await window.getByTestId('door-sign-out').click();
  await expect(window.getByTestId('go-practice')).toBeVisible();
});

test('an address that is none, and one where nobody listens, are said', async () => {
  const { window } = station;
  await window.getByTestId('go-sign-in').click();
  for (const [address, code] of [['http://evil.example', 'api-address-invalid'], ['http://127.0.0.1:9', 'api-unreachable']] as const) {
    await window.getByTestId('field-account').fill('packer');
    await window.getByTestId('field-password').fill('jingbus-1');
    await window.getByTestId('field-server').fill(address);
    await window.getByTestId('sign-in').click();
    await expect(window.getByTestId('problem')).toHaveAttribute('data-code', code);
  }
});

test('a session that ends while work is queued: the desk goes on, nothing is lost, and signing in again brings it out', async () => {
  const { window } = station;
  await enterAsPacker(window);
  await world.control('expire-sessions', { refresh: true });
  const row = (await world.sheet()).find(({ verdict, work, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null && work.includes('sync'));
  await expect(window.getByTestId('expired-banner')).toBeVisible({ timeout: 15_000 });
  expect((await scan(window, row?.number ?? '')).verdict).toBe('pass');
  // Said once, with its button; the account is remembered as it was typed.
  await expect(window.getByTestId('problem-banner')).toHaveCount(0);
  await window.getByTestId('sign-in-again').click();
  await expect(window.getByTestId('field-account')).toHaveValue('packer');
  await signIn(window, 'packer', 'a-better-one-2');
  await expect(window.getByTestId('expired-banner')).toHaveCount(0);
  await expect.poll(async () => (await world.state()).effects, { timeout: 20_000 }).toMatchObject({ sync: 1, writeBacks: 1 });
});

test('an agreement that changes in the middle of the day is asked for again, and the desk comes back', async () => {
  const { window } = station;
  await enterAsPacker(window);
  await world.control('ask-agreement-again', {});
  await acceptAgreement(window);
  await deskReady(window);
  const row = (await world.sheet()).find(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null);
  expect((await scan(window, row?.number ?? '')).verdict).toBe('pass');
});

test('signing in over the desk: what is typed there stays there, and a scan into it is told and sends nothing', async () => {
  const { window, userDataDir } = station;
  await enterAsPacker(window);
  await world.control('expire-sessions', { refresh: true });
  await window.getByTestId('sign-in-again').click({ timeout: 15_000 });
  const door = window.getByTestId('door-sign-in');
  const password = door.getByTestId('field-password');
  await expect(password).toBeFocused();
  // Shown or not, by the button, and after the Enter that sends it.
  await door.getByRole('button', { name: '显示' }).click();
  await window.keyboard.type('not-', { delay: 20 });
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('problem')).toHaveAttribute('data-code', 'wrong-password');
  await window.keyboard.type('this-one-1', { delay: 20 });
  await expect(password).toHaveValue('not-this-one-1');
  await expect(window.getByTestId('typed')).toHaveCount(0);
  // Beside every field it is for nobody.
  await door.getByRole('heading').click();
  // Shorter than what a slow scanner sends, which would be counted as a scan.
  await window.keyboard.type('secret-7', { delay: 90 });
  await window.keyboard.press('Enter');
  await expect(window.getByTestId('typed')).toHaveCount(0);
  await expect(window.locator('body')).not.toContainText('secret-7');
  // That it hears none is said.
  await expect(door).toContainText('键盘式扫描枪收不到');
  expect(await lastWord(window)).toBe('not-heard');

  const row = (await world.sheet()).find(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null);
  const number = row?.number ?? '';
  const before = await untaken(window);
  await password.focus();
  for (const times of [1, 2]) {
    await type(window, number, 8);
    await expect.poll(() => untaken(window)).toBe(before + times);
    await expect(password).toHaveValue('');
  }
  expect(await lastWord(window)).toBe('not-recorded');
  await expect(window.getByTestId('untaken')).not.toContainText(number.slice(-4));
  // Nothing was tried with it: the problem of before is still there, and no other came.
  await expect(window.getByTestId('problem')).toHaveAttribute('data-code', 'wrong-password');
  await window.keyboard.press('Escape');
  await expect(door).toHaveCount(0);
  expect((await scan(window, number)).verdict).toBe('pass');
  expect(scannedTexts(userDataDir)).toEqual([number]);
  await window.getByTestId('sign-in-again').click();
  await expect(password).toBeFocused();

  // Whoever has asked hears the answer: until it is there Esc, pressed again too, leads nowhere.
  await world.control('fault', { on: 'signIn', kind: 'latency', count: 1, ms: 3_000 });
  await password.fill('not-this-one-2');
  await door.getByTestId('sign-in').click();
  await expect(door.getByTestId('sign-in')).toBeDisabled();
  for (let times = 0; times < 3; times += 1) await window.keyboard.press('Escape');
  await expect(window.getByTestId('problem')).toHaveAttribute('data-code', 'wrong-password');
  await window.keyboard.press('Escape');
  await expect(door).toHaveCount(0);
});

test('at a door that comes back in the middle of the day a scan is told', async () => {
  const { window } = station;
  await enterAsPacker(window);
  await world.control('ask-agreement-again', {});
  await window.getByTestId('agreement-text').waitFor();
  await type(window, 'SF1234567890123', 8);
  await expect.poll(() => untaken(window)).toBe(1);
  expect(await lastWord(window)).toBe('not-recorded');
  await type(window, 'SF1234567890123', 30);
  await expect.poll(() => untaken(window)).toBe(2);
  await acceptAgreement(window);
  await deskReady(window);
  expect(await untaken(window)).toBe(2);

  // The session ends at such a door: where the password is asked for, no scan is tried as one.
  await world.control('ask-agreement-again', {});
  await window.getByTestId('agreement-text').waitFor();
  await world.control('expire-sessions', { refresh: true });
  const password = window.getByTestId('field-password');
  await expect(password).toBeFocused({ timeout: 15_000 });
  await type(window, 'SF1234567890123', 8);
  await expect.poll(() => untaken(window)).toBe(3);
  await expect(password).toHaveValue('');
  await expect(window.getByTestId('problem')).toHaveCount(0);
});

const lastWord = (window: Page): Promise<string | undefined> => window.evaluate(() => document.documentElement.dataset['lastWord']);

/** How many scans the window says were recorded nowhere. */
async function untaken(window: Page): Promise<number> {
  const said = window.getByTestId('untaken');
  return (await said.count()) === 0 ? 0 : Number(/扫了 (\d+) 次/.exec(await said.innerText())?.[1]);
}

async function signOut(window: Page): Promise<void> {
  await window.getByTestId('room-settings').click();
  await window.getByTestId('sign-out').click();
  await window.getByRole('dialog').getByRole('button').last().click();
  await window.getByTestId('go-sign-in').waitFor();
}
