import type { Piece } from '../../../src-shared/domain/piece.ts';
import type { Reading } from '../../../src-shared/domain/waybill-number.ts';
import type { NumberUse } from './number-use.ts';
import type { KnownParcel, ParcelRows } from './parcel-rows.ts';
import type { ScanRow, ScanRows } from './scan-rows.ts';

/** What a label says: whose it is, and which of its pieces. */
export type Label = {
  /** The parcel's own number; as it was read where no parcel is known. */
  readonly number: string;
  /** The number that stood there, where it is not the parcel's own: a piece's, or the one that it was converted to. */
  readonly other: string | null;
  readonly parcel: KnownParcel | null;
  /** Null for a parcel of one piece, and where the label does not tell. */
  readonly piece: Piece | null;
  readonly trouble: 'piece-missing' | 'piece-wrong' | null;
  /** Scans at the desk after which it, or a piece of it, counts as sent. */
  readonly sent: readonly ScanRow[];
};

type Read = Extract<Reading, { kind: 'number' }>;

/** `-1-3-` behind a number: the first of three pieces. Source: JD's parcel labels (docs/numbers.md). */
const SUFFIX = /^-(\d{1,4})-(\d{1,4})-?$/;

/** Finds whose label it is: by the parcel's own number, by the number of a piece, or by the new number of a parcel that was converted. */
export function readLabel({ parcels, numbers, scans }: { readonly parcels: ParcelRows; readonly numbers: NumberUse; readonly scans: ScanRows }, read: Read): Label {
  const own = parcels.find(read.number);
  const asPiece = own ? null : parcels.pieceOf(read.number);
  const original = own || asPiece ? null : numbers.originalOf(read.number);
  const parcel = own ?? parcels.find(asPiece?.parcel ?? original ?? '');
  const number = parcel?.number ?? read.number;
  const sent = scans.sentAll(number);
  const printed = printedPiece(read.suffix);
  const count = parcel?.pieces?.count ?? sent.find(({ piece }) => piece !== null)?.piece?.of ?? null;
  const found = { number, other: number === read.number ? null : read.number, parcel, sent };
  if (printed && (printed.number < 1 || printed.number > printed.of || (count !== null && count !== printed.of))) return { ...found, piece: null, trouble: 'piece-wrong' };
  if (printed) return { ...found, piece: printed.of > 1 ? printed : null, trouble: null };
  if (count === null) return { ...found, piece: null, trouble: null };
  if (asPiece) return { ...found, piece: { number: asPiece.piece, of: count }, trouble: null };
  if (parcel?.pieces?.ownNumbers) return { ...found, piece: { number: 1, of: count }, trouble: null };
  // A converted number carries no suffix of the courier that it came from.
  return { ...found, piece: null, trouble: original === null ? 'piece-missing' : null };
}

function printedPiece(suffix: string | null): Piece | null {
  const parts = SUFFIX.exec(suffix ?? '');
  return parts ? { number: Number(parts[1]), of: Number(parts[2]) } : null;
}

/** The scan after which this very piece counts as sent. */
export function sentBefore({ sent, piece }: Pick<Label, 'sent' | 'piece'>): ScanRow | null {
  return sent.find((scan) => (scan.piece?.number ?? 1) === (piece?.number ?? 1)) ?? null;
}
