import { bin } from '../bin.ts';
import { handOver } from '../child.ts';
import type { Electron } from '../electron/distribution.ts';
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
export function runE2e(run: E2eRun): Promise<number> {
  const reporter = run.report === undefined ? [] : ['--reporter=list,json'];
  const reportFile = run.report === undefined ? {} : { PLAYWRIGHT_JSON_OUTPUT_FILE: run.report };
  return withApp(run.electron, run.packaged, (env) =>
    handOver(process.execPath, [bin('playwright', '@playwright/test'), 'test', ...reporter, ...(run.args ?? [])], { env: { ...env, ...reportFile } }),
  );
}
