/** A seed as people type it: 0 to 4 294 967 295. Null for anything else. */
export function readSeed(text: string | undefined): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const seed = Number(text);
  return seed <= 0xffff_ffff ? seed : null;
}
