import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

// A rule that never fires looks exactly like a rule that is kept. So here is a tree that breaks each.

/** file, what it says, the rule it breaks */
const bad: readonly (readonly [string, string, string])[] = [
  ['src-main/flow/scan/a.ts', `import type { D } from '../decide/d.ts';`, 'flow-scan-looks-ahead'],
  ['src-main/flow/decide/a.ts', `import '../screen/s.ts';`, 'flow-decide-looks-ahead'],
  ['src-main/flow/message/a.ts', `import '../provider/p.ts';`, 'flow-message-looks-ahead'],
  ['src-main/flow/queue/a.ts', `import '../provider/p.ts';`, 'flow-queue-looks-ahead'],
  ['src-main/flow/provider/a.ts', `export * from '../ledger/l.ts';`, 'flow-provider-looks-ahead'],
  ['src-main/flow/ledger/a.ts', `void import('../screen/s.ts');`, 'flow-ledger-looks-ahead'],
  ['src-main/flow/print/a.ts', `import '../screen/s.ts';`, 'flow-print-looks-ahead'],
  ['src-main/store/window.ts', `import { app } from 'electron'; app.quit();`, 'electron-only-in-its-room'],
  ['src-main/main.ts', `import { app } from 'electron/main'; app.quit();`, 'electron-only-in-its-room'],
  ['src-main/account/window.ts', `import '../electron/window.ts';`, 'electron-room-is-entered-by-main'],
  ['src-shared/side.ts', `import type { S } from '../src-main/flow/screen/s.ts';`, 'shared-knows-no-side'],
  ['src-shared/file.ts', `import { readFileSync } from 'node:fs'; readFileSync('x');`, 'shared-without-node'],
  ['src-shared/http.ts', `import axios from 'axios'; axios();`, 'shared-libraries'],
  ['src-renderer/reach.tsx', `import type { S } from '../src-main/flow/screen/s.ts';`, 'renderer-stays-in-its-room'],
  ['src-renderer/path.ts', `import { join } from 'path'; join();`, 'renderer-without-node'],
  ['src-renderer/db.ts', `import Database from 'better-sqlite3'; new Database();`, 'renderer-without-main-libraries'],
  ['src-main/practice/cheat.ts', `import '../flow/scan/s.ts';`, 'practice-plays-the-outside'],
  ['src-main/flow/queue/pretend.ts', `import '../../practice/w.ts';`, 'station-knows-no-practice'],
  ['src-main/store/view.ts', `import '../../src-renderer/v.ts';`, 'main-process-without-page'],
  ['src-main/store/try.ts', `import '../../tests/support.ts';`, 'ships-no-tests-or-tools'],
  ['src-main/store/one.ts', `import './two.ts';`, 'no-cycles'],
  ['src-main/store/gone.ts', `import './nowhere.ts';`, 'resolvable'],
  ['src-main/store/lucky.ts', `import lucky from 'lucky'; lucky();`, 'declared'],
];

/** What must stay allowed, or the rules would be kept by switching them off. */
const good: readonly (readonly [string, string])[] = [
  ['src-main/electron/window.ts', `import { BrowserWindow } from 'electron'; new BrowserWindow();`],
  ['src-main/flow/screen/back.ts', `import type { S } from '../scan/s.ts';`],
  ['src-main/practice/world.ts', `import axios from 'axios'; import '../../src-shared/s.ts'; axios();`],
  ['src-main/practice/stage/open.ts', `import '../../sqlite/c.ts';`],
  ['src-renderer/desk.tsx', `import '../src-shared/s.ts'; import { createElement } from 'react'; createElement('p');`],
];

const targets = [
  'src-main/flow/scan/s.ts', 'src-main/flow/decide/d.ts', 'src-main/flow/provider/p.ts', 'src-main/flow/ledger/l.ts',
  'src-main/flow/screen/s.ts', 'src-main/practice/w.ts', 'src-main/sqlite/c.ts', 'src-renderer/v.ts', 'src-shared/s.ts', 'tests/support.ts',
];
const libraries = ['electron', 'axios', 'better-sqlite3', 'react', 'lucky'];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

const checkout = resolve(import.meta.dirname, '../..');
let tree: string;
let found: readonly string[];

beforeAll(async () => {
  tree = await realpath(await mkdtemp(join(tmpdir(), 'boundaries-')));
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(tree, file)), { recursive: true });
    await writeFile(join(tree, file), text);
  };
  const declared = Object.fromEntries(libraries.filter((name) => name !== 'lucky').map((name) => [name, '1.0.0']));
  await put('package.json', JSON.stringify({ name: 'bad-tree', type: 'module', dependencies: declared }));
  for (const name of libraries) {
    await put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    await put(`node_modules/${name}/index.js`, 'module.exports = {};');
    await put(`node_modules/${name}/main.js`, 'module.exports = {};');
  }
  for (const target of targets) await put(target, 'export type S = 1; export type D = 1; export {};');
  await put('src-main/store/two.ts', `import './one.ts';`);
  for (const [file, text] of [...bad, ...good]) await put(file, text);
  found = await cruise();
});
afterAll(() => rm(tree, { recursive: true }));

/** 'file breaks rule', for each violation the command of `npm run check` finds. */
async function cruise(): Promise<string[]> {
  const depcruise = join(checkout, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const args = [depcruise, '--config', join(checkout, '.dependency-cruiser.mjs'), '--output-type', 'json', 'src-shared', 'src-main', 'src-renderer'];
  // Its JSON report exits with 0 whatever it finds.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: tree, maxBuffer: 16 * 1024 * 1024 });
  const report = JSON.parse(stdout) as { summary: { violations: Violation[] } };
  return report.summary.violations.map(({ from, rule }) => `${from} breaks ${rule.name}`);
}

test.each(bad)('%s (%s) breaks %s', (file, _text, rule) => {
  expect(found).toContain(`${file} breaks ${rule}`);
});

test.each(good)('%s may say %s', (file) => {
  expect(found.filter((line) => line.startsWith(`${file} `))).toEqual([]);
});

test('every rule has a tree that breaks it', async () => {
  const address = pathToFileURL(join(checkout, '.dependency-cruiser.mjs')).href;
  const { default: rules } = (await import(address)) as { default: { forbidden: { name: string }[] } };
  const tried = new Set(bad.map(([, , rule]) => rule));
  expect(rules.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});
