import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createTokens } from '../../../../src-main/account/tokens.ts';
import { openSecrets } from '../../../../src-main/electron/secrets.ts';
import { phoneKeys } from '../../../../src-main/flow/scan/phone-keys.ts';
import { createProblems } from '../../../../src-main/station/problems.ts';
import { skipBecause } from '../../../support/skip.ts';
import { shutFor } from '../../../support/shut-file.ts';
import { bench, tempDir } from '../../../support/station.ts';
import { fill, smallDisk } from '../../../support/tmpfs.ts';

/** The system's keyring: whether it is there, and which of its keys it has. */
const keyring = vi.hoisted(() => ({ there: true, backend: 'gnome_libsecret', key: 'A', refuses: false }));
vi.mock('electron', () => ({
  default: {},
  app: { isReady: () => true },
  safeStorage: {
    isEncryptionAvailable: () => keyring.there,
    getSelectedStorageBackend: () => keyring.backend,
    encryptString: (text: string) => Buffer.from(`${keyring.key}${text}`),
    decryptString(sealed: Buffer) {
      if (keyring.refuses || !sealed.toString().startsWith(keyring.key)) throw new Error('Error while decrypting the ciphertext');
      return sealed.toString().slice(1);
    },
  },
}));
beforeEach(() => void Object.assign(keyring, { there: true, backend: 'gnome_libsecret', key: 'A', refuses: false }));

const opened = (dir: string) => openSecrets(dir, () => undefined);
const file = (dir: string): string => join(dir, 'secrets.json');
const sealed = (text: string): string => Buffer.from(`A${text}`).toString('base64');
function keysAt(dir: string, store: ReturnType<typeof bench>, secrets = opened(dir)): { readonly master: string; readonly print: string } {
  const { master, print } = phoneKeys(store.store(), { get: () => secrets.get('phones.acct'), put: (text) => secrets.put('phones.acct', text) });
  return { master: master.toString('hex'), print: print.toString('hex') };
}
const masterAt = (dir: string, store: ReturnType<typeof bench>): string => keysAt(dir, store).master;

test('a secret is there at the next start, and in no plain', () => {
  const dir = tempDir();
  opened(dir).put('tokens', 'secret-1');
  expect(opened(dir).get('tokens')).toBe('secret-1');
  expect(readFileSync(file(dir), 'utf8')).not.toContain('secret-1');
  opened(dir).put('tokens', null);
  expect(opened(dir).get('tokens')).toBeNull();
});

describe('a start whose keyring', () => {
  test.each<readonly [string, Partial<typeof keyring>]>([
    ['is not there', { there: false }],
    ['is none that is safe', { backend: 'basic_text' }],
    ['refuses', { refuses: true }],
    ['is another one', { key: 'B' }],
  ])('%s keeps the keys of phones for the start where it is back', (_name, away) => {
    const dir = tempDir();
    const b = bench();
    const first = masterAt(dir, b);
    Object.assign(keyring, away);
    expect(masterAt(dir, b)).not.toBe(first);
    Object.assign(keyring, { there: true, backend: 'gnome_libsecret', key: 'A', refuses: false });
    expect(masterAt(dir, b)).toBe(first);
  });
  test('is another one from now on keeps what is new', () => {
    const dir = tempDir();
    opened(dir).put('phones.acct', 'old');
    keyring.key = 'B';
    opened(dir).put('phones.acct', 'new');
    expect(opened(dir).get('phones.acct')).toBe('new');
    opened(dir).put('phones.acct', 'newer');
    expect(opened(dir).get('phones.acct')).toBe('newer');
    keyring.key = 'A';
    expect(opened(dir).get('phones.acct')).toBe('old');
  });
  test('is not there signs nobody in again who has signed out, or whom another one followed', () => {
    const dir = tempDir();
    const tokens = { accessToken: 'a', refreshToken: 'r', expiresAt: 1, account: { id: 'a', name: 'A' }, operator: { id: 'o', name: 'O' } };
    createTokens(opened(dir), 'tokens').set(tokens);
    keyring.there = false;
    const away = createTokens(opened(dir), 'tokens');
    expect(away.access()).toBeNull();
    away.set(null);
    away.set({ ...tokens, accessToken: 'of another' });
    keyring.there = true;
    expect(createTokens(opened(dir), 'tokens').access()).toBeNull();
  });
});

describe('a file of secrets', () => {
  test.each(['{"tokens": "', ''])('that is damaged (%j) is put aside whole, and told', (text) => {
    const dir = tempDir();
    writeFileSync(file(dir), text);
    const problems = createProblems(() => undefined);
    const secrets = opened(dir);
    secrets.begin(problems);
    expect(problems.list()).toEqual([{ code: 'secrets-damaged', about: expect.stringMatching(/^secrets\.damaged-\d+\.json$/) as string }]);
    secrets.put('tokens', 'new');
    expect(opened(dir).get('tokens')).toBe('new');
    const aside = readdirSync(dir).find((name) => name.startsWith('secrets.damaged'));
    expect(readFileSync(join(dir, aside ?? ''), 'utf8')).toBe(text);
  });
  test('that is a folder stops no start', () => {
    const dir = tempDir();
    mkdirSync(file(dir));
    opened(dir).put('tokens', 'new');
    expect(opened(dir).get('tokens')).toBe('new');
  });
  describe('that cannot be read', () => {
    function before() {
      const dir = tempDir();
      opened(dir).put('tokens', 'secret-1');
      opened(dir).put('phones.acct', 'key');
      return { dir, text: readFileSync(file(dir), 'utf8') };
    }
    function listened(dir: string) {
      const problems = createProblems(() => undefined);
      const secrets = opened(dir);
      secrets.begin(problems);
      return { secrets, told: () => problems.list() };
    }
    test.each(['EBUSY', 'EPERM', 'EACCES'])('for a moment of the start (%s) is read a moment later, and nobody hears of it', (code) => {
      const { dir } = before();
      shutFor('secrets.json', code, 1);
      const { secrets, told } = listened(dir);
      expect([secrets.get('tokens'), told()]).toEqual(['secret-1', []]);
    });
    test('at the start is read when something of it is needed', () => {
      const { dir } = before();
      const open = shutFor('secrets.json', 'EIO');
      const { secrets, told } = listened(dir);
      expect([secrets.get('tokens'), told()]).toEqual([null, [{ code: 'secrets-damaged', about: 'EIO' }]]);
      open();
      expect([secrets.get('phones.acct'), told()]).toEqual(['key', []]);
      expect(secrets.put('tokens', 'secret-2')).toBe(true);
      expect(['tokens', 'phones.acct'].map(opened(dir).get)).toEqual(['secret-2', 'key']);
    });
    test('before something new was given stays as it is, for nobody could tell which of two keys counts', () => {
      const { dir, text } = before();
      const open = shutFor('secrets.json', 'EIO');
      const { secrets, told } = listened(dir);
      expect(secrets.put('phones.acct', 'another')).toBe(false);
      open();
      expect([secrets.get('phones.acct'), secrets.put('phones.acct', 'another'), told()]).toEqual(['another', false, [{ code: 'secrets-damaged', about: 'EIO' }]]);
      expect(readFileSync(file(dir), 'utf8')).toBe(text);
    });
    test('and proves to be damaged later is put aside then', () => {
      const { dir } = before();
      writeFileSync(file(dir), '{"tokens": "');
      const open = shutFor('secrets.json', 'EIO');
      const { secrets, told } = listened(dir);
      open();
      expect(secrets.get('tokens')).toBeNull();
      expect(told()).toEqual([{ code: 'secrets-damaged', about: expect.stringMatching(/^secrets\.damaged/) as string }]);
      expect(secrets.put('tokens', 'new')).toBe(true);
    });
  });
  describe('that cannot be written', () => {
    const inTheWay = (dir: string): string => `${file(dir)}.new`;
    function refusing(): string {
      const dir = tempDir();
      mkdirSync(inTheWay(dir));
      return dir;
    }
    const freed = (dir: string): void => rmdirSync(inTheWay(dir));
    function told(dir: string) {
      const [problems, lines] = [createProblems(() => undefined), [] as string[]];
      const secrets = openSecrets(dir, (event, about) => void lines.push(`${event} ${about}`));
      secrets.begin(problems);
      return { secrets, lines, codes: () => problems.list().map(({ code }) => code), problems };
    }
    test('stops nothing, is told, and keeps what it was given until the program ends', () => {
      const dir = refusing();
      const { secrets, lines, problems } = told(dir);
      expect(secrets.put('tokens', 'secret-1')).toBe(false);
      expect(secrets.get('tokens')).toBe('secret-1');
      expect(lines).toEqual(['secrets EISDIR']);
      expect(problems.list()).toEqual([{ code: 'secrets-not-written', about: 'EISDIR' }]);
      expect(opened(dir).get('tokens')).toBeNull();
    });
    test('whole, on a disk with room for its first part alone, stays as it was', (context) => {
      const made = smallDisk(tempDir(), 256 * 1024);
      if ('why' in made) return skipBecause(context, made.why);
      onTestFinished(made.remove);
      const { secrets, problems } = told(made.path);
      expect(secrets.put('phones.acct', 'key')).toBe(true);
      fill(made.path, 1);
      expect(secrets.put('providers.acct', 'x'.repeat(8_000))).toBe(false);
      expect(problems.list()).toEqual([{ code: 'secrets-not-written', about: 'ENOSPC' }]);
      expect(opened(made.path).get('phones.acct')).toBe('key');
      expect(readdirSync(made.path).sort()).toEqual(['filler', 'secrets.json']);
    });
    test('is told as well where nobody listened yet', () => {
      const problems = createProblems(() => undefined);
      const secrets = opened(refusing());
      secrets.put('tokens', 'secret-1');
      secrets.begin(problems);
      expect(problems.list()).toEqual([{ code: 'secrets-not-written', about: 'EISDIR' }]);
    });
    test('is tried again until it has everything, and then told no more', () => {
      vi.useFakeTimers();
      onTestFinished(() => void vi.useRealTimers());
      const dir = refusing();
      const { secrets, codes } = told(dir);
      secrets.put('tokens', 'secret-1');
      secrets.put('phones.acct', 'secret-2');
      secrets.put('tokens', null);
      vi.advanceTimersByTime(600_000);
      expect(codes()).toEqual(['secrets-not-written']);
      freed(dir);
      vi.advanceTimersByTime(60_000);
      expect(codes()).toEqual([]);
      expect(['tokens', 'phones.acct'].map(opened(dir).get)).toEqual([null, 'secret-2']);
    });
    test('is tried again with what comes next, be it the same', () => {
      const dir = refusing();
      const { secrets, codes } = told(dir);
      secrets.put('tokens', 'secret-1');
      freed(dir);
      expect(secrets.put('tokens', 'secret-1')).toBe(true);
      expect(codes()).toEqual([]);
      expect(opened(dir).get('tokens')).toBe('secret-1');
    });
    test('leaves the key of fingerprints in the database, over every start, until it has it', () => {
      const dir = refusing();
      const b = bench();
      const inDatabase = (): string | null => b.store().meta.get('phonePrint');
      b.store().meta.set('phonePrint', 'ab'.repeat(32));
      const secrets = opened(dir);
      // Signed in a second time in the same run: what it remembers is no more on the disk than before.
      const runs = [keysAt(dir, b, secrets), keysAt(dir, b, secrets), keysAt(dir, b), keysAt(dir, b)];
      expect(runs.map(({ print }) => print)).toEqual(Array.from({ length: 4 }, () => 'ab'.repeat(32)));
      expect(runs[1]?.master).toBe(runs[0]?.master);
      expect(inDatabase()).toBe('ab'.repeat(32));
      freed(dir);
      const kept = keysAt(dir, b);
      expect([kept.print, inDatabase()]).toEqual(['ab'.repeat(32), null]);
      expect(keysAt(dir, b)).toEqual(kept);
    });
    test('for it could not be read either, leaves that key in the database too', () => {
      const dir = tempDir();
      const b = bench();
      // Nobody gets what is in the way out of the way.
      mkdirSync(file(dir));
      vi.spyOn(Date, 'now').mockReturnValue(7);
      onTestFinished(() => void vi.restoreAllMocks());
      mkdirSync(join(dir, 'secrets.damaged-7.json'));
      writeFileSync(join(dir, 'secrets.damaged-7.json', 'x'), '');
      const { print } = keysAt(dir, b);
      expect(b.store().meta.get('phonePrint')).toBe(print);
      expect(keysAt(dir, b).print).toBe(print);
      expect(told(dir).codes()).toEqual(['secrets-damaged']);
    });
  });
  test('that has a secret is not written for the same again', () => {
    const dir = tempDir();
    const secrets = opened(dir);
    secrets.put('tokens', 'secret-1');
    writeFileSync(file(dir), 'untouched');
    expect([secrets.put('tokens', 'secret-1'), secrets.put('providers.acct', null)]).toEqual([true, true]);
    expect(readFileSync(file(dir), 'utf8')).toBe('untouched');
  });
  test('keeps accounts apart whose names begin alike', () => {
    const dir = tempDir();
    for (const account of ['shop.cn', 'shop', 'shop.cn.east']) opened(dir).put(`phones.${account}`, `of ${account}`);
    for (const account of ['shop', 'shop.cn', 'shop.cn.east']) expect(opened(dir).get(`phones.${account}`)).toBe(`of ${account}`);
  });
  test('of an earlier version, with names in names, is read and goes on', () => {
    const dir = tempDir();
    writeFileSync(file(dir), JSON.stringify({ tokens: sealed('t'), phones: { acct: sealed('k'), shop: { cn: sealed('c') } } }));
    expect(['tokens', 'phones.acct', 'phones.shop.cn', 'phones', 'phones.shop'].map(opened(dir).get)).toEqual(['t', 'k', 'c', null, null]);
    opened(dir).put('phones.acct', 'k2');
    opened(dir).put('phones.shop.cn', null);
    expect(['tokens', 'phones.acct', 'phones.shop.cn'].map(opened(dir).get)).toEqual(['t', 'k2', null]);
  });
});
