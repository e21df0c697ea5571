import type { ReactElement } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Agreement } from '../../../src-renderer/app/doors/agreement.tsx';
import { rememberPassword } from '../../../src-renderer/app/doors/first-password.ts';
import { NewPassword } from '../../../src-renderer/app/doors/new-password.tsx';
import { SignOut } from '../../../src-renderer/app/doors/sign-out.tsx';
import { mount } from '../../support/played-react.ts';

const here = vi.hoisted(() => ({ atWork: false }));
vi.mock('react', () => import('../../support/played-react.ts'));
vi.mock('react-i18next', () => ({ useTranslation: () => ({ t: (key: string) => key }) }));
vi.mock('../../../src-renderer/state/session.ts', () => ({ showSession: () => undefined, useSession: (pick: (session: object) => unknown) => pick({ view: here }) }));

type Props = { readonly children?: unknown; readonly type?: string; readonly disabled?: boolean; readonly 'aria-busy'?: boolean; readonly 'data-testid'?: string; readonly onClick?: () => void; readonly onScroll?: () => void; readonly ref?: { current: unknown }; readonly checked?: boolean; readonly onChange?: (event: object) => void; readonly onSubmit?: () => void; readonly problem?: unknown; readonly line?: string };
/** All elements of a door, its way out looked into. */
function within(node: unknown): Props[] {
  if (Array.isArray(node)) return node.flatMap(within);
  if (typeof node !== 'object' || node === null) return [];
  const { type, props } = node as ReactElement<Props>;
  return type === SignOut ? within(SignOut(props as Parameters<typeof SignOut>[0])) : [props, ...within(props.children)];
}

let answers: (() => void)[];
let asked: string[];
beforeEach(() => {
  [answers, asked, here.atWork] = [[], [], false];
  vi.stubGlobal('window', { station: { ask: (channel: string) => new Promise((resolve) => {
    asked.push(channel);
    answers.push(() => resolve({ ok: false, problem: { code: 'internal' } }));
  }) } });
  rememberPassword('of-before-1');
});
afterEach(() => vi.unstubAllGlobals());

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
function at(door: () => ReactElement) {
  const page = mount(() => within(door()));
  /** '' is the door itself. */
  const of = (testId: string): Props => page.now().find((props) => (testId === '' ? props.onSubmit : props['data-testid'] === testId)) ?? {};
  return {
    of,
    through: () => page.now().find(({ type }) => type === 'submit') ?? {},
    async click(testId: string): Promise<void> {
      of(testId).onClick?.();
      await settled();
    },
  };
}
const doors = [['新密码', NewPassword, 'door.change'], ['服务协议', Agreement, 'door.accept']] as const;

test.each(doors)('at the door %s signing out is said by its own button, and the one through it waits with its own word', async (_name, door, word) => {
  const { of, through, click } = at(door);
  await click('door-sign-out');
  expect(asked.at(-1)).toBe('session.signOut');
  expect(of('door-sign-out')).toMatchObject({ children: 'door.signingOut', disabled: true, 'aria-busy': true });
  expect(through()).toMatchObject({ children: word, disabled: true, 'aria-busy': false });
  answers.at(-1)?.();
  await settled();
  expect(of('door-sign-out')).toMatchObject({ children: 'signOut', disabled: false, 'aria-busy': false });
});

test.each(doors)('at the door %s in the middle of a day signing out is asked about first', async (_name, door) => {
  here.atWork = true;
  const { of, click } = at(door);
  await click('door-sign-out');
  expect(asked).not.toContain('session.signOut');
  expect(of('door-sure').children).toBeDefined();
  await click('door-stay');
  expect(of('door-sure').children).toBeUndefined();
  await click('door-sign-out');
  await click('door-sign-out-now');
  expect(asked.at(-1)).toBe('session.signOut');
  expect(of('door-sign-out')).toMatchObject({ children: 'door.signingOut', disabled: true });
  expect(of('door-sure').children).toBeUndefined();
});

const version = (of: string): object => ({ ok: true, value: { version: of, title: '', sections: [] } });
const refused = (code: string): object => ({ ok: false, problem: { code } });
/** At the agreement, where these are the answers of the main process, one after another. */
async function atAgreement(heard: readonly object[]) {
  const said: unknown[] = [];
  vi.stubGlobal('window', { station: { ask: async (...request: unknown[]) => (said.push(request), heard[said.length - 1]) } });
  vi.stubGlobal('ResizeObserver', class { observe = (): void => undefined; disconnect = (): void => undefined; });
  const { of, click } = at(Agreement);
  const page = { scrollTop: 100, clientHeight: 100, scrollHeight: 200 };
  async function agree(): Promise<void> {
    Object.assign(of('agreement-text').ref ?? {}, { current: page });
    page.scrollTop = 100;
    of('agreement-text').onScroll?.();
    await settled();
    of('agree').onChange?.({ target: { checked: true } });
    await settled();
    of('').onSubmit?.();
    await settled();
  }
  await settled();
  return { said, of, click, agree };
}

test('an agreement that has changed while its door was open is asked for anew, and nobody has agreed to it yet', async () => {
  const { said, of, agree } = await atAgreement([version('1'), refused('agreement-outdated'), version('2'), refused('api-busy')]);
  await agree();
  expect(said).toEqual([['session.agreement', {}], ['session.accept', { version: '1' }], ['session.agreement', {}]]);
  expect([of('agree').checked, of('agree').disabled, of('').problem, of('').line]).toEqual([false, true, { code: 'agreement-outdated' }, 'door.version']);
  await agree();
  expect(said.at(-1)).toEqual(['session.accept', { version: '2' }]);
  // Any other refusal is none of the text.
  expect([of('agree').checked, of('').problem]).toEqual([true, { code: 'api-busy' }]);
});

test('where the changed agreement can not be fetched, that is said, and the one of before is gone', async () => {
  const { said, of, click, agree } = await atAgreement([version('1'), refused('agreement-outdated'), refused('api-unreachable'), refused('not-signed-in')]);
  await agree();
  expect(said).toHaveLength(3);
  expect([of('agree').checked, of('agree').disabled, of('').problem, of('').line]).toEqual([false, true, { code: 'api-unreachable' }, undefined]);
  // Nor does it hide what is asked for then.
  await click('door-sign-out');
  expect(of('').problem).toEqual({ code: 'not-signed-in' });
});
