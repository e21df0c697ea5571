import { defineConfig } from '@playwright/test';
import { ON_THE_BUILD } from './tools/e2e/on-the-build.ts';

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  testIgnore: process.env['STATION_PACKAGED'] ? ON_THE_BUILD.map((spec) => `**/${spec}.spec.ts`) : [],
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
