// npm run check: everything that can be known without running the program
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bin } from './bin.ts';
import { handOverQuietly } from './child.ts';
import { say } from './report/say.ts';
import { runTool } from './report/stop.ts';
import { root } from './root.ts';

const rooms = ['src-shared', 'src-main', 'src-renderer', 'tests', 'tools'].filter((room) => existsSync(join(root, room)));

const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', bin('tsc', 'typescript'), ['-p', 'tsconfig.json']],
  ['types of src-shared, without Node and DOM', bin('tsc', 'typescript'), ['-p', 'tsconfig.shared.json']],
  ['lint', bin('oxlint'), ['--deny-warnings']],
  ['boundaries', bin('depcruise', 'dependency-cruiser'), ['--config', '.dependency-cruiser.mjs', '--output-type', 'err-long', ...rooms]],
  ['dead code', bin('knip'), []],
  // Code that is put another way takes its known mistake with it: said here, where it is cheap to mend.
  ['known mistakes', bin('vitest'), ['run', '--reporter=dot', 'tests/property/mutations.test.ts']],
];

await runTool(async () => {
  const failed: string[] = [];
  for (const [name, script, args] of checks) {
    say(`check: ${name}`);
    if ((await handOverQuietly(process.execPath, [script, ...args])) !== 0) failed.push(name);
  }
  say(failed.length === 0 ? 'check: all well' : `check: FAILED: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
});
