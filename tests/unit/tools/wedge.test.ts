import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { stalled, typed } from '../../support/keys.ts';

const root = resolve(import.meta.dirname, '../../..');

/** `npm run -s wedge`, without npm. */
async function run(input: string | Buffer): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'tools/wedge.ts')], { stdio: 'pipe' });
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), new Promise<number | null>((done) => child.on('close', done))]);
  return { code, stdout, stderr };
}

// Each test starts a process.
describe('npm run wedge', { timeout: 60_000 }, () => {
  test('prints one JSON line of what was scanned and what was held', async () => {
    const events = [...typed('yt7412338509021', { masked: true }), ...stalled('777012345678', 5, 1500, { from: 6000 })];
    const stdout = '[{"kind":"scan","code":"YT7412338509021"},{"kind":"held","reason":"stalled"}]\n';
    expect(await run(JSON.stringify(events))).toEqual({ code: 0, stdout, stderr: '' });
    expect(await run(`\ufeff${JSON.stringify(events, null, 2)}\r\n`)).toEqual({ code: 0, stdout, stderr: '' });
  });
  test('prints an empty list where nothing was scanned', async () => {
    expect(await run('[]')).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });
  test.each<readonly [string, string | Buffer, RegExp]>([
    ['nothing', '', /not JSON in UTF-8/],
    ['no JSON', '[{', /not JSON in UTF-8/],
    ['another encoding', Buffer.from('[{"key":"\xd6"}]', 'latin1'), /not JSON in UTF-8/],
    ['no list', '{"t":1}', /not a list of keyboard events/],
    ['a list of something else', '[1]', /Event 1 of the list is not one of a keyboard\./],
    ['a wrong field', '[{"t":1,"key":"a"},{"t":"2"}]', /Event 2 of the list .*: its "t" has a wrong value\./],
    ['an unknown type', '[{"type":"click"}]', /Event 1 .* "type"/],
  ])('%s is refused with 1, a code and a sentence', async (_, input, sentence) => {
    const { code, stdout, stderr } = await run(input);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/^\[recording-unreadable\] [^\n]+\n$/);
  });
});
