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

/** Why a waiting job waits. */
export const WAIT_REASONS = ['offline', 'funds', 'service-off', 'paused', 'limited', 'hours', 'depends', 'retry'] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

/** Why nothing of a kind is called at the moment, whatever its jobs wait for. */
export type StandsStill = Extract<WaitReason, 'offline' | 'limited' | 'paused'>;
