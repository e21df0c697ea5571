import { z } from 'zod';
import { acceptance, type Agreement } from '../contract/session.ts';
import { conversionRule } from '../contract/stores.ts';
import { TOP_UP_CHANNELS, type LedgerRow, type TopUp } from '../contract/money.ts';
import type { ReconciliationView } from './books-views.ts';
import { BATCH_ROW_STATES, type BadRowView, type BatchRoomView, type BatchRowView, type BatchView, type RulesTried, type StoresView } from './batch-views.ts';
import type { Announcement, Badge, Card, ExceptionRow, MessagePreview, MessagesView, DeskOperator, OperatorAnswer, PracticeView, Recall, ScanLine, SessionView, Settings, StatusView, TodaySends, UndoAnswer, UnknownNumberRow, WalletView } from './views.ts';
import { deviceChange, deviceName, scannerCalibration, weighingRules, type DeviceNews, type DevicesView, type PortView } from './devices.ts';
import { recording } from '../domain/wedge/key-event.ts';
import { MOST_SAVED } from '../domain/wedge/saved-recording.ts';
import { printSettings, type PrintView, type PrinterView, type TestPrint } from './printing.ts';
import type { HistoryMessage, ListPage, ParcelHistory } from './history-views.ts';
import { VERDICTS } from '../domain/verdict.ts';
import { WORK_STATES } from '../domain/work.ts';
import { PERSONS_REASONS } from '../domain/printing.ts';
import { PLATFORMS } from '../domain/couriers.ts';
import { LIST_LIMITS } from '../domain/list.ts';
import type { Li } from '../domain/money.ts';
import type { DeskRules } from '../domain/desk-rules.ts';
import { ERROR_CODES, type Problem } from '../errors/codes.ts';

/**
 * Every request a window can make of the main process, once: its request is checked at the door with this
 * very schema, and both sides take their types from it. Answers are `Answer<...>`: never an exception.
 */
const nothing = z.strictObject({});
const secret = z.string().min(1).max(128);
const request = <Q extends z.ZodType, A>(schema: Q) => ({ schema, answer: undefined as unknown as A });
const asks = <A>() => <Q extends z.ZodType>(schema: Q) => request<Q, A>(schema);

const storeId = z.string().min(1).max(128);
const rules = z.array(conversionRule).max(200);
const oneBatch = z.strictObject({ batchId: z.int().positive() });
/** `after`: the line after which a page begins. */
const page = { batchId: z.int().positive(), after: z.int().nonnegative() };

/** What a table is written with: its headings, and the words for codes. */
const exported = { titles: z.array(z.string().max(40)).min(1).max(12), words: z.array(z.tuple([z.string().max(60), z.string().max(200)])).min(1).max(300) };

const settingsChange = z.strictObject({
  language: z.enum(['zh-CN', 'en']).optional(),
  theme: z.enum(['light', 'dark', 'system']).optional(),
  volume: z.number().min(0).max(1).optional(),
  muted: z.boolean().optional(),
  stationName: z.string().trim().min(1).max(40).optional(),
  weighing: weighingRules.optional(),
  /** Null forgets it. */
  scanner: scannerCalibration.nullable().optional(),
  printing: printSettings.optional(),
});

/** What is typed or scanned for a pickup code; the main process reads it. In a correction an empty phone keeps the one it had. */
const pickup = z.strictObject({
  place: z.string().max(200),
  code: z.string().max(200),
  phone: z.string().max(60),
  /** Empty where no parcel is known. */
  number: z.string().max(200),
  template: z.string().max(40),
  /** The job of the message that was wrong; empty in a new one. */
  corrects: z.string().regex(/^\d{0,15}$/),
});

export const CHANNELS = {
  'session.view': asks<SessionView>()(nothing),
  'session.startPractice': asks<SessionView>()(nothing),
  /** `accountApi`: the origin to sign in to; empty keeps the one in settings. */
  'session.signIn': asks<SessionView>()(z.strictObject({ accountApi: z.string().max(300), account: z.string().trim().min(1).max(64), password: secret })),
  'session.changePassword': asks<SessionView>()(z.strictObject({ oldPassword: secret, newPassword: secret })),
  'session.agreement': asks<Agreement>()(nothing),
  'session.accept': asks<SessionView>()(z.strictObject(acceptance.shape)),
  'session.signOut': asks<SessionView>()(nothing),

  'status.view': asks<StatusView>()(nothing),
  /** What devices sent since the last time, once: at a door too, where it has to be said that nothing is scanned. */
  'status.deviceNews': asks<readonly DeviceNews[]>()(nothing),

  /** One scan, durable before it is answered. `ago`: ms since it was made; `typed`: by a person; `queued`: others wait behind it. Any text is welcome; what is no number gets the verdict `invalid`. */
  'desk.scan': asks<Card>()(z.strictObject({ text: z.string().max(20_000), device: deviceName.optional(), ago: z.number().min(0).optional(), typed: z.boolean().optional(), queued: z.boolean().optional() })),
  /** Somebody has scanned on: what a scan under way still waits for comes after its answer. */
  'desk.hurry': asks<null>()(nothing),
  /** Takes back the newest scan, as far as its work has not been sent; a refusal is an answer. */
  'desk.undo': asks<UndoAnswer>()(nothing),
  /** 换人: the badge says who scans from now on. */
  'desk.operator': asks<OperatorAnswer>()(z.strictObject({ badge: z.string().min(1).max(200) })),
  /** The people of the account, as last heard. */
  'desk.operators': asks<readonly DeskOperator[]>()(nothing),
  /** 换人 by the list: they pack, whatever else they may with their badge. */
  'desk.chooseOperator': asks<OperatorAnswer>()(z.strictObject({ id: z.string().min(1).max(128) })),
  /** Prints the sheet of cards that the window shows, through the system's print dialog. */
  'desk.printCards': asks<null>()(nothing),
  'desk.card': asks<Card>()(z.strictObject({ scanId: z.int().positive() })),
  /** The newest scans first, at most 50. */
  'desk.recent': asks<readonly ScanLine[]>()(nothing),

  /** What must not go on as it is and nobody has said to have, the newest last. */
  'desk.held': asks<readonly Card[]>()(nothing),
  /** 已取下: whoever is at the desk has the parcel of this scan, also where it was called back; the answer is what still is. */
  'desk.takeOff': asks<readonly Recall[]>()(z.strictObject({ scanId: z.int().positive() })),
  /** What is called back and nobody has said to have, the first one first. */
  'desk.recalls': asks<readonly Recall[]>()(nothing),
  /** 已追回; the answer is what still is called back. */
  'desk.endRecall': asks<readonly Recall[]>()(z.strictObject({ scanId: z.int().positive() })),
  /** 今日列表, 50 a page: today's scans, or those of any day whose number ends so (from 4 characters on). `before`: the `next` of the page before, 0 for the first. */
  'desk.list': asks<ListPage>()(
    z.strictObject({ suffix: z.string().max(60), verdict: z.enum([...VERDICTS, 'all']), state: z.enum([...WORK_STATES, 'all']), before: z.int().nonnegative() }),
  ),
  /** Everything kept of one parcel, by its original number, its new one or a piece's. */
  'desk.history': asks<ParcelHistory>()(z.strictObject({ number: z.string().min(1).max(60) })),

  /** A person asks for the slip of a parcel that has left; `piece` is 1 for an order of one. */
  'desk.print': asks<PrintView>()(z.strictObject({ number: z.string().min(1).max(60), piece: z.int().min(1).max(9999), reason: z.enum(PERSONS_REASONS) })),
  /** 已打出: the slip of an unknown print is there. */
  'desk.confirmPrint': asks<PrintView>()(z.strictObject({ printId: z.int().positive() })),

  /** `lists`: so many of the newest ones, 20 where it is left out. */
  'batch.view': asks<BatchRoomView>()(z.strictObject({ lists: z.int().min(1).max(10_000).optional() })),
  /** Lets a person choose a file and reads it as a preview; null where nothing was chosen. */
  'batch.choose': asks<BatchView | null>()(nothing),
  'batch.paste': asks<BatchView>()(z.strictObject({ text: z.string().min(1).max(LIST_LIMITS.pasted) })),
  'batch.discard': asks<BatchRoomView>()(oneBatch),
  'batch.start': asks<BatchRoomView>()(oneBatch),
  'batch.pause': asks<BatchRoomView>()(z.strictObject({ batchId: z.int().positive(), paused: z.boolean() })),
  'batch.cancel': asks<BatchRoomView>()(oneBatch),
  /** 200 rows a page. */
  'batch.rows': asks<readonly BatchRowView[]>()(z.strictObject({ ...page, state: z.enum([...BATCH_ROW_STATES, 'all']) })),
  'batch.bad': asks<readonly BadRowView[]>()(z.strictObject(page)),
  /** Asks for a place and writes the rows there; the window brings the words for headings and codes. The answer is the file's name, null where nothing was chosen. */
  'batch.export': asks<string | null>()(
    z.strictObject({ batchId: z.int().positive(), what: z.enum(['results', 'bad']), ...exported }),
  ),
  'batch.stores': asks<StoresView>()(nothing),
  /** A merchant's authorisation for conversions of a store, recorded with the account API. */
  'batch.authorise': asks<StoresView>()(z.strictObject({ storeId })),

  /** All conversion rules of a store anew, at the account API; `instead` are those that were on the screen. */
  'batch.setRules': asks<StoresView>()(z.strictObject({ storeId, rules, instead: rules })),
  /** What such rules would do with today's orders of the store; nothing is changed. */
  'batch.tryRules': asks<RulesTried>()(z.strictObject({ storeId, rules })),

  /** The newest first, at most 500; `sought`: only those of a whole phone, pickup code or waybill number. */
  'messages.list': asks<MessagesView>()(z.strictObject({ sought: z.string().max(60).optional() })),
  /** All that is known of one message; null where there is none. */
  'messages.one': asks<HistoryMessage | null>()(z.strictObject({ jobId: z.string().regex(/^\d{1,15}$/) })),
  /** Rendered and counted, and what the rules say of it; nothing is sent. */
  'messages.preview': asks<MessagePreview>()(pickup),
  /** Queues a pickup code's message, or a correction; the answer is the list after it. */
  'messages.send': asks<MessagesView>()(pickup),

  'reports.today': asks<TodaySends>()(nothing),
  /** The conversions of a day, of the desk and of lists, written as `batch.export` does. `conversions-none` where it has none. */
  'reports.export': asks<string | null>()(z.strictObject({ day: z.iso.date(), ...exported })),

  'exceptions.list': asks<readonly ExceptionRow[]>()(nothing),
  /** `problem`: as the row said it. */
  'exceptions.act': asks<readonly ExceptionRow[]>()(z.strictObject({ jobId: z.string().min(1).max(64), action: z.enum(['retry', 'void', 'done']), problem: z.enum(ERROR_CODES) })),
  /** 工牌 of the account's people, to print. */
  'exceptions.badges': asks<readonly Badge[]>()(nothing),
  /** 待查: numbers without an order, at most 500; the status has how many wait. */
  'exceptions.unknown': asks<readonly UnknownNumberRow[]>()(nothing),
  /** Nobody waits for this number's order any more. */
  'exceptions.dropUnknown': asks<readonly UnknownNumberRow[]>()(z.strictObject({ number: z.string().min(1).max(40) })),
  'exceptions.rules': asks<DeskRules>()(nothing),
  /** What a supervisor rules for this station. All platforms at once are a rule for every platform, also one of a later version. */
  'exceptions.setRules': asks<DeskRules>()(z.strictObject({ unknown: z.enum(['pass', 'stop']), platforms: z.array(z.enum(PLATFORMS)).min(1).max(PLATFORMS.length) })),
  /** Stops all calls after those under way, or goes on. */
  'exceptions.pause': asks<StatusView>()(z.strictObject({ paused: z.boolean() })),

  'wallet.view': asks<WalletView>()(nothing),
  /** Both sides of this station's journal, entry by entry. */
  'wallet.reconcile': asks<ReconciliationView>()(nothing),
  /** Gives up the lease of a lost station; the answer is what came back of it. */
  'wallet.writeOff': asks<{ returned: Li }>()(z.strictObject({ leaseId: z.string().min(1).max(128) })),
  'wallet.ledger': asks<{ items: readonly LedgerRow[]; next: string; more: boolean }>()(z.strictObject({ cursor: z.string().max(64) })),
  'wallet.createTopUp': asks<TopUp>()(z.strictObject({ amount: z.int().min(1000).max(100_000_000), channel: z.enum(TOP_UP_CHANNELS) })),
  'wallet.topUp': asks<TopUp>()(z.strictObject({ topUpId: z.string().min(1).max(128) })),
  'wallet.closeTopUp': asks<TopUp>()(z.strictObject({ topUpId: z.string().min(1).max(128) })),
  /** Waits no longer for one that can't be asked about: null. One that can be is the answer, and stays. */
  'wallet.letGoTopUp': asks<TopUp | null>()(z.strictObject({ topUpId: z.string().min(1).max(128) })),

  /** Practice mode only; elsewhere `not-allowed`. */
  'practice.view': asks<PracticeView>()(nothing),
  'practice.network': asks<PracticeView>()(z.strictObject({ network: z.enum(['on', 'off']) })),
  'practice.drainBalance': asks<PracticeView>()(nothing),
  /** Plays the phone that reads the QR code and pays on the payment page. */
  'practice.pay': asks<PracticeView>()(z.strictObject({ topUpId: z.string().min(1).max(128) })),
  /** Prints the practice sheet through the system's print dialog. */
  'practice.print': asks<null>()(nothing),

  'settings.view': asks<Settings>()(nothing),
  'settings.change': asks<Settings>()(settingsChange),

  /** The printers to choose from, of the system or of the component that the settings name. */
  'settings.printers': asks<readonly PrinterView[]>()(nothing),
  /** 试打一张; answered when the printer has said what became of it. */
  'settings.testPrint': asks<TestPrint>()(nothing),

  'settings.devices': asks<DevicesView>()(nothing),
  /** The ports that the system knows of. */
  'settings.ports': asks<readonly PortView[]>()(nothing),
  'settings.putDevice': asks<DevicesView>()(deviceChange),
  'settings.removeDevice': asks<DevicesView>()(z.strictObject({ id: z.uuid() })),
  /** The next thing that the device sends is shown and not scanned. */
  'settings.testDevice': asks<DevicesView>()(z.strictObject({ id: z.uuid(), on: z.boolean() })),
  /** Asks for a place and writes what a keyboard scanner typed there, as `npm run -s wedge` reads it. The answer is the file's name, null where nothing was chosen. */
  'settings.saveRecording': asks<string | null>()(z.strictObject({ events: recording.min(1).max(MOST_SAVED) })),
} as const;

export type Channel = keyof typeof CHANNELS;
export type ChannelRequest<C extends Channel> = z.input<(typeof CHANNELS)[C]['schema']>;
export type ChannelAnswer<C extends Channel> = (typeof CHANNELS)[C]['answer'];
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** What the main process tells windows unasked. */
export type BridgeEvents = {
  session: SessionView;
  status: StatusView;
  /** A card changed: a job ended, a number came back. */
  card: Card;
  announcement: Announcement;
  settings: Settings;
  /** The list of messages is another than before. */
  messages: null;
  devices: DevicesView;
  /** The window has come to the front, or another one has: then no key arrives. */
  front: boolean;
  /** A device has sent something: `status.deviceNews` has it. */
  deviceNews: null;
};
export type EventName = keyof BridgeEvents;
