import type { Channel } from '../../src-shared/bridge/channels.ts';
import type { Settings } from '../../src-shared/bridge/views.ts';
import { PLATFORMS } from '../../src-shared/domain/couriers.ts';
import { roomsFor, type Room } from '../../src-shared/domain/roles.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import type { Devices } from '../devices/devices.ts';
import { recordingName, writeRecording } from '../devices/recording-file.ts';
import type { Doors } from '../doors/doors.ts';
import type { Tables } from '../table/in-worker.ts';
import { batchHandlers } from './batch-handlers.ts';
import type { Files } from './files.ts';
import type { Handlers } from './handler.ts';
import { reportHandlers } from './report-handlers.ts';
import type { PracticeDoor } from '../doors/practice-door.ts';

/** The room a channel belongs to: whoever does not have the room does not have its channels either. */
export const ROOM_OF: Readonly<Partial<Record<Channel, Room>>> = {
  'desk.scan': 'desk',
  'desk.hurry': 'desk',
  'desk.undo': 'desk',
  'desk.operator': 'desk',
  'desk.operators': 'desk',
  'desk.chooseOperator': 'desk',
  'desk.printCards': 'desk',
  'desk.card': 'desk',
  'desk.recent': 'desk',
  'desk.held': 'desk',
  'desk.takeOff': 'desk',
  'desk.recalls': 'desk',
  'desk.endRecall': 'desk',
  'desk.list': 'desk',
  'desk.history': 'desk',
  'desk.print': 'desk',
  'desk.confirmPrint': 'desk',
  'batch.view': 'batch',
  'batch.choose': 'batch',
  'batch.paste': 'batch',
  'batch.discard': 'batch',
  'batch.start': 'batch',
  'batch.pause': 'batch',
  'batch.cancel': 'batch',
  'batch.rows': 'batch',
  'batch.bad': 'batch',
  'batch.export': 'batch',
  'batch.setRules': 'batch',
  'batch.tryRules': 'batch',
  'batch.stores': 'batch',
  'batch.authorise': 'batch',
  'messages.list': 'messages',
  'messages.one': 'messages',
  'messages.preview': 'messages',
  'messages.send': 'messages',
  'reports.today': 'reports',
  'reports.export': 'reports',
  'exceptions.list': 'exceptions',
  'exceptions.act': 'exceptions',
  'exceptions.badges': 'exceptions',
  'exceptions.unknown': 'exceptions',
  'exceptions.dropUnknown': 'exceptions',
  'exceptions.rules': 'exceptions',
  'exceptions.setRules': 'exceptions',
  'exceptions.pause': 'exceptions',
  'wallet.view': 'wallet',
  'wallet.reconcile': 'wallet',
  'wallet.writeOff': 'wallet',
  'wallet.ledger': 'wallet',
  'wallet.createTopUp': 'wallet',
  'wallet.topUp': 'wallet',
  'wallet.closeTopUp': 'wallet',
  'wallet.letGoTopUp': 'wallet',
  'practice.view': 'practice',
  'practice.network': 'practice',
  'practice.drainBalance': 'practice',
  'practice.pay': 'practice',
  'practice.print': 'practice',
  'settings.saveRecording': 'settings',
};

export type HandlerParts = {
  readonly doors: Doors;
  readonly settings: { view(): Settings; change(change: Partial<Settings>): Settings };
  readonly newId: () => string;
  readonly print: () => Promise<void>;
  readonly tables: Tables;
  readonly files: Files;
  readonly devices: Devices;
};

/** What each channel does: one line where possible, the work is elsewhere. */
export function createHandlers({ doors, settings, newId, print, tables, files, devices }: HandlerParts): Handlers {
  const { client } = doors;
  const batch = batchHandlers(doors, tables, files);
  const practice = (): PracticeDoor => {
    const door = doors.practice();
    if (!door) throw new StationError('not-allowed', 'practice');
    return door;
  };
  return {
    'session.view': () => doors.view(),
    'session.startPractice': () => doors.startPractice(),
    'session.signIn': (request) => doors.signIn(request),
    'session.changePassword': ({ oldPassword, newPassword }) => doors.changePassword(oldPassword, newPassword),
    'session.agreement': () => doors.agreement(),
    'session.accept': ({ version }) => doors.accept(version),
    'session.signOut': () => doors.signOut(),
    'status.view': () => doors.status(),
    'status.deviceNews': () => devices.take(),

    'desk.scan': ({ text, device, ago, typed, queued }) => doors.station().scan(text, { device: device ?? null, ago: ago ?? 0, typed: typed ?? false, queued: queued ?? false }),
    'desk.hurry': () => doors.station().hurry(),
    'desk.operator': ({ badge }) => doors.takeDesk(badge),
    'desk.operators': () => doors.operators(),
    'desk.chooseOperator': ({ id }) => doors.chooseOperator(id),
    'desk.printCards': async () => {
      await print();
      return null;
    },
    'desk.undo': () => doors.station().undo(),
    'desk.card': ({ scanId }) => doors.station().card(scanId),
    'desk.recent': () => doors.station().recent(),
    'desk.held': () => doors.station().held(),
    'desk.takeOff': ({ scanId }) => doors.station().takeOff(scanId),
    'desk.recalls': () => doors.station().recalls(),
    'desk.endRecall': ({ scanId }) => doors.station().endRecall(scanId),
    'desk.list': (request) => doors.station().list(request),
    'desk.history': ({ number }) => doors.station().history(number),
    'desk.print': ({ number, piece, reason }) => doors.station().printing.ask(number, piece, reason),
    'desk.confirmPrint': ({ printId }) => doors.station().printing.confirm(printId),
    ...batch,

    'messages.list': ({ sought }) => doors.station().messages.view(sought),
    'messages.one': ({ jobId }) => doors.station().messages.one(jobId),
    'messages.preview': (request) => doors.station().messages.preview(request),
    'messages.send': (request) => doors.station().messages.send(request),
    ...reportHandlers(doors, tables, files),
    'exceptions.list': () => doors.station().exceptions(),
    'exceptions.act': (decision) => doors.station().act(decision),
    'exceptions.badges': () => doors.station().operators.list().flatMap(({ name, badge }) => (badge === '' ? [] : [{ name, badge }])),
    'exceptions.unknown': () => doors.station().unknowns.list(),
    'exceptions.dropUnknown': ({ number }) => {
      doors.station().dropUnknown(number);
      return doors.station().unknowns.list();
    },
    'exceptions.rules': () => doors.station().rules.now(),
    'exceptions.setRules': ({ unknown, platforms }) => {
      doors.station().rules.set({ unknown, platforms: new Set(platforms).size === PLATFORMS.length ? [] : platforms });
      return doors.station().rules.now();
    },
    'exceptions.pause': ({ paused }) => {
      doors.station().pause(paused);
      return doors.status();
    },

    'wallet.view': () => doors.station().wallet(),
    'wallet.reconcile': () => doors.station().reconcile(),
    'wallet.writeOff': ({ leaseId }) => doors.station().writeOff(leaseId),
    'wallet.ledger': ({ cursor }) => client.call('ledger', cursor === '' ? { limit: 100 } : { cursor, limit: 100 }),
    'wallet.createTopUp': ({ amount, channel }) => doors.station().topUps.create({ requestId: newId(), amount, channel }),
    'wallet.topUp': ({ topUpId }) => doors.station().topUps.look(topUpId),
    'wallet.closeTopUp': ({ topUpId }) => doors.station().topUps.close(topUpId),
    'wallet.letGoTopUp': ({ topUpId }) => doors.station().topUps.letGo(topUpId),

    'practice.view': () => practice().view(),
    'practice.network': ({ network }) => practice().network(network),
    'practice.drainBalance': () => practice().drainBalance(),
    'practice.pay': ({ topUpId }) => practice().pay(topUpId),
    'practice.print': async () => {
      await print();
      return null;
    },

    'settings.view': () => settings.view(),
    'settings.change': (change) => settings.change(change as Partial<Settings>),
    'settings.printers': () => doors.printers(),
    'settings.testPrint': () => doors.testPrint(newId()),
    'settings.devices': () => devices.view(),
    'settings.ports': () => devices.list(),
    'settings.putDevice': (change) => devices.put(change),
    'settings.removeDevice': ({ id }) => devices.remove(id),
    'settings.testDevice': ({ id, on }) => devices.test(id, on),
    'settings.saveRecording': async ({ events }) => {
      const path = await files.choosePlace(recordingName(Date.now()), 'recording');
      return path === null ? null : writeRecording(path, events);
    },
  };
}

/** Throws StationError `not-signed-in` in front of the rooms, and `not-allowed` where the session does not have the channel's. */
export function checkRoom(doors: Doors, channel: Channel): void {
  const room = ROOM_OF[channel];
  if (room === undefined) return;
  const { phase, roles, practice } = doors.view();
  if (phase !== 'ready') throw new StationError('not-signed-in', channel);
  if (!roomsFor(roles, practice).includes(room)) throw new StationError('not-allowed', channel);
}
