// The least that an Electron window can be: what the station is compared with.
const { app, BrowserWindow } = require('electron');
const { join } = require('node:path');
app.once('ready', () => {
  const window = new BrowserWindow({ width: 1920, height: 1080, show: false, webPreferences: { sandbox: true } });
  window.once('ready-to-show', () => window.show());
  void window.loadFile(join(__dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
