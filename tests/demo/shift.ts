import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { Verdict } from '../../src-shared/domain/verdict.ts';
import { launchApp } from '../support/app.ts';
import { deskReady, drained, scan, type Seen } from '../support/scanner.ts';
import { payWithPhone } from '../support/phone.ts';
import { worldOf, type World } from '../support/world-control.ts';
import { stationSide, worldSide } from '../support/both-sides.ts';

export type Shift = {
  readonly dataDir: string;
  readonly screenshots: readonly string[];
  /** Scans whose verdict was not the one the practice sheet or the moment asked for. */
  readonly surprises: readonly string[];
  readonly scans: number;
  readonly before: { readonly balance: number };
};

/** ms between two keys of a person who looks what the first one did. */
const A_PERSONS_PAUSE = 300;

/**
 * A scripted shift in the real window: passes, duplicates, interceptions, unknown and unreadable numbers, a network
 * outage, and an empty balance that a top-up cures. The window is left open until `after` has looked at both sides.
 */
export async function workShift(given: { seed: number; screenshots: string; tell: (line: string) => void }, after: (shift: Shift, world: World) => Promise<void>): Promise<void> {
  mkdirSync(given.screenshots, { recursive: true });
  const { window, userDataDir, close } = await launchApp({ args: ['--practice', '--seed', String(given.seed)] });
  const screenshots: string[] = [];
  const surprises: string[] = [];
  let scans = 0;
  const picture = async (name: string): Promise<void> => {
    const path = join(given.screenshots, `${String(screenshots.length + 1).padStart(2, '0')}-${name}.png`);
    await window.screenshot({ path });
    screenshots.push(path);
  };
  const expectVerdict = async (code: string, wanted: readonly Verdict[]): Promise<Seen> => {
    const shown = await scan(window, code);
    scans += 1;
    if (!wanted.includes(shown.verdict)) surprises.push(`${code.slice(0, 30)}: ${shown.verdict}, expected ${wanted.join(' or ')}`);
    return shown;
  };
  /** Somebody has what the desk holds. A space that another key follows at once is a scanner's. */
  const takeOff = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 1) {
      await window.keyboard.press('Space');
      await window.waitForTimeout(A_PERSONS_PAUSE);
    }
    await window.getByTestId('acknowledge').waitFor({ state: 'hidden' });
  };

  try {
    await deskReady(window);
    const world = worldOf(userDataDir);
    const rows = await world.sheet();
    const before = { balance: practiceAccount(await world.state(), given.seed).balance };
    const take = taker(rows);
    await picture('desk-empty');

    given.tell('morning: parcels of every kind, some scanned twice');
    const morning = [...take(passes, 25), ...take((each) => passes(each) && each.work.length === 4, 1)];
    for (const row of morning) await expectVerdict(row.number, ['pass']);
    await window.locator('[data-testid="card"] [data-job-state="done"]').first().waitFor();
    await picture('pass');
    for (const row of morning.slice(0, 5)) await expectVerdict(row.number, ['duplicate']);
    await picture('duplicate');

    given.tell('what must not leave, and what is no parcel of ours');
    for (const row of take(says('intercepted'), 5)) await expectVerdict(row.number, ['intercepted']);
    await picture('intercepted');
    await takeOff(5);
    for (const row of take(says('unknown'), 5)) await expectVerdict(row.number, ['unknown']);
    await picture('unknown');
    for (const row of take(says('invalid'), 5)) await expectVerdict(row.number, ['invalid']);
    await picture('invalid');
    await takeOff(5);

    given.tell('the platform intercepts a parcel in the middle of the day');
    const [stopped] = take(passes, 1);
    if (stopped) {
      await world.command('intercept', { number: stopped.number, reason: 'address-change' });
      await heard(userDataDir, stopped.number);
      await expectVerdict(stopped.number, ['intercepted']);
      await takeOff(1);
    }

    given.tell('the network goes away; scanning goes on');
    await drained(window);
    await world.command('network', { network: 'off' });
    await window.locator('[data-testid="network"][data-network="offline"]').waitFor({ timeout: 15_000 });
    for (const row of take(passes, 15)) await expectVerdict(row.number, ['pass']);
    await picture('offline');
    await world.command('network', { network: 'on' });
    await window.locator('[data-testid="network"][data-network="online"]').waitFor({ timeout: 15_000 });
    await drained(window);
    await picture('online-again');

    given.tell('the balance runs out; a top-up cures it');
    await world.command('drain');
    let empty = 0;
    for (const row of take((each) => passes(each) && each.work.length > 1, 200)) {
      if ((await expectVerdict(row.number, ['pass', 'no-funds'])).verdict === 'no-funds' && ++empty === 3) break;
    }
    if (empty < 3) surprises.push('the balance never ran out');
    await picture('no-funds');
    await topUp(window, picture);
    await window.getByTestId('room-desk').click();
    await drained(window);
    await window.waitForFunction(() => document.querySelectorAll('[data-testid="card"] [data-job-state="waiting"]').length === 0);
    await picture('funds-are-back');

    await window.getByTestId('room-reports').click();
    await window.getByTestId('reports-room').waitFor();
    await picture('reports');
    await window.getByTestId('hour-chart').waitFor();
    await settled(userDataDir, world, given.seed);
    await after({ dataDir: userDataDir, screenshots, surprises, scans, before }, world);
  } finally {
    await close();
  }
}

const passes = (row: SheetRow): boolean => row.verdict === 'pass' && row.interceptedAfter === null;
const says = (verdict: Verdict) => (row: SheetRow): boolean => row.verdict === verdict && row.interceptedAfter === null;

/** Takes rows of the sheet that nobody has taken yet. */
function taker(rows: readonly SheetRow[]) {
  const left = [...rows];
  return (fits: (row: SheetRow) => boolean, count: number): SheetRow[] => {
    const taken = left.filter(fits).slice(0, count);
    for (const row of taken) left.splice(left.indexOf(row), 1);
    return taken;
  };
}

/** Charges ¥100 to the wallet: the window shows the code, a phone pays it, the balance rises. */
async function topUp(window: Page, picture: (name: string) => Promise<void>): Promise<void> {
  await window.getByTestId('room-wallet').click();
  await window.getByTestId('open-top-up').click();
  await window.getByTestId('preset-100').click();
  await window.getByTestId('create-top-up').click();
  const code = window.getByTestId('top-up-qr');
  await code.waitFor();
  await picture('top-up-code');
  await payWithPhone((await code.getAttribute('data-qr')) ?? '');
  await window.locator('[data-testid="top-up"][data-state="paid"]').waitFor({ timeout: 15_000 });
  await picture('top-up-paid');
  await window.getByTestId('top-up-finish').click();
  await window.getByTestId('top-up').waitFor({ state: 'hidden' });
  await picture('wallet');
}

export function practiceAccount(state: Awaited<ReturnType<World['state']>>, seed: number) {
  const account = state.accounts.find(({ accountId }) => accountId === `practice-${seed}`);
  if (!account) throw new Error('the practice account is missing');
  return account;
}

/** The station has heard of an interception: it is in its database. */
async function heard(dataDir: string, number: string): Promise<void> {
  await until(`the interception of …${number.slice(-4)} arrives`, () => Promise.resolve(stationSide(dataDir).interceptions.includes(number)));
}

/** Every journal entry has been reported. */
async function settled(dataDir: string, world: World, seed: number): Promise<void> {
  await until('the journal is reported', async () => stationSide(dataDir).entries === worldSide(await world.state(), `practice-${seed}`).entries);
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await condition()); await new Promise((go) => setTimeout(go, 50))) {
    if (Date.now() > end) throw new Error(`never: ${what}`);
  }
}
