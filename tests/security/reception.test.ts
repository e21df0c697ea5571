import { describe, expect, test } from 'vitest';
import { CHANNELS, type Channel, type ChannelRequest } from '../../src-shared/bridge/channels.ts';
import type { Phase, SessionView } from '../../src-shared/bridge/views.ts';
import { ROLES, roomsFor, type Role } from '../../src-shared/domain/roles.ts';
import { ERROR_CODES, StationError } from '../../src-shared/errors/codes.ts';
import type { Handlers } from '../../src-main/bridge/handler.ts';
import { ROOM_OF, createHandlers } from '../../src-main/bridge/handlers.ts';
import { createReception } from '../../src-main/bridge/reception.ts';
import type { Doors } from '../../src-main/doors/doors.ts';
import { PHONE } from '../support/samples.ts';

const NAMES = Object.keys(CHANNELS) as Channel[];

const DEVICE = '0c4f5b9e-7f0d-4c55-9d0a-3b1f0a4b7f10';

/** A request of each channel that is in order; a channel without one does not compile. */
const GOOD: { readonly [C in Channel]: ChannelRequest<C> } = {
  'session.view': {}, 'session.startPractice': {}, 'session.agreement': {}, 'session.signOut': {}, 'status.view': {}, 'desk.recent': {}, 'messages.list': {}, 'messages.one': { jobId: '1' }, 'messages.preview': { place: '东门驿站', code: '1-2-3', phone: '19900000001', number: '', template: 'pickup-code', corrects: '1' }, 'messages.send': { place: '东门驿站', code: '1-2-3', phone: '19900000001', number: '', template: 'pickup-code', corrects: '1' },
  'reports.today': {}, 'reports.export': { day: '2026-11-24', titles: ['原单号'], words: [['done', '完成']] }, 'exceptions.list': {}, 'wallet.view': {}, 'wallet.reconcile': {},
  'practice.view': {}, 'practice.drainBalance': {}, 'practice.print': {}, 'settings.view': {},
  'session.signIn': { accountApi: '', account: 'a', password: 'p' },
  'session.changePassword': { oldPassword: 'old', newPassword: 'new' },
  'session.accept': { version: '1' },
  'exceptions.pause': { paused: true },
  'batch.view': {}, 'batch.choose': {}, 'batch.stores': {},
  'batch.paste': { text: 'SF1234567890123' },
  'batch.discard': { batchId: 1 }, 'batch.start': { batchId: 1 }, 'batch.cancel': { batchId: 1 },
  'batch.pause': { batchId: 1, paused: true },
  'batch.rows': { batchId: 1, after: 0, state: 'all' },
  'batch.bad': { batchId: 1, after: 0 },
  'batch.export': { batchId: 1, what: 'results', titles: ['运单号'], words: [['done', '已转换']] },
  'batch.authorise': { storeId: 's' },
  'batch.setRules': { storeId: 's', rules: [{ from: { prefix: 'YT' }, to: null, overrides: true }], instead: [] },
  'batch.tryRules': { storeId: 's', rules: [] },
  'desk.scan': { text: 'SF1234567890123' },
  'status.deviceNews': {}, 'settings.devices': {}, 'settings.ports': {},
  'settings.putDevice': { kind: 'scanner', name: '左手', path: '/dev/ttyUSB0', baudRate: 9600, end: 'line' },
  'settings.removeDevice': { id: DEVICE },
  'settings.testDevice': { id: DEVICE, on: true },
  'settings.saveRecording': { events: [{ t: 0, key: 'S', code: 'KeyS' }] },
  'desk.undo': {}, 'desk.operator': { badge: 'OP-1001' }, 'desk.printCards': {}, 'exceptions.badges': {},
  'exceptions.unknown': {}, 'exceptions.dropUnknown': { number: 'SF1234567890123' }, 'exceptions.rules': {}, 'exceptions.setRules': { unknown: 'pass', platforms: ['jd'] },
  'desk.print': { number: 'SF1234567890123', piece: 1, reason: 'lost' }, 'desk.confirmPrint': { printId: 1 }, 'settings.printers': {}, 'settings.testPrint': {},
  'desk.card': { scanId: 1 },
  'desk.held': {},
  'desk.takeOff': { scanId: 1 },
  'desk.recalls': {},
  'desk.hurry': {},
  'desk.endRecall': { scanId: 1 },
  'desk.operators': {},
  'desk.chooseOperator': { id: 'op-1' },
  'desk.list': { suffix: '', verdict: 'all', state: 'all', before: 0 },
  'desk.history': { number: 'SF1234567890123' },
  'exceptions.act': { jobId: '1', action: 'retry', problem: 'job-unreadable' },
  'wallet.writeOff': { leaseId: 'l' },
  'wallet.ledger': { cursor: '' },
  'wallet.createTopUp': { amount: 1_000, channel: 'wechat' },
  'wallet.topUp': { topUpId: 't' },
  'wallet.closeTopUp': { topUpId: 't' },
  'wallet.letGoTopUp': { topUpId: 't' },
  'practice.network': { network: 'on' },
  'practice.pay': { topUpId: 't' },
  'settings.change': { language: 'en', theme: 'dark', volume: 0.5, muted: true, stationName: '03' },
};

/** A session in front of a reception whose handlers only remember that they were called. */
function atTheDoor(given: { phase?: Phase; roles?: readonly Role[]; practice?: boolean; handle?: (channel: Channel) => unknown } = {}) {
  const { phase = 'ready', roles = ROLES, practice = true } = given;
  const view: SessionView = {
    phase, practice, roles, version: '1', failure: null, expired: false, atWork: true, accountId: null, account: null, operator: null, rooms: roomsFor(roles, practice), station: null, accountApi: null,
  };
  const called: Channel[] = [];
  const lines: string[] = [];
  const handlers = Object.fromEntries(NAMES.map((name) => [name, () => {
    called.push(name);
    return given.handle?.(name);
  }])) as unknown as Handlers;
  const doors = { view: () => view } as unknown as Doors;
  return { receive: createReception(doors, handlers, (event, about) => lines.push(`${event} ${about}`)), called, lines };
}
const MALFORMED = { ok: false, problem: expect.objectContaining({ code: 'request-malformed' }) };
const REFUSED = (channel: Channel, phase: Phase = 'ready') => ({ ok: false, problem: { code: phase === 'ready' ? 'not-allowed' : 'not-signed-in', about: channel } });

describe('a channel', () => {
  test.each([
    '', ' ', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', 'session', 'session.', 'session.view ', ' session.view', 'SESSION.VIEW', 'session.view\u0000', 'desk.scan.text', 'session.view.__proto__', 'x'.repeat(100_000),
  ])('named %.40j is none', async (channel) => {
    const { receive, called } = atTheDoor();
    expect(await receive(channel, {})).toEqual(MALFORMED);
    expect(called).toEqual([]);
  });
  test.each([[null], [undefined], [0], [['session.view']], [{ toString: () => 'session.view' }], [Symbol('session.view')]])('that is no text is none', async (channel) => {
    const { receive, called } = atTheDoor();
    expect(await receive(channel as unknown as string, {})).toEqual(MALFORMED);
    expect(called).toEqual([]);
  });
  test.each(NAMES)('%s answers what is in order', async (channel) => {
    const { receive, called } = atTheDoor({ handle: () => 'answer' });
    expect(await receive(channel, GOOD[channel])).toEqual({ ok: true, value: 'answer' });
    expect(called).toEqual([channel]);
  });
  test.each([['none', ''], ['the longest', 'x'.repeat(2_000)]])('accepts an agreement of whatever version the account API may name: %s', async (_name, version) => {
    const { receive } = atTheDoor({ handle: () => 'answer' });
    expect(await receive('session.accept', { version })).toEqual({ ok: true, value: 'answer' });
  });
  test('has a handler, each exactly one', () => {
    const handlers = createHandlers({ doors: { client: {} } as unknown as Doors, settings: { view: () => ({}) as never, change: () => ({}) as never }, newId: () => 'id', print: async () => undefined, tables: {} as never, files: {} as never, devices: {} as never });
    expect(Object.keys(handlers).sort()).toEqual([...NAMES].sort());
    for (const name of NAMES) expect(handlers[name]).toBeTypeOf('function');
  });
});

describe('a request that is not in order', () => {
  const strange: readonly (readonly [string, unknown])[] = [
    ['nothing', undefined], ['null', null], ['a text', 'x'], ['a number', 1], ['a list', []], ['a list of one', [{}]], ['a function', () => ({})],
  ];
  describe.each(NAMES)('%s', (channel) => {
    test.each(strange)('%s is refused and reaches no handler', async (_name, request) => {
      const { receive, called } = atTheDoor();
      expect(await receive(channel, request)).toEqual(MALFORMED);
      expect(called).toEqual([]);
    });
    test('so is anything that is too much, of the prototype too', async () => {
      const { receive, called } = atTheDoor();
      const good = JSON.stringify(GOOD[channel]);
      for (const more of ['"more":1', '"__proto__":{"admin":true}', '"constructor":1']) {
        const request: unknown = JSON.parse(good === '{}' ? `{${more}}` : good.replace(/\}$/, `,${more}}`));
        expect(await receive(channel, request), more).toEqual(MALFORMED);
      }
      expect(called).toEqual([]);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
    });
    const optional = channel === 'settings.change';
    test('so is anything that is missing or of another kind', async () => {
      const { receive, called } = atTheDoor();
      for (const [name, value] of Object.entries(GOOD[channel])) {
        const { [name]: _, ...without } = GOOD[channel] as Record<string, unknown>;
        if (!optional) expect(await receive(channel, without), `without ${name}`).toEqual(MALFORMED);
        // A list may be empty.
        for (const other of [null, ...(Array.isArray(value) && channel !== 'exceptions.setRules' ? [] : [[]]), {}, [value], Number.NaN, Number.POSITIVE_INFINITY, typeof value === 'string' ? 1 : '1', 'x'.repeat(5_000_001)]) {
          expect(await receive(channel, { ...without, [name]: other }), `${name} ${String(other).slice(0, 20)}`).toEqual(MALFORMED);
        }
      }
      expect(called).toEqual([]);
    });
  });

  test.each<readonly [Channel, object]>([
    ['desk.card', { scanId: 0 }], ['desk.card', { scanId: -1 }], ['desk.card', { scanId: 1.5 }], ['desk.card', { scanId: 2 ** 60 }],
    ['wallet.createTopUp', { amount: 999, channel: 'wechat' }], ['wallet.createTopUp', { amount: 100_000_001, channel: 'wechat' }], ['wallet.createTopUp', { amount: 1_000.5, channel: 'wechat' }], ['wallet.createTopUp', { amount: 1_000, channel: 'cash' }],
    ['exceptions.act', { jobId: '1', action: 'delete', problem: 'job-unreadable' }], ['exceptions.act', { jobId: '', action: 'retry', problem: 'job-unreadable' }], ['exceptions.act', { jobId: '1', action: 'retry', problem: 'none' }],
    ['settings.change', { volume: 1.1 }], ['settings.change', { volume: -0.1 }], ['settings.change', { language: 'de' }], ['settings.change', { stationName: '   ' }], ['settings.change', { accountApi: 'https://evil.example' }],
    ['session.signIn', { accountApi: '', account: '   ', password: 'p' }], ['session.signIn', { accountApi: '', account: 'a', password: '' }],
    ['session.accept', { version: 'x'.repeat(2_001) }], ['practice.network', { network: 'maybe' }],
  ])('%s %j is out of bounds', async (channel, request) => {
    const { receive, called } = atTheDoor();
    expect(await receive(channel, request)).toEqual(MALFORMED);
    expect(called).toEqual([]);
  });

  test('is named by its place, and none of its values is told or logged', async () => {
    const { receive, lines } = atTheDoor();
    const answer = await receive('session.signIn', { accountApi: '', account: PHONE, password: 'hunter2'.repeat(100) });
    expect(answer).toEqual({ ok: false, problem: { code: 'request-malformed', about: 'session.signIn password' } });
    expect(JSON.stringify([answer, lines])).not.toMatch(new RegExp(`hunter2|${PHONE}`));
  });
});

describe('rooms', () => {
  const roled = Object.entries(ROOM_OF) as [Channel, NonNullable<(typeof ROOM_OF)[Channel]>][];
  test('every channel belongs to the room it is named after, but for those in front of the rooms', () => {
    const open = NAMES.filter((name) => ROOM_OF[name] === undefined);
    expect(open.filter((name) => !/^(session|status|settings)\./.test(name))).toEqual([]);
    for (const [channel, room] of roled) expect(channel.split('.')[0]).toBe(room);
  });

  const sessions: readonly (readonly [string, { phase?: Phase; roles?: readonly Role[]; practice?: boolean }])[] = [
    ...(['failed', 'welcome', 'sign-in', 'new-password', 'agreement'] as const).map((phase) => [`nobody in front of a room (${phase})`, { phase }] as const),
    ['nobody with a role', { roles: [] }],
    ['a packer', { roles: ['packer'], practice: false }],
    ['a packer in practice', { roles: ['packer'], practice: true }],
    ['a supervisor', { roles: ['supervisor'], practice: false }],
    ['a merchant', { roles: ['merchant'], practice: false }],
    ['everybody at once, not in practice', { roles: ROLES, practice: false }],
    ['everybody at once, in practice', { roles: ROLES, practice: true }],
  ];
  describe.each(sessions)('%s', (_name, session) => {
    test.each(roled)('%s', async (channel, room) => {
      const { receive, called } = atTheDoor({ ...session, handle: () => 'answer' });
      const may = (session.phase ?? 'ready') === 'ready' && roomsFor(session.roles ?? ROLES, session.practice ?? true).includes(room);
      expect(await receive(channel, GOOD[channel])).toEqual(may ? { ok: true, value: 'answer' } : REFUSED(channel, session.phase));
      expect(called).toEqual(may ? [channel] : []);
    });
  });
  test('a malformed request to a closed room says nothing of the room', async () => {
    const { receive } = atTheDoor({ roles: ['packer'], practice: false });
    expect(await receive('wallet.createTopUp', { amount: 'x' })).toEqual(MALFORMED);
  });
});

describe('a handler that fails', () => {
  test.each<readonly [string, () => unknown, object]>([
    ['as expected', () => { throw new StationError('disk-full', 'SQLITE_FULL'); }, { code: 'disk-full', about: 'SQLITE_FULL' }],
    ['later', () => Promise.reject(new StationError('api-busy')), { code: 'api-busy' }],
    ['in a read of the database', () => { throw Object.assign(new Error('malformed'), { code: 'SQLITE_CORRUPT_VTAB' }); }, { code: 'database-damaged', about: 'SQLITE_CORRUPT_VTAB' }],
    ['unexpectedly', () => { throw new TypeError(`of ${PHONE}`); }, { code: 'internal' }],
    ['with nothing', () => Promise.reject(null), { code: 'internal' }],
    ['with a text', () => { throw `of ${PHONE}`; }, { code: 'internal' }],
    ['with a phone in its details', () => { throw new StationError('api-refused', `of ${PHONE}`); }, { code: 'api-refused', about: 'of [phone…678]' }],
  ])('%s is an answer with a problem, never an exception', async (_name, handle, problem) => {
    const { receive } = atTheDoor({ handle });
    const answer = await receive('session.view', {});
    expect(answer).toEqual({ ok: false, problem });
    expect(structuredClone(answer)).toEqual(answer);
    expect(ERROR_CODES).toContain((answer as { problem: { code: string } }).problem.code);
  });
});
