import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  // The page that the input method meets is the same in the packaged app: its hundreds of scans are played once.
  testIgnore: process.env['STATION_PACKAGED'] ? '**/input-method.spec.ts' : [],
  outputDir: 'test-results/e2e',
  // One station, one screen, one focus: windows that fight for the focus make flaky tests.
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
