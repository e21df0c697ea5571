import type { ReactElement } from 'react';
import { waybillGroups } from '../../src-shared/domain/waybill-groups.ts';

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
