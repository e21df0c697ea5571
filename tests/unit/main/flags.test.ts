import { describe, expect, test } from 'vitest';
import { argumentsOf, argumentsSent, readFlags, type Flags } from '../../../src-main/start/flags.ts';
import { StationError } from '../../../src-shared/errors/codes.ts';

function refusalOf(...args: readonly string[]): { code: string; about: string | undefined } {
  try {
    readFlags(args);
  } catch (error) {
    if (error instanceof StationError) return { code: error.code, about: error.about };
    throw error;
  }
  throw new Error(`accepted: ${args.join(' ')}`);
}

const DEFAULTS = { practice: false, userDataDir: null, seed: 1, accountApi: null, practicePort: 0 };

describe('what may be given', () => {
  test('nothing', () => expect(readFlags([])).toEqual(DEFAULTS));
  test.each<readonly [readonly string[], Partial<ReturnType<typeof readFlags>>]>([
    [['--practice'], { practice: true }],
    [['--practice', '--seed', '42'], { practice: true, seed: 42 }],
    [['--seed=4294967295'], { seed: 4_294_967_295 }],
    [['--seed=0'], { seed: 0 }],
    [['--user-data-dir', 'a folder/数据'], { userDataDir: 'a folder/数据' }],
    [['--practice-port=65535'], { practicePort: 65_535 }],
    [['--account-api', 'https://api.example.com/v1?x=1'], { accountApi: 'https://api.example.com' }],
    [['--account-api=http://127.0.0.1:8080'], { accountApi: 'http://127.0.0.1:8080' }],
  ])('%j', (args, expected) => {
    expect(readFlags(args)).toEqual({ ...DEFAULTS, ...expected });
  });

  test.each([
    '--no-sandbox', '--disable-gpu', '--enable-logging', '--remote-debugging-port=9222', '--inspect=0', '--inspect-brk', '--force-device-scale-factor=1',
    '--lang=zh-CN', '--ozone-platform=headless', '--use-gl=swiftshader', '--ignore-gpu-blocklist', '--headless', '--js-flags=--max-old-space-size=200',
    '--password-store=basic', '--proxy-server=127.0.0.1:1', '--host-rules=MAP', '--allow-file-access', '--v=1', '--vmodule=x=1', '--log-level=0', '--mute-audio',
  ])("the engine's own %s passes", (arg) => {
    expect(readFlags([arg, '--practice'])).toEqual({ ...DEFAULTS, practice: true });
  });
});

describe('the command line of another start', () => {
  test.each<Flags>([
    DEFAULTS,
    { practice: true, userDataDir: '--practice 数据', seed: 0, accountApi: 'http://127.0.0.1:8080', practicePort: 65_535 },
  ])('means what that one was started with: %j', (flags) => {
    expect(readFlags(argumentsOf(flags))).toEqual(flags);
    expect(argumentsSent({ args: argumentsOf(flags) })).toEqual(argumentsOf(flags));
  });
  test('has nothing that is not ours', () => {
    expect(argumentsSent({ args: ['--no-sandbox', '--practice', '--proxy-server=evil.example'] })).toEqual(argumentsOf({ ...DEFAULTS, practice: true }));
  });
  test.each([[undefined], [null], ['--practice'], [{}], [{ args: '--practice' }], [{ args: [1] }], [{ args: ['--practise'] }], [{ args: ['--seed=x'] }]])('is none where %j was sent', (sent) => {
    expect(argumentsSent(sent)).toBeNull();
  });
});

describe('what is refused, by name', () => {
  test.each([
    [['--practise'], '--practise'],
    [['--Practice'], '--Practice'],
    [['-p'], '-p'],
    [['--practice', 'now'], 'now'],
    [['--seed', '7', '--practise'], '--practise'],
    [['--user-data-dir', 'somewhere', '--sed=1'], '--sed'],
    [['--user-data-directory=x'], '--user-data-directory'],
  ])('%j is not known', (args, named) => {
    expect(refusalOf(...args)).toEqual({ code: 'flag-unknown', about: named });
  });

  test.each([
    [['--seed', 'seven'], '--seed seven'],
    [['--seed', '-1'], '--seed'],
    [['--seed='], '--seed '],
    [['--seed', '4294967296'], '--seed 4294967296'],
    [['--seed', '1.5'], '--seed 1.5'],
    [['--seed', '0x10'], '--seed 0x10'],
    [['--seed'], '--seed'],
    [['--practice-port', '65536'], '--practice-port 65536'],
    [['--practice=yes'], '--practice'],
    [['--user-data-dir', ''], '--user-data-dir'],
    [['--user-data-dir', '--practice'], '--user-data-dir'],
    [['--account-api', 'http://api.example.com'], '--account-api http://api.example.com'],
    [['--account-api', 'api.example.com'], '--account-api api.example.com'],
    [['--account-api', 'file:///etc/passwd'], '--account-api file:///etc/passwd'],
  ])('%j has a wrong value', (args, named) => {
    expect(refusalOf(...args)).toEqual({ code: 'flag-value', about: named });
  });

  test('a very long one is cut', () => {
    expect(refusalOf(`--${'x'.repeat(500)}`).about?.length).toBeLessThanOrEqual(60);
    expect(refusalOf('--seed', '9'.repeat(500)).about?.length).toBeLessThanOrEqual(60);
  });
});
