/** Characters that came one after another, with the time between them. */
export type Burst = {
  readonly text: string;
  /** ms between neighbouring characters; of a long text the latest ones. */
  readonly gaps: readonly number[];
  readonly longestGap: number;
  readonly firstAt: number;
  readonly lastAt: number;
};

export type Piece = { readonly text: string; readonly gaps: readonly number[] };

/** The main process takes 20,000; a longer code is refused there as too long in any case. */
const LONGEST_TEXT = 20_000;
const GAPS_KEPT = 64;
/** No scanner rests that long between two characters, except when something goes wrong. */
const SHORTEST_STALL = 350;
const STALL_IN_GAPS = 5;

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

/** A gap longer than this, in ms, is out of the scanner's own pace. */
export const stallAfter = (burst: Pick<Burst, 'gaps'>): number => {
  const usual = pace(burst);
  return Number.isFinite(usual) ? Math.max(SHORTEST_STALL, STALL_IN_GAPS * usual) : SHORTEST_STALL;
};

/** Cut where it stalled. A text too long to know all its gaps is one piece: no courier's number is that long. */
export function pieces(burst: Burst): readonly Piece[] {
  const characters = [...burst.text];
  if (burst.gaps.length !== characters.length - 1) return [burst];
  const limit = stallAfter(burst);
  const cuts = [0, ...burst.gaps.flatMap((gap, at) => (gap > limit ? [at + 1] : [])), characters.length];
  return cuts.slice(0, -1).map((from, at) => ({ text: characters.slice(from, cuts[at + 1]).join(''), gaps: burst.gaps.slice(from, (cuts[at + 1] as number) - 1) }));
}
