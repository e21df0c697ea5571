import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '../../..');

/** `npm run -s sign -- ARGS`, without npm. */
async function run(args: readonly string[], input: string | Buffer): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(join(root, 'node_modules/.bin/node'), [join(root, 'tools/sign.ts'), ...args], { stdio: 'pipe' });
  // A command that needs no input may be gone before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), new Promise<number | null>((done) => child.on('close', done))]);
  return { code, stdout, stderr };
}

const REQUEST = '{"requestData":"{\'OrderCode\':\'\',\'ShipperCode\':\'SF\',\'LogisticCode\':\'118954907573\'}","apiKey":"56da2cf8-c8a2-44b2-b6fa-476cd7d1ba17"}';
const LINE = `{"canonical":"{'OrderCode':'','ShipperCode':'SF','LogisticCode':'118954907573'}56da2cf8-c8a2-44b2-b6fa-476cd7d1ba17","signature":"OWFhM2I5N2ViM2U2MGRkMjc4YzU2NmVlZWI3ZDk0MmE="}\n`;

const KIND = /^\[sign-kind\] One kind of signature has to be named\. Name one of aliyun-rpc, .+, yunxinliuke-voice\.\n$/;
const NOT_JSON = /^\[sign-request\] The request on standard input is not JSON in UTF-8\. Give it as npm run -s sign -- KIND < request\.json\.\n$/;

describe('npm run sign', () => {
  test('prints one JSON line', async () => {
    expect(await run(['kdniao'], REQUEST)).toEqual({ code: 0, stdout: LINE, stderr: '' });
  });
  test('reads a file with a byte order mark, and UTF-8 as it is', async () => {
    expect(await run(['kdniao'], `\ufeff${REQUEST}\r\n`)).toEqual({ code: 0, stdout: LINE, stderr: '' });
    const { stdout } = await run(['kuaidi100'], '{"param":"{\\"from\\":\\"广东深圳\\"}","key":"k","customer":"\\u4e2d😀"}');
    expect(JSON.parse(stdout)).toMatchObject({ canonical: '{"from":"广东深圳"}k中😀' });
  });
  test.each<readonly [string, readonly string[], string | Buffer, RegExp]>([
    ['no kind', [], REQUEST, KIND],
    ['an unknown kind', ['kdniao2'], REQUEST, KIND],
    ['a name of JavaScript', ['constructor'], REQUEST, KIND],
    ['two kinds', ['kdniao', 'kdniao'], REQUEST, KIND],
    ['no request', ['kdniao'], '', NOT_JSON],
    ['no JSON', ['kdniao'], 'requestData=x', NOT_JSON],
    ['another encoding', ['kdniao'], Buffer.from('{"requestData":"\xd6\xd0","apiKey":"k"}', 'latin1'), NOT_JSON],
    ['a missing field', ['kdniao'], '{"requestData":"x"}', /^\[sign-request\] "apiKey" is missing\. docs\/sign\.md says what kdniao needs\.\n$/],
    ['a wrong type', ['kdniao'], '{"requestData":{},"apiKey":"k"}', /^\[sign-request\] "requestData" must be text\. docs\/sign\.md says what kdniao needs\.\n$/],
  ])('%s is refused with 2, a code, a sentence and what to do', async (_name, args, input, sentence) => {
    expect(await run(args, input)).toEqual({ code: 2, stdout: '', stderr: expect.stringMatching(sentence) });
  });
});
