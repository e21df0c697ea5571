import { isValidElement, type ReactElement } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PasteDialog } from '../../../src-renderer/screens/batch/paste-dialog.tsx';
import { forgetPasted, openPasted, usePasted } from '../../../src-renderer/state/pasted.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', async (real) => ({ ...(await real<object>()), ...(await import('../../support/played-react.ts')) }));
vi.mock('zustand', () => import('../../support/played-zustand.ts'));
vi.mock('antd', () => ({ Input: { TextArea: 'textarea' }, Modal: 'dialog' }));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }));

type Props = { readonly open: boolean; readonly confirmLoading: boolean; readonly onOk: () => void; readonly onCancel: () => void; readonly afterOpenChange: (isOpen: boolean) => void; readonly children: unknown };
type Field = { readonly value: string; readonly ref: { current: unknown }; readonly onChange: (event: unknown) => void };
const settled = (): Promise<void> => new Promise((go) => setImmediate(go));
const all = (node: unknown): ReactElement[] => (Array.isArray(node) ? node.flatMap(all) : isValidElement(node) ? [node, ...all((node.props as Props).children)] : []);

let answers: ((answer: unknown) => void)[] = [];
let sent: string[] = [];
beforeEach(() => {
  answers = [];
  sent = [];
  vi.stubGlobal('window', { station: { ask: (_: string, { text }: { text: string }) => (sent.push(text), new Promise((answer) => answers.push(answer))) } });
});
afterEach(() => {
  forgetPasted();
  vi.unstubAllGlobals();
});
const answer = async (problem: Problem | null): Promise<void> => (answers.shift()?.(problem ? { ok: false, problem } : { ok: true, value: null }), void (await settled()));

/** The dialog of a room that has just been entered. */
function dialog() {
  const { now, unmount } = mount(() => PasteDialog() as ReactElement<Props>);
  const field = (): Field => all(now().props.children).find(({ type }) => type === 'textarea')?.props as Field;
  return {
    props: () => now().props, field, leaveRoom: unmount, isOpen: () => now().props.open,
    open: async (): Promise<void> => (openPasted(), void (await settled())),
    type: async (value: string): Promise<void> => (field().onChange({ target: { value } }), void (await settled())),
    read: async (): Promise<void> => (now().props.onOk(), void (await settled())),
    leave: async (): Promise<void> => (now().props.onCancel(), void (await settled())),
    told: () => all(now().props.children).map(({ props }) => (props as { problem?: Problem }).problem?.code).filter((code) => code !== undefined),
  };
}

test('what was written stays through a key that closes, and goes when it was read', async () => {
  const { open, type, leave, field, isOpen, read } = dialog();
  await open();
  await type('YT8800000000001');
  await leave();
  expect([isOpen(), field().value]).toEqual([false, 'YT8800000000001']);
  await open();
  await read();
  await answer(null);
  expect([sent, field().value, isOpen()]).toEqual([['YT8800000000001'], '', false]);
});

test('what was kept is selected, so that what is pasted next takes its place', async () => {
  const { open, field, props } = dialog();
  await open();
  const focus = vi.fn<(how: unknown) => void>();
  field().ref.current = { focus };
  props().afterOpenChange(false);
  props().afterOpenChange(true);
  expect(focus.mock.calls).toEqual([[{ cursor: 'all' }]]);
});

test('a list that is refused keeps its text and says why where it is to be mended, until it is another', async () => {
  const { open, type, leave, field, isOpen, read, told, props } = dialog();
  await open();
  await type('名字,电话');
  await read();
  // Until it is read nobody knows whether the text is still needed.
  await leave();
  await read();
  expect([props().confirmLoading, isOpen(), sent.length]).toEqual([true, true, 1]);
  await answer({ code: 'list-no-column' });
  expect([isOpen(), field().value, told()]).toEqual([true, '名字,电话', ['list-no-column']]);
  await type('YT8800000000001');
  expect(told()).toEqual([]);
  await read();
  await answer(null);
  expect([isOpen(), field().value]).toEqual([false, '']);
});

test('a room that is left keeps the text, and says when it is entered again why it was refused', async () => {
  const before = dialog();
  await before.open();
  await before.type('名字,电话');
  before.leaveRoom();
  const between = dialog();
  expect([between.isOpen(), between.field().value]).toEqual([true, '名字,电话']);
  await between.read();
  between.leaveRoom();
  await answer({ code: 'list-no-column' });
  const after = dialog();
  expect([after.isOpen(), after.field().value, after.told(), after.props().confirmLoading]).toEqual([true, '名字,电话', ['list-no-column'], false]);
});

test('an answer for the account before is nothing for the next', async () => {
  const { open, type, read } = dialog();
  await open();
  await type('名字,电话');
  await read();
  forgetPasted();
  await open();
  await type('YT8800000000001');
  await answer({ code: 'list-no-column' });
  expect(usePasted.getState()).toEqual({ open: true, text: 'YT8800000000001', reading: false, refused: null });
});
