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
      { name: '/clone/tests/a.test.ts', status: 'failed', message: 'Cannot find module b.ts', assertionResults: [] },
      {
        name: '/clone/tests/c.test.ts',
        status: 'failed',
        assertionResults: [
          { fullName: 'pays once', status: 'failed', failureMessages: ['Error: expected 1 to be 2\n    at c.test.ts:3'] },
          { fullName: 'pays nothing', status: 'passed', failureMessages: [] },
        ],
      },
    ],
  });
  expect(tallyVitest(file)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 2,
    failures: ['c.test.ts › pays once › Error: expected 1 to be 2', 'a.test.ts › Cannot find module b.ts'],
  });
});

test('neither a pass on retry nor an error outside the tests is a pass', () => {
  const spec = (title: string, status: string, message?: string) => ({
    title,
    file: 'desk.spec.ts',
    tests: [{ status, results: [{ errors: message === undefined ? [] : [{ message }] }] }],
  });
  const file = report({
    stats: { expected: 5, unexpected: 1, flaky: 1, skipped: 1 },
    suites: [{
      specs: [spec('a scan is kept', 'expected')],
      suites: [{ specs: [
        spec('a scan is said', 'unexpected', '\u001b[31mTimeout\u001b[39m of 60 s'),
        spec('a scan is shown', 'flaky', 'not visible'),
      ] }],
    }],
    errors: [{ message: 'SyntaxError: Unexpected token' }],
  });
  expect(tallyPlaywright(file)).toEqual({
    passed: 5,
    failed: 3,
    skipped: 1,
    failures: [
      'desk.spec.ts › a scan is said › Timeout of 60 s',
      'desk.spec.ts › a scan is shown › not visible',
      'SyntaxError: Unexpected token',
    ],
  });
});

test('totals add up', () => {
  const one = { passed: 1, failed: 2, skipped: 3, failures: ['a.test.ts'] };
  expect(sum(one, one)).toEqual({ passed: 2, failed: 4, skipped: 6, failures: ['a.test.ts', 'a.test.ts'] });
});
