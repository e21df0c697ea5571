// Before everything else: the style sheets of screens come after it and may say more.
import './palette.css';
import './base.css';
import './shell.css';
import { createRoot } from 'react-dom/client';
import { ask } from '../bridge/station.ts';
import { loadTexts, startTexts } from '../i18n/set-up.ts';
import { FIRST_SETTINGS, showSettings } from '../state/settings.ts';
import { takeDeviceNews } from '../state/devices.ts';
import { showSession } from '../state/session.ts';
import { showStatus } from '../state/status.ts';
import { App } from './app.tsx';
import { WindowBoundary } from './window-boundary.tsx';
import { prepareSounds } from '../screens/desk/sounds.ts';
import { followMain } from './follow-main.ts';
import { applyTheme } from './theme.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no root');

followMain();
const [settings, session, status] = await Promise.all([ask('settings.view', {}), ask('session.view', {}), ask('status.view', {})]);
if (settings.ok) showSettings(settings.value);
if (status.ok) showStatus(status.value);
if (session.ok) showSession(session.value);
const { language, theme } = settings.ok ? settings.value : FIRST_SETTINGS;
applyTheme(theme);
await startTexts(language);
createRoot(root).render(
  <WindowBoundary>
    <App failure={session.ok ? null : session.problem} />
  </WindowBoundary>,
);

// What was sent while this window was being loaded.
takeDeviceNews();
// After the first picture: sounds, and words for problems, so that none has to wait for them when it comes.
requestIdleCallback(() => {
  void loadTexts('errors');
  prepareSounds();
});
