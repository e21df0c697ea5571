import type { Launched } from './app.ts';

/** Another window of the same screen, as a chat or a browser is: it comes to the front, and goes. */
export interface AnotherWindow {
  /** `typed` is pressed in the station's window right before it loses the front. */
  toFront(typed?: string): Promise<void>;
  close(): Promise<void>;
}

export async function anotherWindow({ app }: Launched): Promise<AnotherWindow> {
  const id = await app.evaluate(async ({ BrowserWindow }) => {
    const other = new BrowserWindow({ width: 480, height: 320, show: false });
    await other.loadURL('data:text/html,<title>another</title>');
    return other.id;
  });
  return {
    toFront: (typed = '') =>
      app.evaluate(({ BrowserWindow }, [other, keys]) => {
        const all = BrowserWindow.getAllWindows();
        const station = all.find((one) => one.id !== other);
        for (const keyCode of keys as string) for (const type of ['keyDown', 'char', 'keyUp'] as const) station?.webContents.sendInputEvent({ type, keyCode });
        const another = all.find((one) => one.id === other);
        another?.show();
        another?.focus();
      }, [id, typed] as const),
    // As a person closes it: it goes by itself a moment later, not in the middle of what the test asks of the program.
    close: () =>
      app.evaluate(({ BrowserWindow }, other) => new Promise<void>((gone) => {
        const another = BrowserWindow.fromId(other);
        if (!another) return gone();
        another.once('closed', () => gone());
        another.close();
      }), id),
  };
}
