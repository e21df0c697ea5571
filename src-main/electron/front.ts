import type { BrowserWindow } from 'electron';

/** ms after which a new window has the front, or was not given it: it hears nothing of that. */
const SETTLED = 1_000;

/** Tells the page whether its window has the front: when that changes, and when a page begins, which cannot know it. */
export function tellFront(window: BrowserWindow, tell: (inFront: boolean) => void): void {
  let isSettled = false;
  const now = (): void => {
    if (!window.isDestroyed()) tell(window.isFocused());
  };
  window.on('blur', () => tell(false));
  window.on('focus', () => tell(true));
  window.once('show', () => setTimeout(() => {
    isSettled = true;
    now();
  }, SETTLED));
  window.webContents.on('did-finish-load', () => {
    if (isSettled) now();
  });
}
