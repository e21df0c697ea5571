import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // *.spec.ts belongs to Playwright, which drives a real Electron.
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['**/node_modules/**', 'tests/e2e/**', 'tests/bench/**', 'tests/**/fixtures/**'],
    environment: 'node',
    restoreMocks: true,
    // Usual is one less than there are processors: on a machine with two, half of it would be idle.
    maxWorkers: availableParallelism(),
    // Against a test that hangs. On a busy machine many take longer than the five seconds that are usual.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One second is usual, and a round with the account API may begin a second after the last one.
    expect: { poll: { timeout: 20_000 } },
  },
});
