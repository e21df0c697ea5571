import { expect, test, vi } from 'vitest';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { scanQueue } from '../../../src-renderer/state/scan-queue.ts';

test('scans go out one by one in order, and a failed one comes back with its text', async () => {
  const asked: string[] = [];
  const told: string[] = [];
  const waiting: ((answer: Answer<Card>) => void)[] = [];
  const onQueued = vi.fn();
  const scan = scanQueue<string>(
    (text, queued) => {
      asked.push(queued ? `${text}, and others behind it` : text);
      return new Promise((resolve) => waiting.push(resolve));
    },
    {
      onCard: (card) => told.push(card.number),
      onProblem: (text, problem) => told.push(`${text} ${problem.code}`),
      onLength: () => {},
      onQueued,
    },
  );
  const answer = async (value: Answer<Card>): Promise<void> => {
    waiting.shift()?.(value);
    await Promise.resolve();
    await Promise.resolve();
  };
  scan('A');
  expect(onQueued).not.toHaveBeenCalled();
  scan('B');
  expect(onQueued).toHaveBeenCalledOnce();
  scan('C');
  expect(asked).toEqual(['A']);
  await answer({ ok: true, value: { number: 'A' } as Card });
  expect(asked).toEqual(['A', 'B, and others behind it']);
  await answer({ ok: false, problem: { code: 'disk-full' } });
  await answer({ ok: true, value: { number: 'C' } as Card });
  expect(asked.at(-1)).toBe('C');
  expect(told).toEqual(['A', 'B disk-full', 'C']);
});
