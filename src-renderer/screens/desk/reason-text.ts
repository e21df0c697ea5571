import type { TFunction } from 'i18next';
import type { Card, ScanLine } from '../../../src-shared/bridge/views.ts';
import { PLATFORMS, type Platform } from '../../../src-shared/domain/couriers.ts';
import { formatYuan } from '../../../src-shared/domain/money.ts';
import { isOfNoPiece, type VerdictReason } from '../../../src-shared/domain/reason.ts';
import type { Verdict } from '../../../src-shared/domain/verdict.ts';
import type { Piece } from '../../../src-shared/domain/piece.ts';
import { mayHaveOrder } from '../../../src-shared/domain/unknown-number.ts';
import { readWaybillNumber } from '../../../src-shared/domain/waybill-number.ts';
import { conversionAmong } from '../../../src-shared/domain/work.ts';
import { shortTime } from '../../components/times.ts';

/** The line of why under a verdict, for a person who has one second. `now` is server time, UTC ms. */
export function reasonText(card: Told, now: number, t: TFunction): string {
  const { reason } = card;
  switch (reason.kind) {
    case 'work':
      return withPiece(card, conversionText(card, t) ?? t('why.work', { work: reason.work.map((kind) => t(`jobKind.${kind}`)).join(' · ') }), t);
    case 'nothing-to-do':
      return withPiece(card, t('why.nothingToDo'), t);
    case 'seen':
      return seenText(reason, card.piece, now, t);
    case 'piece':
      return card.piece ? t('why.pieceOf', { piece: card.piece.number, of: card.piece.of }) : t('why.piece');
    case 'expired':
      return t('why.expired', { time: shortTime(reason.since, now) });
    case 'wrong-platform':
      return t('why.wrongPlatform', { platform: t(`platform.${reason.platform}`), expected: reason.expected.map((platform) => t(`platform.${platform}`)).join(t('listComma')) });
    case 'intercepted': {
      if (reason.why === 'refund' && reason.at !== null) return withPiece(card, t('why.refundWhilePacking', { time: shortTime(reason.at, now) }), t);
      const why = t(`interception.${reason.why}`);
      return withPiece(card, reason.at === null ? t('why.intercepted', { reason: why }) : t('why.interceptedSince', { reason: why, time: shortTime(reason.at, now) }), t);
    }
    case 'number-in-use':
      return t('why.numberInUse', { other: reason.other });
    case 'no-order':
      return t(reason.stop ? 'why.noOrderStop' : 'why.noOrder');
    case 'funds':
      return withPiece(card, t('why.funds', { needed: formatYuan(reason.needed), left: formatYuan(reason.left) }), t);
    case 'unreadable':
      return t(isFiled(card) ? 'why.filed' : `unreadable.${reason.why}`);
  }
}

type Told = Pick<Card, 'number' | 'reason' | 'parcel' | 'jobs'> & { readonly piece?: Piece | null };

/** No courier's format, and an order may have it all the same: its parcel stays here, and it is in 待查. */
export const isFiled = ({ number, reason }: Pick<Told, 'number' | 'reason'>): boolean => reason.kind === 'unreadable' && reason.why === 'no-format' && mayHaveOrder(readWaybillNumber(number));

/** Why nothing is done for a scan. */
export function noJobs(card: Pick<Card, 'number' | 'reason' | 'verdict'>): 'piece' | 'noPiece' | Verdict {
  if (card.reason.kind === 'piece') return 'piece';
  if (isOfNoPiece(card.reason)) return 'noPiece';
  return isFiled(card) ? 'unknown' : card.verdict;
}

/** Each of several pieces says which it is, whatever became of it: others are to come. */
const withPiece = ({ piece }: Told, text: string, t: TFunction): string => (piece ? t('why.withPiece', { piece: piece.number, of: piece.of, text }) : text);

/** When, who, and at which station. */
function seenText({ at, operator, station }: Extract<VerdictReason, { kind: 'seen' }>, piece: Told['piece'], now: number, t: TFunction): string {
  const seen = { time: shortTime(at, now), operator, station: t('desk.stationIs', { station }) };
  return piece ? t('why.seenPiece', { ...seen, piece: piece.number, of: piece.of }) : t('why.seen', seen);
}

/** 圆通 → 中通 · 轨迹, or null where nothing is converted. */
function conversionText(card: Pick<Card, 'parcel' | 'jobs'>, t: TFunction): string | null {
  const target = card.parcel?.target;
  const kind = conversionAmong(card.jobs)?.kind;
  if (!card.parcel || !target || !kind) return null;
  const from = t(`courier.${card.parcel.courier}`);
  const to = target.kind === 'courier' ? t(`courier.${target.courier}`) : segmentText(target.segment, t);
  return t('why.convert', { from, to, kind: t(`jobKind.${kind}`) });
}

/** 淘宝号段, 线下号段; a segment that this release does not know is shown as it came. */
export function segmentText(segment: string, t: TFunction): string {
  if (segment === 'offline') return t('why.offlineSegment');
  return PLATFORMS.includes(segment as Platform) ? t('why.segment', { platform: t(`platform.${segment as Platform}`) }) : t('why.otherSegment', { segment });
}

/** What the strip adds to a verdict, where there is room for a few characters only. */
export function briefReason({ reason }: Pick<ScanLine, 'reason'>, now: number, t: TFunction): string {
  if (reason.kind === 'seen') return `${shortTime(reason.at, now)} ${reason.operator}`;
  if (reason.kind === 'intercepted') return t(`interception.${reason.why}`);
  return '';
}
