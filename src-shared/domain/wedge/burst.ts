/** Characters that came one after another, with the time between them. */
export type Burst = {
  readonly text: string;
  /** ms between neighbouring characters; of a long text the latest ones. */
  readonly gaps: readonly number[];
  readonly longestGap: number;
  readonly firstAt: number;
  readonly lastAt: number;
};

/** `pause`: ms between it and the piece before it. */
export type Piece = { readonly text: string; readonly gaps: readonly number[]; readonly pause: number };

/** Stands for a key that nobody could read: a code with one is held, whatever else it looks like. */
export const UNREADABLE = '\ufffd';

/** The main process takes 20,000; a longer code is refused there as too long in any case. */
const LONGEST_TEXT = 20_000;
const GAPS_KEPT = 64;
/** No quick scanner rests that long between two characters, except when something goes wrong; and no fingers are quicker for long. */
export const SHORTEST_STALL = 100;
const STALL_IN_GAPS = 5;
/** The pace is that of the latest keys: whoever typed before them may have been somebody else. */
const LATEST_GAPS = 8;

export const EMPTY_BURST: Burst = { text: '', gaps: [], longestGap: 0, firstAt: 0, lastAt: 0 };

export function append(burst: Burst, character: string, at: number): Burst {
  if (burst.text === '') return { text: character, gaps: [], longestGap: 0, firstAt: at, lastAt: at };
  if (burst.text.length >= LONGEST_TEXT) return { ...burst, lastAt: at };
  const gap = Math.max(0, at - burst.lastAt);
  return { ...burst, text: burst.text + character, gaps: [...burst.gaps.slice(1 - GAPS_KEPT), gap], longestGap: Math.max(burst.longestGap, gap), lastAt: Math.max(at, burst.lastAt) };
}

export const withoutLast = (burst: Burst, at: number): Burst => ({ ...burst, text: [...burst.text].slice(0, -1).join(''), gaps: burst.gaps.slice(0, -1), lastAt: at });

/** Median gap in ms: how fast it was typed. Endless where there is no gap to measure. */
export function pace({ gaps }: Pick<Burst, 'gaps'>): number {
  return gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? Number.POSITIVE_INFINITY;
}

/** A gap longer than this, in ms, is out of the pace of whoever typed last. */
export const stallAfter = ({ gaps }: Pick<Burst, 'gaps'>, shortest = SHORTEST_STALL): number => {
  const usual = pace({ gaps: gaps.slice(-LATEST_GAPS) });
  return Number.isFinite(usual) ? Math.max(shortest, STALL_IN_GAPS * usual) : shortest;
};

/** Cut where the pace broke. Of a text too long to know all its gaps, what lies before them goes with the first piece. */
export function pieces(burst: Burst, shortest = SHORTEST_STALL): readonly Piece[] {
  const characters = [...burst.text];
  const limit = stallAfter(burst, shortest);
  const unknown = characters.length - 1 - burst.gaps.length;
  const cuts = burst.gaps.flatMap((gap, at) => (gap > limit ? [at + 1] : []));
  const starts = [0, ...cuts];
  return starts.map((from, at) => {
    const to = cuts[at] ?? burst.gaps.length + 1;
    return { text: characters.slice(at === 0 ? 0 : from + unknown, to + unknown).join(''), gaps: burst.gaps.slice(from, to - 1), pause: burst.gaps[from - 1] ?? 0 };
  });
}

/** The piece that came last, as a burst of its own, and all that stands before it. */
export function lastPiece(burst: Burst, shortest = SHORTEST_STALL): { readonly head: Piece; readonly tail: Burst & Piece } {
  const { text, gaps, pause } = pieces(burst, shortest).at(-1) as Piece;
  const head = { text: burst.text.slice(0, burst.text.length - text.length), gaps: burst.gaps.slice(0, Math.max(0, burst.gaps.length - gaps.length - 1)), pause: 0 };
  const firstAt = head.text === '' ? burst.firstAt : burst.lastAt - gaps.reduce((sum, gap) => sum + gap, 0);
  return { head, tail: { text, gaps, pause, longestGap: Math.max(0, ...gaps), firstAt, lastAt: burst.lastAt } };
}
