/** YT 7412 3385 0 9021: letters, groups of four, and the last four by themselves. */
export function waybillGroups(number: string): { readonly groups: readonly string[]; readonly last: string } {
  const parts = /^([A-Z]*)(\d+)$/.exec(number);
  // What is no number is shown as it was read.
  if (!parts || number.length < 8) return { groups: [number], last: '' };
  const [, letters = '', digits = ''] = parts;
  const body = digits.slice(0, -4);
  return { groups: [...(letters ? [letters] : []), ...(body.match(/.{1,4}/g) ?? [])], last: digits.slice(-4) };
}
