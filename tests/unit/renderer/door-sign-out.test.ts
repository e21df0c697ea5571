import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Agreement } from '../../../src-renderer/app/doors/agreement.tsx';
import { NewPassword } from '../../../src-renderer/app/doors/new-password.tsx';

test.each([['新密码', NewPassword], ['服务协议', Agreement]])('the door %s has a way out beside the one through it', (_name, door) => {
  const page = renderToStaticMarkup(createElement(door));
  expect(page).toContain('type="submit"');
  expect(page).toMatch(/<button type="button"[^>]*data-testid="door-sign-out"/);
});
