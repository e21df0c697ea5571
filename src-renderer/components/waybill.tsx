import type { ReactElement } from 'react';

/** YT 7412 3385 0 9021: letters, groups of four, and the last four by themselves. */
export function waybillGroups(number: string): { readonly groups: readonly string[]; readonly last: string } {
  const parts = /^([A-Z]*)(\d+)$/.exec(number);
  // What is no number is shown as it was read.
  if (!parts || number.length < 8) return { groups: [number], last: '' };
  const [, letters = '', digits = ''] = parts;
  const body = digits.slice(0, -4);
  return { groups: [...(letters ? [letters] : []), ...(body.match(/.{1,4}/g) ?? [])], last: digits.slice(-4) };
}

/** The same as one text, for a sentence. */
export function spaced(number: string): string {
  const { groups, last } = waybillGroups(number);
  return [...groups, last].filter(Boolean).join(' ');
}

export function Waybill({ number }: { readonly number: string }): ReactElement {
  const { groups, last } = waybillGroups(number);
  if (last === '') return <span className="waybill">{number}</span>;
  return (
    <span className="waybill" aria-label={number}>
      {groups.map((group, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- a group is its place; a new number changes texts and moves nothing
        <span key={at}>{group}</span>
      ))}
      <b>{last}</b>
    </span>
  );
}

/** …9021 */
export const lastFour = (number: string): string => (number.length > 4 ? `…${number.slice(-4)}` : number);
