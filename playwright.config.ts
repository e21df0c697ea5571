import { defineConfig } from '@playwright/test';

/** Played on the build alone: a package has the same page. What may differ there (files, native modules, processes, printing, the way in) is played on both. */
const sameInThePackage = ['bad-input', 'cards', 'desk', 'input-method', 'keyboard-scanner', 'list', 'messages', 'privacy', 'rooms', 'scale', 'scan-anywhere'];

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  testIgnore: process.env['STATION_PACKAGED'] ? sameInThePackage.map((spec) => `**/${spec}.spec.ts`) : [],
  outputDir: 'test-results/e2e',
  // One station, one screen, one focus: windows that fight for the focus make flaky tests. A screen each was tried: a station keeps two processors busy, and two of them lose keys.
  workers: 1,
  fullyParallel: false,
  // A test that passes the second time has found a race; it is not a pass.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: { trace: 'retain-on-failure', screenshot: 'only-on-failure' },
});
