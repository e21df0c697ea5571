import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { deliveryReport } from '../../../src-shared/contract/messages.ts';
import { arrival, messageLimits, messageTemplate } from '../../../src-shared/contract/templates.ts';
import { INTERCEPTION_REASONS, parcel, provider } from '../../../src-shared/contract/parcels.ts';
import { storeTerms } from '../../../src-shared/contract/stores.ts';
import { SERVICES } from '../../../src-shared/domain/work.ts';
import { book, booksOf } from '../account/books.ts';
import { failDeliveries, tellDelivery } from '../account/delivery-reports.ts';
import { changePrice, limitProviders, swapProvider, switchService, switchTracking } from '../account/entitlements.ts';
import { intercept } from '../account/interceptions.ts';
import { planArrival } from '../account/arrivals.ts';
import { lendAtMost } from '../account/leases.ts';
import { fileTemplate, limitMessages, reply } from '../account/messages.ts';
import { putOrder } from '../account/orders.ts';
import { putRules, putStore } from '../account/stores.ts';
import { paymentUrl, topUpById } from '../account/top-ups.ts';
import { fault, type Faults } from '../faults.ts';
import type { Door } from '../network.ts';
import { printFault, type PrintComponent } from '../printer/component.ts';
import { PROVIDER_KINDS } from '../providers/kinds.ts';
import type { Traffic } from '../outside.ts';
import { practiceAccountId } from '../stage/first-start.ts';
import type { Stage } from '../stage/stage.ts';

/** What the commands may touch. */
export type Backstage = { readonly stage: Stage; readonly faults: Faults; readonly traffic: Traffic; readonly outside: Door; readonly printer: PrintComponent };

/** A body that does not fit a command: where it does not. */
export class WrongBody extends Error {}
/** A command that fits, and cannot be done as things are. */
export class CannotDo extends Error {}
type Command = (backstage: Backstage, body: unknown) => unknown;
const command =
  <B extends z.ZodType>(schema: B, run: (backstage: Backstage, body: z.output<B>) => unknown): Command =>
  (backstage, body) => {
    const read = schema.safeParse(body);
    if (!read.success) throw new WrongBody(read.error.issues.map((issue) => issue.path.join('.') || issue.message).join(', '));
    return run(backstage, read.data);
  };

const onePhone = z.strictObject({ topUpId: z.string().min(1).max(128) });
const ofAccount = { accountId: z.string().min(1).max(128).optional() };

/** Every command once: its name is its path. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  network: command(z.strictObject({ network: z.enum(['on', 'off']) }), async ({ outside }, { network }) => {
    await (network === 'on' ? outside.open() : outside.shut());
    return { network };
  }),
  fault: command(fault, ({ faults }, ordered) => {
    faults.order(ordered);
    return { faults: faults.left() };
  }),
  'clear-faults': command(z.strictObject({}), ({ faults }) => {
    faults.clear();
    return {};
  }),
  service: command(z.strictObject({ service: z.enum(SERVICES), on: z.boolean() }), ({ stage }, { service, on }) => {
    switchService(stage, service, on);
    return { service, on };
  }),
  tracking: command(z.strictObject({ on: z.boolean() }), ({ stage }, { on }) => {
    switchTracking(stage, on);
    return { on };
  }),
  'swap-provider': command(z.strictObject({ service: z.enum(SERVICES), kind: z.enum(PROVIDER_KINDS), ...ofAccount }), ({ stage }, { service, kind, accountId = practiceAccountId(stage.seed) }) => {
    if (!swapProvider(stage, accountId, service, kind)) throw new CannotDo(`${kind} does not do ${service}`);
    return { service, kind };
  }),
  /** What a piece of a service's work costs from now on, 厘. */
  price: command(z.strictObject({ service: z.enum(SERVICES), price: z.int().min(0).max(1_000_000_000) }), ({ stage }, { service, price }) => {
    changePrice(stage, service, price);
    return { service, price };
  }),
  /** The limits of every provider, for all accounts. */
  'provider-limits': command(z.strictObject(provider.shape.limits.shape), ({ stage }, limits) => {
    limitProviders(stage, limits);
    return limits;
  }),
  /** An adjustment that takes the balance to 0; what is lent out stays lent out. */
  drain: command(z.strictObject(ofAccount), ({ stage }, { accountId = practiceAccountId(stage.seed) }) =>
    stage.atomically(() => {
      const { balance } = booksOf(stage, accountId);
      if (balance > 0) book(stage, accountId, 'adjustment', -balance);
      return { drained: balance };
    }),
  ),
  intercept: command(z.strictObject({ number: z.string().min(1).max(40), reason: z.enum(INTERCEPTION_REASONS) }), ({ stage }, { number, reason }) => {
    intercept(stage, number, reason, stage.now());
    return { number };
  }),
  /** The next messages do not arrive; their reports say so some seconds later. */
  'fail-deliveries': command(z.strictObject({ count: z.int().min(0).max(100_000) }), ({ stage }, { count }) => {
    failDeliveries(stage, count);
    return { count };
  }),
  /** Puts any report into the feed: a second one, the opposite one, one of work that nobody knows. */
  'delivery-report': command(z.strictObject({ ...deliveryReport.partial({ reportId: true, code: true }).omit({ at: true }).shape, ...ofAccount }), ({ stage }, { accountId = practiceAccountId(stage.seed), reportId = `told-${randomUUID()}`, ...told }) => {
    tellDelivery(stage, accountId, { reportId, at: stage.now(), ...told });
    return { reportId };
  }),
  /** Access tokens are over; with `refresh` also the sessions themselves, so that a person must sign in again. */
  'expire-sessions': command(z.strictObject({ refresh: z.boolean().optional() }), ({ stage }, { refresh = false }) => {
    stage.sql('UPDATE sessions SET expires_at = 0, ended = CASE WHEN ? THEN 1 ELSE ended END').run(Number(refresh));
    return {};
  }),
  /** As after a new version of the agreement: nobody has accepted the current one. */
  'ask-agreement-again': command(z.strictObject({}), ({ stage }) => {
    stage.sql('UPDATE users SET accepted_version = NULL').run();
    return {};
  }),
  suspend: command(z.strictObject({ suspended: z.boolean(), ...ofAccount }), ({ stage }, { suspended, accountId = practiceAccountId(stage.seed) }) => {
    stage.sql('UPDATE accounts SET suspended = ? WHERE account_id = ?').run(Number(suspended), accountId);
    return { suspended };
  }),
  /** Plays the phone: sends the form of the real payment page, as a browser would. */
  pay: command(onePhone, async ({ stage }, { topUpId }) => {
    const row = topUpById(stage, topUpId);
    if (!row) throw new CannotDo('top-up-unknown');
    const [page, query] = paymentUrl(stage, row).split('?');
    const answer = await fetch(page as string, { method: 'POST', body: new URLSearchParams(query) }).catch(() => null);
    if (answer?.status !== 200) throw new CannotDo(answer ? `payment page answered ${answer.status}` : 'payment page unreachable: network off');
    return { paid: true };
  }),
  'top-up-expiry': command(z.strictObject({ ms: z.int().min(0).max(86_400_000) }), ({ stage }, { ms }) => {
    stage.kept.put('top-up-expires-after', ms);
    return { ms };
  }),
  /** The conversion rules of a store, instead of those it had. */
  rules: command(z.strictObject({ storeId: z.string().min(1).max(128), rules: storeTerms.shape.rules }), ({ stage }, { storeId, rules }) => {
    stage.atomically(() => putRules(stage, storeId, rules));
    return { storeId, rules: rules.length };
  }),
  /** A new order, or a change of a known one; its store counts as authorised unless `authorised` says otherwise. */
  'add-order': command(z.strictObject({ parcel, authorised: z.boolean().optional() }), ({ stage }, { parcel: given, authorised = true }) =>
    stage.atomically(() => {
      putStore(stage, given.store, authorised);
      putOrder(stage, given);
      return { number: given.number };
    }),
  ),
  /** The gateway has another text on file under a template's name. */
  template: command(messageTemplate.pick({ template: true, body: true }), ({ stage }, { template, body }) => {
    if (!fileTemplate(stage, template, body)) throw new CannotDo(`no template ${template}`);
    return { template };
  }),
  /** A recipient answers a message: R, T, TD, N or 退订 opts out of every signature, anything else is only a reply. */
  reply: command(z.strictObject({ phone: z.string().regex(/^1[3-9]\d{9}$/), text: z.string().max(500) }), ({ stage }, { phone, text }) => ({ optedOut: reply(stage, phone, text) })),
  /** A parcel lies at a pickup place from now on; `corrects` names an earlier arrival that was wrong. */
  arrive: command(
    z.strictObject({ ...arrival.partial({ arrivalId: true, template: true, number: true, corrects: true }).omit({ at: true }).shape, ...ofAccount }),
    ({ stage }, { accountId = practiceAccountId(stage.seed), arrivalId = `arrived-${randomUUID()}`, template = 'pickup-code', number = null, corrects = null, ...told }) => {
      planArrival(stage, accountId, { arrivalId, template, number, corrects, ...told }, Date.now());
      return { arrivalId };
    },
  ),
  /** Limits and hours of messages, for all accounts; what is not named has its default. */
  'message-limits': command(messageLimits, ({ stage }, limits) => {
    limitMessages(stage, limits);
    return limits;
  }),
  /** What the print component does with the next prints. */
  'print-fault': command(printFault, ({ printer }, ordered) => {
    printer.order(ordered);
    return ordered;
  }),
  /** The print component is closed, or started again at the same address. */
  'print-component': command(z.strictObject({ running: z.boolean() }), async ({ printer }, { running }) => {
    await (running ? printer.open() : printer.shut());
    return { running };
  }),
  /** What is lent from here on may be spent for so many ms. */
  'lend-for': command(z.strictObject({ ms: z.int().min(1_000).max(31_536_000_000) }), ({ stage }, { ms }) => {
    stage.kept.put('lease-ms', ms);
    return {};
  }),
  /** Nobody is lent more than that at once from here on, 厘; null: what there is. */
  'lend-at-most': command(z.strictObject({ amount: z.int().min(1).nullable() }), ({ stage }, { amount }) => {
    lendAtMost(stage, amount);
    return { amount };
  }),
  /** Moves the world's clock to the machine's plus `offset` ms. */
  clock: command(z.strictObject({ offset: z.int().min(-31_536_000_000).max(31_536_000_000) }), ({ stage }, { offset }) => {
    stage.kept.put('clock-offset', offset);
    return { now: stage.now() };
  }),
  /** Dies at once, without an answer and without tidying up. */
  exit: command(z.strictObject({}), () => process.exit(1)),
};
