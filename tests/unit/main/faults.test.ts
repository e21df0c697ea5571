import { expect, test } from 'vitest';
import { CallFailed, PROBLEMS } from '../../../src-main/account/call-failed.ts';
import { stationFaults } from '../../../src-main/station/faults.ts';
import { createProblems } from '../../../src-main/station/problems.ts';
import { unsafeProblems } from '../../../src-main/station/unsafe.ts';
import type { ErrorCode } from '../../../src-shared/errors/codes.ts';

/** Refusals of what a person asked for: they are told to whoever asked. */
const OF_A_PERSON: readonly ErrorCode[] = ['wrong-password', 'weak-password', 'rules-changed', 'rule-doubled', 'agreement-outdated'];

test.each<ErrorCode>([...[...PROBLEMS.values()].filter((code) => !OF_A_PERSON.includes(code)), 'api-busy', 'api-refused', 'api-schema', 'api-address-missing', 'session-expired', 'server-untrusted', 'address-refused'])(
  '%s in a round is told until one goes well', (code) => {
    const problems = createProblems(() => undefined);
    const faults = stationFaults({ problems, unsafe: unsafeProblems(problems), log: () => undefined });
    faults.fault(new CallFailed(code, 'x', { effect: 'none' }));
    expect(problems.list().map((problem) => problem.code)).toEqual([code]);
    faults.well();
    expect(problems.list()).toEqual([]);
  },
);
