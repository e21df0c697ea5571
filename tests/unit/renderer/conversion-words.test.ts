import { expect, test } from 'vitest';
import { conversionWords } from '../../../src-renderer/screens/reports/conversions.tsx';
import { CHANNELS } from '../../../src-shared/bridge/channels.ts';
import { COURIERS, PLATFORMS } from '../../../src-shared/domain/couriers.ts';
import { JOB_STATES } from '../../../src-shared/domain/work.ts';

test('an export of conversions has words for every state, courier and platform, and they pass the door', () => {
  const { titles, words } = conversionWords(((key: string) => key) as never);
  expect(words.map(([code]) => code)).toEqual(['conversions', ...JOB_STATES, ...PLATFORMS, ...COURIERS]);
  expect(CHANNELS['reports.export'].schema.safeParse({ day: '2026-11-24', titles, words }).success).toBe(true);
  expect(CHANNELS['reports.export'].schema.safeParse({ day: '2026-11-31', titles, words }).success).toBe(false);
});
