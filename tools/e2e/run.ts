import { bin } from '../bin.ts';
import { handOver } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
import { lackOfInputMethod } from '../system/input-method.ts';
import { withApp } from './environment.ts';

export interface E2eRun {
  readonly electron: Electron;
  /** The packaged program to drive; without it, the build in out/. */
  readonly packaged?: string;
  /** Filters and options for Playwright. */
  readonly args?: readonly string[];
  /** Where to leave Playwright's JSON report. */
  readonly report?: string;
}

/** Runs the end-to-end tests. */
export async function runE2e(run: E2eRun): Promise<number> {
  const lack = await lackOfInputMethod();
  const reporter = run.report === undefined ? [] : ['--reporter=list,json'];
  const reportFile = run.report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_FILE: run.report };
  return withApp(run.electron, run.packaged, (env) =>
    handOver(process.execPath, [bin('playwright', '@playwright/test'), 'test', ...reporter, ...(run.args ?? [])], { env: { ...env, ...reportFile, STATION_NO_INPUT_METHOD: lack ?? '' } }),
  );
}
