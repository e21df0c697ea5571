/** The paid services of product.md. */
export const SERVICES = ['sync', 'trace', 'sms', 'privacy'] as const;
export type Service = (typeof SERVICES)[number];

/** What a scan, or the arrival of a parcel at a pickup place, can set in motion. `sync` and `trace` are the two kinds of conversion 单号转换. */
export const JOB_KINDS = ['sync', 'trace', 'write-back', 'privacy', 'forwarding-sms', 'unbind', 'pickup-sms'] as const;
export type JobKind = (typeof JOB_KINDS)[number];

/** The service whose provider does a job; a write-back goes to the platform's order. */
export const SERVICE_OF: Readonly<Record<JobKind, Service | null>> = {
  sync: 'sync',
  trace: 'trace',
  'write-back': null,
  privacy: 'privacy',
  'forwarding-sms': 'sms',
  unbind: 'privacy',
  'pickup-sms': 'sms',
};

/** Work that costs nothing, whatever its service costs. */
export const FREE: readonly JobKind[] = ['write-back', 'unbind'];

/** Work that sends a message: it has a template and a recipient, and the rules of messages. */
const MESSAGE_KINDS = ['forwarding-sms', 'pickup-sms'] as const;
export const isMessage = (kind: JobKind): boolean => (MESSAGE_KINDS as readonly JobKind[]).includes(kind);

/**
 * 任务 states of money.md, and `parked`: waits for a person, with a reason and one proposed action. A claim and its
 * attempt are one transaction here, so `claimed` has no state of its own: a job is `calling` from its claim on.
 */
export const JOB_STATES = ['waiting', 'calling', 'done', 'refused', 'unknown', 'parked', 'void'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** Why a waiting job waits. `platform`: the account API can be reached, and has not said yet what has to be known before a call. `paused`: a person has paused the queue, or its list. `stopped`: the account API does nothing of it for now, for a suspended account or a service that is off there. `held`: the platform keeps its order back for the time being. `unsafe`: there is a network, and nothing may leave on it (errors/codes.ts, UNSAFE). `clock`: the provider's time and ours are too far apart, or the account API contradicts ours. `refused`: its provider refuses whatever it is called for, a wrong signature for one. */
export const WAIT_REASONS = ['offline', 'platform', 'unsafe', 'funds', 'service-off', 'paused', 'stopped', 'held', 'limited', 'clock', 'refused', 'hours', 'depends', 'retry'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why nothing of a kind is called at the moment, whatever its jobs wait for. */
export type StandsStill = Extract<WaitReason, 'offline' | 'unsafe' | 'limited' | 'clock' | 'refused' | 'paused' | 'stopped' | 'retry'>;

/**
 * How a scan's work stands as a whole, in one word: `none` was to do · `open`: something may still happen by itself ·
 * `attention`: something waits for a person · `failed`: all has ended, and not all of it well · `done`.
 */
export const WORK_STATES = ['none', 'open', 'attention', 'failed', 'done'] as const;
export type WorkState = (typeof WORK_STATES)[number];

/** What waits for a person comes first, then what is open. An unbinding is housekeeping: it decides nothing about a parcel. */
export function workState(jobs: readonly { readonly kind: JobKind; readonly state: JobState; readonly delivery: 'delivered' | 'failed' | null }[]): WorkState {
  const work = jobs.filter(({ kind }) => kind !== 'unbind');
  if (work.length === 0) return 'none';
  if (work.some(({ state }) => state === 'parked')) return 'attention';
  if (work.some(({ state }) => state === 'waiting' || state === 'calling' || state === 'unknown')) return 'open';
  return work.every(({ state, delivery }) => state === 'done' && delivery !== 'failed') ? 'done' : 'failed';
}

/** The conversion among the work of one parcel: one that is made, or will be, before one that has come to nothing. */
export function conversionAmong<J extends { readonly kind: JobKind; readonly state: JobState }>(jobs: readonly J[]): J | null {
  const conversions = jobs.filter(({ kind }) => kind === 'sync' || kind === 'trace');
  return conversions.find(({ state }) => state !== 'void' && state !== 'refused') ?? conversions[0] ?? null;
}
