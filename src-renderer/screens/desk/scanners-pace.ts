/** No fingers type that many characters at such a pace; a gap that is longer begins anew. ms. */
const LEAST = 8;
const GAP = 35;
const LONGEST_GAP = 100;

/** Knows a scan by the times of its keys alone: true for the Enter at its end. Which characters they are is not looked at. */
export function scannersPace(): (event: Pick<KeyboardEvent, 'key' | 'repeat' | 'timeStamp'>) => boolean {
  let from = 0;
  let last = 0;
  let keys = 0;
  return ({ key, repeat, timeStamp: at }) => {
    if (repeat || (key !== 'Enter' && key.length > 1)) return false;
    if (at - last > LONGEST_GAP) keys = 0;
    const ended = key === 'Enter' && keys >= LEAST && last - from <= (keys - 1) * GAP;
    if (keys === 0) from = at;
    last = at;
    keys = key === 'Enter' ? 0 : keys + 1;
    return ended;
  };
}
