import { isValidElement, type ReactElement } from 'react';
import { expect, test, vi } from 'vitest';
import { PasteDialog } from '../../../src-renderer/screens/batch/paste-dialog.tsx';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', async (real) => ({ ...(await real<object>()), ...(await import('../../support/played-react.ts')) }));
vi.mock('antd', () => ({ Input: { TextArea: 'textarea' }, Modal: 'dialog' }));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }));

type Props = { readonly open: boolean; readonly confirmLoading: boolean; readonly onOk: () => void; readonly onCancel: () => void; readonly afterClose?: () => void; readonly children: unknown };
type Field = { readonly value: string; readonly onChange: (event: unknown) => void };
const settled = (): Promise<void> => new Promise((go) => setImmediate(go));
const all = (node: unknown): ReactElement[] => (Array.isArray(node) ? node.flatMap(all) : isValidElement(node) ? [node, ...all((node.props as Props).children)] : []);

function dialog() {
  let open = true;
  let answer: (problem: Problem | null) => void = () => undefined;
  const sent: string[] = [];
  const onText = (text: string): Promise<Problem | null> => (sent.push(text), new Promise((resolve) => (answer = resolve)));
  const { now } = mount(() => PasteDialog({ open, onClose: () => (open = false), onText }) as ReactElement<Props>);
  const field = (): Field => all(now().props.children).find(({ type }) => type === 'textarea')?.props as Field;
  return {
    props: () => now().props, field, sent, isOpen: () => open,
    type: async (value: string): Promise<void> => (field().onChange({ target: { value } }), void (await settled())),
    read: async (): Promise<void> => (now().props.onOk(), void (await settled())),
    answer: async (problem: Problem | null): Promise<void> => (answer(problem), void (await settled())),
    leave: async (): Promise<void> => (now().props.onCancel(), now().props.afterClose?.(), void (await settled())),
    told: () => all(now().props.children).map(({ props }) => (props as { problem?: Problem }).problem?.code).filter((code) => code !== undefined),
  };
}

test('what was written stays through a key that closes, and goes when it was read', async () => {
  const { type, leave, field, isOpen, read, answer, sent } = dialog();
  await type('YT8800000000001');
  await leave();
  expect([isOpen(), field().value]).toEqual([false, 'YT8800000000001']);
  await read();
  await answer(null);
  expect([sent, field().value]).toEqual([['YT8800000000001'], '']);
});

test('a list that is refused keeps its text and says why where it is to be mended, until it is another', async () => {
  const { type, leave, field, isOpen, read, answer, told, props, sent } = dialog();
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
