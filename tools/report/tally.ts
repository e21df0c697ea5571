import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** One line for each test that failed: its file, its name, and the first line of what it said. */
  readonly failures: readonly string[];
}

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0, failures: [] };

export const sum = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  failures: [...a.failures, ...b.failures],
});

function failure(file: string, title: string, message: string | undefined): string {
  const said = stripVTControlCharacters(message ?? '').trim().split('\n')[0] ?? '';
  return [basename(file), title, said].filter((part) => part !== '').join(' › ');
}

const vitestReport = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number().default(0),
  testResults: z.array(z.object({
    name: z.string(),
    status: z.string(),
    message: z.string().optional(),
    assertionResults: z.array(z.object({
      fullName: z.string(),
      status: z.string(),
      failureMessages: z.array(z.string()).nullish(),
    })),
  })),
});

/** A file that fails before its first test (an import that throws) has no failed test: it counts as one. */
export function tallyVitest(file: string): Tally {
  const report = vitestReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  const stillborn = report.testResults.filter((one) => one.status === 'failed' && one.assertionResults.length === 0);
  const failed = report.testResults.flatMap((one) => one.assertionResults
    .filter((test) => test.status === 'failed')
    .map((test) => failure(one.name, test.fullName, test.failureMessages?.[0])));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + stillborn.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failed, ...stillborn.map((one) => failure(one.name, '', one.message))],
  };
}

const playwrightError = z.object({ message: z.string().optional() });

const playwrightSuite = z.object({
  specs: z.array(z.object({
    title: z.string(),
    file: z.string(),
    tests: z.array(z.object({
      status: z.string(),
      results: z.array(z.object({ errors: z.array(playwrightError) })),
    })),
  })),
  get suites() {
    return z.array(playwrightSuite).optional();
  },
});

const playwrightReport = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
  suites: z.array(playwrightSuite),
  errors: z.array(playwrightError),
});

/** Errors outside any test (a spec that does not compile) count as failures, and so does what passed only on retry. */
export function tallyPlaywright(file: string): Tally {
  const { stats, suites, errors } = playwrightReport.parse(JSON.parse(readFileSync(file, 'utf8')));
  return {
    passed: stats.expected,
    failed: stats.unexpected + stats.flaky + errors.length,
    skipped: stats.skipped,
    failures: [...suites.flatMap(failedIn), ...errors.map((one) => failure('', '', one.message))],
  };
}

function failedIn(suite: z.infer<typeof playwrightSuite>): string[] {
  const here = suite.specs.flatMap((spec) => spec.tests
    .filter((test) => test.status === 'unexpected' || test.status === 'flaky')
    .map((test) => failure(spec.file, spec.title, test.results.flatMap((one) => one.errors)[0]?.message)));
  return [...here, ...(suite.suites ?? []).flatMap(failedIn)];
}
