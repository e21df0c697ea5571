import { create } from 'zustand';
import type { Settings } from '../../src-shared/bridge/views.ts';

const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
let chosen: Settings['theme'] = 'system';

/** The theme in use; style sheets read it from the document, antd from here. */
export const useTheme = create<{ readonly dark: boolean }>(() => ({ dark: false }));

export function applyTheme(theme: Settings['theme']): void {
  chosen = theme;
  const dark = theme === 'dark' || (theme === 'system' && systemIsDark.matches);
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
  useTheme.setState({ dark });
}

systemIsDark.addEventListener('change', () => applyTheme(chosen));
