import { z } from 'zod';
import type { MessageLimits, MessageType } from '../../../src-shared/contract/templates.ts';
import { keptJson } from '../../store/kept-json.ts';
import type { Store } from '../../store/store.ts';
import type { Message } from './message.ts';
import type { MessageRule } from '../../../src-shared/errors/codes.ts';
import type { SentBefore } from './rules.ts';
import { stationCount } from './station-count.ts';

const filled = z.array(z.object({ name: z.string(), value: z.string() }));

/** The limits count a rolling day; failed sends count too. Source: facts/providers.md, Aliyun. */
const ROLLING_DAY = 86_400_000;

export type MessageRow = Message & {
  readonly type: MessageType;
  readonly segments: number;
  /** Keyed fingerprint of the phone. */
  readonly recipient: string;
  /** 138****1234 */
  readonly mask: string;
  /** Empty where it could not be rendered. */
  readonly text: string;
  /** When it was last looked at before a call, UTC ms: the send time of what was sent. */
  readonly at: number;
};
type Raw = { template: string; type: MessageType; signature: string; filled: string; text: string; segments: number; recipient: string; mask: string; at: number };

/** The six fields of a complaint's answer, and who got it. `audience` and `effect` are facts as JSON; the screen has the words. */
export type SentMessage = {
  readonly smsId: string;
  readonly sentAt: number;
  readonly text: string;
  readonly planned: number;
  readonly audience: string;
  readonly effect: string;
  readonly template: string;
  readonly recipient: string;
  readonly mask: string;
};

/** A call that may have sent something: under way, done, refused by the provider or unknown, but not one that provably never left. */
const COUNTS = "a.purpose = 'call' AND coalesce(a.outcome, '') <> 'later'";

/** Messages as rows, and what the rules need to know of those before. */
export function messageRows(store: Store) {
  const { sql } = store;
  const ofStation = stationCount(
    store,
    (since) => sql<{ n: number; oldest: number | null }>(
      `SELECT count(*) AS n, min(a.started_at) AS oldest FROM messages m JOIN attempts a USING (job_id) WHERE m.at > @since AND ${COUNTS} AND a.started_at > @since`,
    ).get({ since }) ?? { n: 0, oldest: null },
    ROLLING_DAY,
  );
  return {
    find(jobId: number): MessageRow | null {
      const row = sql<Raw>('SELECT * FROM messages WHERE job_id = ?').get(jobId);
      // Without its values a provider that fills in a template of its own refuses it.
      return row ? { ...row, values: keptJson(filled, row.filled) ?? [] } : null;
    },
    put(jobId: number, { template, type, signature, values, text, segments, recipient, mask, at }: MessageRow): void {
      sql(`INSERT INTO messages (job_id, template, type, signature, filled, text, segments, recipient, mask, at) VALUES (?,?,?,?,?,?,?,?,?,?)
           ON CONFLICT (job_id) DO UPDATE SET template = excluded.template, type = excluded.type, signature = excluded.signature, filled = excluded.filled, text = excluded.text,
             segments = excluded.segments, recipient = excluded.recipient, mask = excluded.mask, at = excluded.at`,
      ).run(jobId, template, type, signature, JSON.stringify(values), text, segments, recipient, mask, at);
    },
    /** What keeps it from being sent, until when (UTC ms); null where nothing does. */
    keep: (jobId: number, rule: MessageRule | null, until: number | null): void => void sql('UPDATE messages SET rule = ?, until = ? WHERE job_id = ?').run(rule, until, jobId),
    /** What its hold pays for. 1 before it has been rendered. */
    segments: (jobId: number): number => sql<{ segments: number }>('SELECT segments FROM messages WHERE job_id = ?').get(jobId)?.segments ?? 1,

    /** It is wanted again, at the price of one: what it says by now is paid for at its last look. */
    anew: (jobId: number): void => void sql('UPDATE messages SET segments = 1 WHERE job_id = ?').run(jobId),

    /** What went before a message; the station's own count, which is longer, only where the platform limits it. */
    sentBefore(jobId: number, { recipient, template, text }: Pick<MessageRow, 'recipient' | 'template' | 'text'>, now: number, { repeatWithin, perStation }: MessageLimits): SentBefore {
      const since = now - ROLLING_DAY;
      const to = sql<{ template: string; n: number }>(
        `SELECT m.template, count(*) AS n FROM messages m JOIN attempts a USING (job_id) WHERE m.recipient = ? AND ${COUNTS} AND a.started_at > ? GROUP BY m.template`,
      ).all(recipient, since);
      if (perStation === null) ofStation.anew();
      const station = perStation === null ? { n: 0, freeAt: null } : ofStation.look(now, perStation);
      const same = sql<{ at: number | null }>(
        `SELECT max(a.started_at) AS at FROM messages m JOIN attempts a USING (job_id) WHERE m.recipient = ? AND m.text = ? AND m.job_id <> ? AND ${COUNTS} AND a.started_at > ?`,
      ).get(recipient, text, jobId, now - repeatWithin);
      return {
        ofTemplate: to.find((row) => row.template === template)?.n ?? 0,
        toRecipient: to.reduce((sum, { n }) => sum + n, 0),
        ofStation: station.n,
        stationFreeAt: station.freeAt,
        sameTextAt: same?.at ?? null,
      };
    },

    /** A message's call provably never left: it counts for no limit. */
    neverLeft: ofStation.anew,

    /** UTC ms; null where they have not. */
    optedOutAt: (recipient: string): number | null => sql<{ at: number }>('SELECT at FROM opt_outs WHERE recipient = ?').get(recipient)?.at ?? null,
    optOut: (recipient: string, at: number): void => void sql('INSERT INTO opt_outs (recipient, at) VALUES (?,?) ON CONFLICT DO NOTHING').run(recipient, at),

    /** When it was last called, if that may have sent it; null where no call did. */
    calledAt: (jobId: number): number | null => sql<{ at: number | null }>(`SELECT max(a.started_at) AS at FROM attempts a WHERE a.job_id = ? AND ${COUNTS}`).get(jobId)?.at ?? null,
    /** What is on record of it; null before it is known that it went out. */
    sent: (jobId: number): SentMessage | null =>
      sql<SentMessage>('SELECT sms_id AS smsId, sent_at AS sentAt, text, planned, audience, effect, template, recipient, mask FROM sent_messages WHERE job_id = ?').get(jobId) ?? null,
    /** Once a job, for ever: the database refuses a change. */
    record({ smsId, sentAt, text, planned, audience, effect, template, recipient, mask }: SentMessage, jobId: number): void {
      sql('INSERT INTO sent_messages (job_id, sms_id, sent_at, text, planned, audience, effect, template, recipient, mask) VALUES (?,?,?,?,?,?,?,?,?,?)')
        .run(jobId, smsId, sentAt, text, planned, audience, effect, template, recipient, mask);
    },
  };
}
export type MessageRows = ReturnType<typeof messageRows>;
