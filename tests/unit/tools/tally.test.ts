import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sum, tallyPlaywright, tallyVitest } from '../../../tools/report/tally.ts';

const folder = mkdtempSync(join(tmpdir(), 'tally-'));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const file = join(folder, 'report.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test('a test file that fails before its first test counts as a failure', () => {
  const file = report({
    numPassedTests: 3,
    numFailedTests: 1,
    numPendingTests: 2,
    testResults: [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}, {}, {}] },
    ],
  });
  expect(tallyVitest(file)).toEqual({ passed: 3, failed: 2, skipped: 2 });
});

test('neither a pass on retry nor an error outside the tests is a pass', () => {
  const file = report({ stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 1 }, errors: [{}] });
  expect(tallyPlaywright(file)).toEqual({ passed: 5, failed: 3, skipped: 1 });
});

test('totals add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3 };
  expect(sum(one, one)).toEqual({ passed: 2, failed: 4, skipped: 6 });
});
