import { useState } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useCounted, type Pickup } from '../../../src-renderer/screens/messages/use-counted.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));

type Ask = (channel: string, request: Pickup) => Promise<unknown>;
let ask: ReturnType<typeof vi.fn<Ask>>;
/** Answers are given when the test says so. */
let answers: (() => void)[];
const entry = (code: string): Pickup => ({ place: '东门驿站', code, phone: '19900001234', number: '', template: 'pickup-code', corrects: '' });

function form() {
  const { now } = mount(() => {
    const [typed, type] = useState(entry('1-1'));
    return { ...useCounted(typed), typed, type };
  });
  const settle = () => vi.advanceTimersByTimeAsync(1_000);
  return {
    now, settle,
    type: async (code: string): Promise<void> => (now().type(entry(code)), void (await settle())),
    answer: async (): Promise<void> => (answers.shift()?.(), void (await settle())),
  };
}

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  ask = vi.fn<Ask>((channel, { code }) => new Promise((resolve) => {
    const value = channel === 'messages.preview' ? { text: `取件码${code}`, decision: 'send' } : { messages: [] };
    answers.push(() => resolve(code === '' ? { ok: false, problem: { code: 'pickup-code-invalid' } } : { ok: true, value }));
  }));
  vi.stubGlobal('window', { station: { ask, on: () => () => {} } });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a preview that comes after another text was typed is not shown, and nothing can be sent by it', async () => {
  const { now, type, answer } = form();
  void now().count();
  await type('2-2');
  await answer();
  expect(now().preview).toBeNull();
  expect(await now().send()).toBeNull();
  expect(ask).toHaveBeenCalledTimes(1);
  void now().count();
  await answer();
  expect(now().preview).toMatchObject({ text: '取件码2-2' });
});

test('what was shown is what is sent, and a problem is one of what is typed', async () => {
  const { now, type, answer } = form();
  void now().count();
  await answer();
  const sending = now().send();
  await type('');
  await answer();
  expect(await sending).toEqual({ messages: [] });
  expect(ask).toHaveBeenLastCalledWith('messages.send', entry('1-1'));
  void now().count();
  await answer();
  expect(now().problem).toEqual({ code: 'pickup-code-invalid' });
  await type('3-3');
  expect(now().problem).toBeNull();
});
