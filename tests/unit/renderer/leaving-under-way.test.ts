import type { ReactElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import { SignIn } from '../../../src-renderer/app/doors/sign-in.tsx';
import { OverAll } from '../../../src-renderer/components/over-all.tsx';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }));
vi.mock('../../../src-renderer/state/session.ts', () => ({ showSession: () => undefined, useSession: (pick: (session: object) => unknown) => pick({ view: null }) }));

afterEach(() => vi.unstubAllGlobals());

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
type Props = { readonly children?: unknown; readonly name?: string; readonly onChange?: (text: string) => void; readonly onSubmit?: () => void };
function within(node: unknown): Props[] {
  if (Array.isArray(node)) return node.flatMap(within);
  if (typeof node !== 'object' || node === null) return [];
  const { props } = node as ReactElement<Props>;
  return [props, ...within(props.children)];
}

test('the sign-in tells while it is under way, and what lies over everything stays as long', async () => {
  const answers: (() => void)[] = [];
  vi.stubGlobal('window', { station: { ask: () => new Promise((resolve) => answers.push(() => resolve({ ok: false, problem: { code: 'wrong-password' } }))) } });
  const told: boolean[] = [];
  const onBusy = (busy: boolean): void => void told.push(busy);
  const page = mount(() => within(SignIn({ onBack: null, onBusy })));
  const of = (name: string): Props => page.now().find((props) => props.name === name) ?? {};
  of('account').onChange?.('packer');
  of('password').onChange?.('by-hand-77');
  await settled();
  of('sign-in').onSubmit?.();
  await settled();
  expect(told).toEqual([false, true]);
  answers[0]?.();
  await settled();
  expect(told).toEqual([false, true, false]);
  expect(of('sign-in')).toMatchObject({ problem: { code: 'wrong-password' } });
});
test.each([[true, 'Escape', true], [true, 'Tab', false], [false, 'Escape', false]])('what lies over everything and stays, %s, keeps the key %s from its dialog: %s', (stays, key, kept) => {
  const page = new EventTarget();
  vi.stubGlobal('window', page);
  const over = mount(() => OverAll({ className: '', testId: '', stays, onCancel: () => undefined, children: null }));
  const press = (): boolean => !page.dispatchEvent(Object.assign(new Event('keydown', { cancelable: true }), { key }));
  expect(press()).toBe(kept);
  over.unmount();
  expect(press()).toBe(false);
});
