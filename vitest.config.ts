import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration as Project } from 'vitest/config';
import { BaseSequencer } from 'vitest/node';

/** These take minutes: begun last, they would leave the other processors with nothing to do. */
const LONG = /tests\/(fault|property\/simulation|contract\/fault-matrix|integration\/cloud-providers)/;

/** Minutes of nothing but work for the processors, with no clock but their own. */
const PATIENT = ['tests/property/simulation.test.ts', 'tests/fault/powercut.test.ts'];

class LongestFirst extends BaseSequencer {
  override async sort(files: Parameters<BaseSequencer['sort']>[0]): Promise<typeof files> {
    const usual = await super.sort(files);
    const isLong = ({ moduleId }: (typeof files)[number]): boolean => LONG.test(moduleId);
    return [...usual.filter(isLong), ...usual.filter((file) => !isLong(file))];
  }
}

const project = (name: string, include: string[], own: Project['test'] = {}): Project => ({ extends: true, test: { name, include, ...own } });

export default defineConfig({
  test: {
    projects: [
      // A thread begins in a fraction of what a process takes; one that opens a serial port takes all others with it when it ends.
      project('unit', ['tests/unit/**/*.test.{ts,tsx}'], { pool: 'threads' }),
      // *.spec.ts belongs to Playwright, which drives a real Electron.
      project('whole', ['tests/**/*.test.ts'], { exclude: ['tests/unit/**', ...PATIENT] }),
      // Against a hang: they may have only what other tests leave of the processors.
      project('patient', PATIENT, { testTimeout: 3_600_000 }),
    ],
    environment: 'node',
    // So that it has the Electron that its tests play.
    server: { deps: { inline: ['electron-store'] } },
    restoreMocks: true,
    // Usual is one less than there are processors. Most of these wait: for a process, for the disk, for a second try. With one more than there are processors a third of two was idle.
    maxWorkers: availableParallelism() + 3,
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
