import { expect, test, type Locator } from '@playwright/test';
import type { Launched } from '../support/app.ts';
import { oneDesk } from '../support/one-desk.ts';
import { scannedTexts } from '../support/scanned.ts';
import { type } from '../support/scanner.ts';

// A scanner types wherever the focus happens to be.

let station: Launched;
let numbers: string[];
let scannedBefore: number;

const desk = oneDesk(['--practice', '--seed', '3']);
test.beforeEach(async () => {
  let passing;
  ({ station, passing, scannedBefore } = await desk());
  numbers = passing.map(({ number }) => number);
});

const texts = (): string[] => scannedTexts(station.userDataDir).slice(scannedBefore);
const misplaced = (): Locator => station.window.getByTestId('misplaced');
/** Takes the next number: which one it is plays no part. */
const next = (): string => numbers.shift() as string;

/** Scans into a field: it is said, and the field has its text and its caret as before. */
async function keepsItsText(field: Locator, text: string, gap: number): Promise<void> {
  const number = next();
  await field.fill(text);
  await field.evaluate((node: HTMLInputElement) => node.setSelectionRange(1, 2));
  await type(station.window, number, gap);
  await expect(misplaced()).toContainText(number.slice(-4));
  await expect(field).toHaveValue(text);
  expect(await field.evaluate((node: HTMLInputElement) => [node.selectionStart, node.selectionEnd])).toEqual([1, 2]);
  await misplaced().getByRole('button').last().click();
}

test('with a dialog open: at the desk it is a scan, elsewhere it is said, and no dialog is answered', async () => {
  const { window } = station;
  const [first, second] = [next(), next()];
  await window.keyboard.press('Control+m');
  const entry = window.getByTestId('desk-overlay');
  await entry.getByRole('button').last().focus();
  await type(window, first, 8);
  await expect(window.getByTestId('verdict')).toContainText(first.slice(-4));
  await expect(entry).toBeVisible();
  // Its field is there for numbers, whoever types them.
  await window.getByTestId('entry-number').focus();
  await type(window, second, 8);
  await expect(entry).toHaveCount(0);
  await expect(window.getByTestId('verdict')).toContainText(second.slice(-4));

  // It is the desk's: a number typed over another room would have a verdict that nobody sees.
  await window.keyboard.press('Control+m');
  await expect(entry).toBeVisible();
  await window.keyboard.press('F2');
  await expect(window.getByTestId('batch-paste')).toBeVisible();
  await expect(entry).toHaveCount(0);

  await window.getByTestId('room-wallet').click();
  await window.getByTestId('open-top-up').click();
  await keepsItsText(window.getByTestId('top-up-amount'), '12.5', 8);
  await window.getByTestId('preset-50').focus();
  await type(window, next(), 8);
  await expect(misplaced()).toBeVisible();
  await expect(window.getByTestId('top-up-amount')).toHaveValue('12.5');
  await expect(window.getByTestId('top-up')).toHaveAttribute('data-state', 'none');
  await window.keyboard.press('Escape');

  await window.getByTestId('room-batch').click();
  await window.getByTestId('batch-paste').click();
  await keepsItsText(window.getByTestId('batch-text'), 'SF1234567890123\nYT12', 8);
  await window.getByRole('dialog').getByRole('button').last().focus();
  await type(window, next(), 8);
  await expect(misplaced()).toBeVisible();
  await expect(window.getByTestId('batch-text')).toBeVisible();
  expect(texts()).toEqual([first, second]);
});

test('with the focus on a button: its Enter presses nothing, at the pace of a slow scanner either', async () => {
  const { window } = station;
  for (const gap of [3, 100]) {
    const number = next();
    await window.getByTestId('undo').focus();
    await type(window, number, gap);
    await expect(window.getByTestId('verdict')).toContainText(number.slice(-4));
  }
  await expect(window.getByTestId('card-notice')).toHaveCount(0);
  await window.getByTestId('room-settings').click();
  for (const gap of [3, 80]) {
    const number = next();
    await window.getByTestId('sign-out').focus();
    await type(window, number, gap);
    await expect(misplaced()).toContainText(number.slice(-4));
  }
  // Whoever comes back to the screen knows how many there are to scan again.
  await expect(misplaced()).toContainText('扫了 2 次');
  await expect(window.getByRole('dialog')).toHaveCount(0);
  expect(texts()).toHaveLength(2);
});

test('with the focus in a text field: the field has its text and its caret again', async () => {
  const { window } = station;
  await window.getByTestId('room-settings').click();
  for (const gap of [2, 15]) await keepsItsText(window.getByTestId('set-station-name'), '靠门 3', gap);
  await window.getByTestId('room-messages').click();
  await keepsItsText(window.getByTestId('pickup-place'), '南门驿站', 8);
  await keepsItsText(window.getByTestId('pickup-phone'), '138', 8);
  expect(texts()).toEqual([]);
  // What fingers type in one keeps no key of what is pressed after it.
  await window.getByTestId('room-wallet').click();
  await window.getByTestId('open-top-up').click();
  await window.getByTestId('top-up-amount').pressSequentially('12', { delay: 150 });
  await window.getByTestId('preset-50').focus();
  await window.keyboard.press('Escape');
  await expect(window.getByTestId('top-up-amount')).toHaveCount(0);
});

test('with CapsLock on: a number is itself, and any other code has the letters of its label', async () => {
  const { window } = station;
  const number = next();
  for (const code of [number, 'https://example.com/Qr?a=B1']) {
    await window.evaluate((text) => {
      for (const character of [...text, 'Enter']) {
        const capital = /^[A-Z]$/.test(character);
        const turned = character === 'Enter' ? character : capital ? character.toLowerCase() : character.toUpperCase();
        for (const kind of ['keydown', 'keyup']) document.activeElement?.dispatchEvent(new KeyboardEvent(kind, { key: turned, shiftKey: capital, modifierCapsLock: true, bubbles: true, cancelable: true }));
      }
    }, code);
  }
  await expect.poll(texts).toEqual([number, 'https://example.com/Qr?a=B1']);
});
