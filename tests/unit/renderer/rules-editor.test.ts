import type { ReactElement } from 'react';
import { afterEach, expect, test, vi } from 'vitest';
import type { StoreTerms } from '../../../src-shared/contract/stores.ts';
import { RulesEditor } from '../../../src-renderer/screens/batch/rules-editor.tsx';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));
vi.mock('antd', () => ({ App: { useApp: () => ({}) }, Button: 'button', Checkbox: 'input', Input: 'input', Modal: 'dialog', Select: 'select' }));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }));
afterEach(() => void vi.unstubAllGlobals());

type Props = { readonly open: boolean; readonly onOk: () => void; readonly onCancel: () => void; readonly cancelButtonProps: { readonly disabled: boolean } };
const settled = (): Promise<void> => new Promise((go) => setImmediate(go));

test('rules that are being saved are not left before the platform has answered, and a refusal is told', async () => {
  let answer: (value: unknown) => void = () => undefined;
  vi.stubGlobal('window', { station: { ask: () => new Promise((resolve) => (answer = resolve)) } });
  const store = { storeId: 'store-1', name: '一号店', rules: [] } as unknown as StoreTerms;
  const editor = mount(() => RulesEditor({ store, onView: vi.fn(), onStale: vi.fn(), onClose: vi.fn() }) as ReactElement<Props>);
  const dialog = (): Props => editor.now().props;
  dialog().onOk();
  await settled();
  dialog().onCancel();
  await settled();
  expect([dialog().cancelButtonProps.disabled, dialog().open]).toEqual([true, true]);
  answer({ ok: false, problem: { code: 'api-unreachable' } });
  await settled();
  expect(JSON.stringify(dialog())).toContain('api-unreachable');
  dialog().onCancel();
  await settled();
  expect([dialog().cancelButtonProps.disabled, dialog().open]).toEqual([false, false]);
});
