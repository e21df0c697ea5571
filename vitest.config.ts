import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** These take minutes: begun last, they would leave the other processors with nothing to do. */
const LONG = /tests\/(fault|property\/simulation|contract\/fault-matrix|integration\/cloud-providers)/;

class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]): Promise<typeof files> {
    const usual = await super.sort(files);
    const isLong = ({ moduleId }: (typeof files)[number]): boolean => LONG.test(moduleId);
    return [...usual.filter(isLong), ...usual.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  test: {
    // *.spec.ts belongs to Playwright, which drives a real Electron.
    include: ['tests/**/*.test.ts', 'tests/**/*.test.tsx'],
    exclude: ['**/node_modules/**', 'tests/e2e/**', 'tests/bench/**', 'tests/**/fixtures/**'],
    environment: 'node',
    // So that it has the Electron that its tests play.
    server: { deps: { inline: ['electron-store'] } },
    restoreMocks: true,
    // Usual is one less than there are processors. Many of these wait: for a process, for a second try.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: LongestFirst },
    // The many processes that tests start, practice worlds for one, compile each module once.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') },
    // Against a test that hangs. On a busy machine many take longer than the five seconds that are usual.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One second is usual, and a round with the account API may begin a second after the last one.
    expect: { poll: { timeout: 20_000 } },
  },
});
