import { bin } from '../bin.ts';
import { handOver } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
import { openDisplay } from '../system/display.ts';
import { sandboxArguments } from '../system/sandbox.ts';

export interface E2eRun {
  readonly electron: Electron;
  /** The packaged program to drive; without it, the build in out/. */
  readonly packaged?: string;
  /** Filters and options for Playwright. */
  readonly args?: readonly string[];
  /** Where to leave Playwright's JSON report. */
  readonly report?: string;
}

/** Runs the end-to-end tests. What they drive reaches them through the variables tests/support/app.ts reads. */
export async function runE2e(run: E2eRun): Promise<number> {
  const display = await openDisplay();
  const noSandbox = (await sandboxArguments(run.electron)).includes('--no-sandbox');
  try {
    return await handOver(
      process.execPath,
      [
        bin('playwright', '@playwright/test'),
        'test',
        ...(run.report === undefined ? [] : ['--reporter=list,json']),
        ...(run.args ?? []),
      ],
      {
        env: {
          ...process.env,
          ...display.env,
          STATION_ELECTRON: run.electron.executable,
          STATION_NO_SANDBOX: noSandbox ? '1' : '',
          STATION_PACKAGED: run.packaged ?? '',
          ...(run.report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_FILE: run.report }),
        },
      },
    );
  } finally {
    display.close();
  }
}
