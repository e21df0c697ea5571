import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { privateDisplay } from '../../tools/system/display.ts';
import { startInBackground, type Background } from './background.ts';

/** A screen, a session bus and fcitx5 with pinyin switched on, all of our own: those of a person are left alone. */
export interface InputMethod {
  /** For an app that is to be typed into. */
  readonly env: Readonly<Record<string, string>>;
  /** The input method that the keys go through; '' where they go through none. */
  current(): Promise<string>;
  close(): Promise<void>;
}

const PROFILE = `[Groups/0]
Name=Default
Default Layout=us
DefaultIM=pinyin

[Groups/0/Items/0]
Name=keyboard-us

[Groups/0/Items/1]
Name=pinyin

[GroupOrder]
0=Default
`;
// As a station is left by whoever wrote Chinese last. All other settings are those a person gets.
const CONFIG = `[Behavior]
ActiveByDefault=True
ShareInputState=All
`;

/** A bus that starts nothing by itself: asked for an fcitx5 that is not there yet, a person's bus would start a second one. */
const busAt = (folder: string): string => `<busconfig>
  <type>session</type>
  <listen>unix:dir=${folder}</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`;

export async function startInputMethod(): Promise<InputMethod> {
  // -r: a scanner lets go of every key; a busy machine must not make the server believe one is held down.
  const display = await privateDisplay(['-r']);
  const home = await mkdtemp(join(tmpdir(), 'jingbus-pinyin-'));
  const started: Background[] = [];
  const close = async (): Promise<void> => {
    for (const one of started.toReversed()) await one.end();
    display.close();
    await rm(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const settings = join(home, '.config/fcitx5');
    await mkdir(settings, { recursive: true });
    await writeFile(join(settings, 'profile'), PROFILE);
    await writeFile(join(settings, 'config'), CONFIG);
    await writeFile(join(home, 'bus.conf'), busAt(home));
    const screen = { ...display.env, WAYLAND_DISPLAY: '' };
    const bus = startInBackground('dbus-daemon', [`--config-file=${join(home, 'bus.conf')}`, '--nofork', '--print-address=1'], { ...process.env, ...screen });
    started.push(bus);
    const session = { ...screen, DBUS_SESSION_BUS_ADDRESS: await bus.firstLine() };
    const own = { HOME: home, XDG_CONFIG_HOME: join(home, '.config'), XDG_DATA_HOME: join(home, '.local/share'), XDG_CACHE_HOME: join(home, '.cache') };
    // cloudpinyin, where a person has it, would ask a server on the internet.
    started.push(startInBackground('fcitx5', ['--disable', 'cloudpinyin,wayland,waylandim'], { ...process.env, ...session, ...own }));
    const current = (): Promise<string> => remote({ ...process.env, ...session });
    await untilReady(current);
    // Chromium leaves input methods to GTK, and GTK's module for fcitx finds it over the bus. XMODIFIERS plays no part in that.
    return { env: { ...session, GTK_IM_MODULE: 'fcitx' }, current, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Ends with an error while there is no fcitx5 to ask. */
const remote = (env: NodeJS.ProcessEnv): Promise<string> =>
  new Promise((settle) => execFile('fcitx5-remote', ['-n'], { env }, (error, stdout) => settle(error ? '' : stdout.trim())));

async function untilReady(current: () => Promise<string>): Promise<void> {
  for (const end = Date.now() + 15_000; (await current()) !== 'pinyin'; await new Promise((go) => setTimeout(go, 50))) {
    if (Date.now() > end) throw new Error(`fcitx5 is not ready: its input method is '${await current()}'`);
  }
}
