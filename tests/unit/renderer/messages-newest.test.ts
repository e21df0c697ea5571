import { isValidElement, type ReactElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { MessageLine, MessagesView } from '../../../src-shared/bridge/views.ts';
import { Messages } from '../../../src-renderer/screens/messages/messages.tsx';
import { mount } from '../../support/played-react.ts';

vi.mock('react', async (real) => ({ ...(await real<object>()), ...(await import('../../support/played-react.ts')) }));
vi.mock('antd', () => ({ Button: 'button', Input: 'input', Segmented: 'segmented', Skeleton: 'skeleton' }));
vi.mock('@ant-design/icons', () => ({ ReloadOutlined: 'icon' }));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }));
vi.mock('../../../src-renderer/components/room-frame.tsx', () => ({ RoomFrame: 'frame' }));
vi.mock('../../../src-renderer/components/room-state.tsx', () => ({ RoomState: 'state', RoomEmpty: 'empty' }));
vi.mock('../../../src-renderer/screens/messages/message-dialog.tsx', () => ({ MessageDialog: 'dialog' }));
vi.mock('../../../src-renderer/screens/messages/message-table.tsx', () => ({ MessageTable: 'table' }));
vi.mock('../../../src-renderer/screens/messages/pickup-form.tsx', () => ({ PickupForm: 'form' }));

type Props = { readonly children?: unknown; readonly answer?: { readonly value: MessagesView }; readonly onSeek?: (sought: string) => void };
const settled = (): Promise<void> => new Promise((go) => setImmediate(go));
const all = (node: unknown): ReactElement<Props>[] => {
  if (Array.isArray(node)) return node.flatMap(all);
  if (!isValidElement<Props>(node)) return [];
  if (typeof node.type === 'function' && node.type.name === 'Nothing') return all((node.type as (props: Props) => unknown)(node.props));
  const { children, answer } = node.props;
  return [node, ...all(typeof children === 'function' ? (answer?.value ? (children as (view: MessagesView) => unknown)(answer.value) : null) : children)];
};

/** The room with its list, which begins when there is an answer. */
function opened() {
  const answers: ((answer: unknown) => void)[] = [];
  vi.stubGlobal('window', { station: { ask: () => new Promise((answer) => answers.push(answer)), on: () => () => {} } });
  const { now } = mount(() => {
    const list = all(Messages()).find(({ type }) => typeof type === 'function' && type.name === 'List');
    return list ? (list.type as (props: Props) => ReactElement)(list.props) : null;
  });
  const words = ({ type, props: { children } }: ReactElement<Props>): unknown[] => (type === 'table' || type === 'skeleton' ? [type] : typeof children === 'string' && /noneOf|notFound/.test(children) ? [children] : []);
  return {
    seek: async (sought: string): Promise<void> => (all(now()).find(({ props }) => props.onSeek)?.props.onSeek?.(sought), void (await settled())),
    answer: async (value: unknown): Promise<void> => (answers.pop()?.(value), void (await settled())),
    shown: () => all(now()).flatMap(words),
  };
}
const found = (...messages: Partial<MessageLine>[]) => ({ ok: true, value: { messages, templates: [], more: false } as unknown as MessagesView });
const NEWEST = found({ key: 'a', state: 'done' });

afterEach(() => vi.unstubAllGlobals());

test('after a search that found nothing, nothing is said to be missing until the newest are here again', async () => {
  const { seek, answer, shown } = opened();
  await answer(NEWEST);
  await seek('7-2-5018');
  expect(shown()).toEqual(['table']);
  await answer(found());
  expect(shown()).toEqual(['messages.notFound']);
  await seek('');
  expect(shown()).toEqual(['skeleton']);
  await answer(NEWEST);
  expect(shown()).toEqual(['table']);
});

test('and neither is it where the newest could not be had', async () => {
  const { seek, answer, shown } = opened();
  await answer(NEWEST);
  await seek('7-2-5018');
  await answer(found());
  await seek('');
  await answer({ ok: false, problem: { code: 'api-busy' } });
  expect(shown()).toEqual([]);
});
