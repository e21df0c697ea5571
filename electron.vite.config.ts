import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import { resolve } from 'node:path';
import { spokenWordsPlugin } from './tools/sounds/plugin.ts';

const here = import.meta.dirname;

// The oldest Electron this app runs on: where the pinned one cannot be downloaded, tools/electron
// takes one from the npm registry (Node 20.18, Chrome 130). electron-vite would aim at the pinned one.
const nodeTarget = 'node20.18';
const chromeTarget = 'chrome130';

export default defineConfig({
  main: {
    build: {
      target: nodeTarget,
      outDir: 'out/main',
      // Bundle every library, so that the packaged app carries no node_modules but the native addons.
      externalizeDeps: false,
      rollupOptions: {
        external: ['electron', 'better-sqlite3', '@serialport/bindings-cpp'],
        input: {
          main: resolve(here, 'src-main/main.ts'),
          // The practice world runs in a utility process of its own, hence an entry of its own.
          'practice-world': resolve(here, 'src-main/practice/world.ts'),
          // Tables are read and written in a thread, and the WAL is copied back in one.
          'table-worker': resolve(here, 'src-main/table/worker.ts'),
          'copying-worker': resolve(here, 'src-main/store/copying-worker.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: nodeTarget,
      outDir: 'out/preload',
      // A sandboxed preload can require nothing but electron: one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        external: ['electron'],
        input: { preload: resolve(here, 'src-main/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    // Loaded from the package, not from a site root.
    base: './',
    plugins: [react(), spokenWordsPlugin(here)],
    build: {
      target: chromeTarget,
      outDir: 'out/renderer',
      emptyOutDir: true,
      // Inlined data: URLs and the preload polyfill's inline script would need a looser CSP.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      rollupOptions: { input: resolve(here, 'src-renderer/index.html') },
    },
  },
});
