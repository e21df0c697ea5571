import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { useBegunWith } from '../../../src-renderer/components/use-begun-with.ts';
import { mount } from '../../support/played-react.ts';

vi.mock('react', () => import('../../support/played-react.ts'));

const settled = (): Promise<void> => new Promise((go) => setImmediate(go));

test('what was typed stays until the value outside is another, also where that is one it was before, and nothing was typed between', async () => {
  const field = mount(() => {
    const [outside, save] = useState('工位 01');
    const [text, type] = useBegunWith(outside, outside);
    return { text, type, save };
  });
  expect(field.now().text).toBe('工位 01');
  field.now().type(' 工位 02 ');
  await settled();
  expect(field.now().text).toBe(' 工位 02 ');
  field.now().save('工位 02');
  await settled();
  expect(field.now().text).toBe('工位 02');
  field.now().type('');
  await settled();
  expect(field.now().text).toBe('');
  field.now().save('工位 01');
  await settled();
  expect(field.now().text).toBe('工位 01');
  // Typed for the first one, and kept by nobody.
  field.now().type(' 工位 03 ');
  await settled();
  for (const name of ['工位 03', '工位 01']) {
    field.now().save(name);
    await settled();
    expect(field.now().text).toBe(name);
  }
});
