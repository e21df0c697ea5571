import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { AlertIcon, CheckIcon, CrossIcon } from '../../../components/icons.tsx';
import { checkEntry, type Spoilt } from './entry-check.ts';

/** The check of a number that is being typed, in words, with a sign beside the colour. */
export function EntryWords({ text, spoilt = null }: { readonly text: string; readonly spoilt?: Spoilt | null }): ReactElement | null {
  const { t } = useTranslation();
  const check = checkEntry(text, spoilt);
  if (check.kind === 'empty') return null;
  const couriers = check.kind === 'fits' ? check.couriers.map((courier) => t(`courier.${courier}`)).join(t('cards.or')) : '';
  return (
    <span className="entry-check" data-testid="entry-check" data-check={check.kind} data-why={check.kind === 'refused' ? check.why : undefined}>
      {check.kind === 'fits' ? <CheckIcon /> : check.kind === 'odd' ? <AlertIcon /> : <CrossIcon />}
      {check.kind === 'fits' ? t(check.checked ? 'cards.entry.checked' : 'cards.entry.fits', { couriers }) : check.kind === 'odd' ? t('cards.entry.odd') : check.kind !== 'refused' ? t(`cards.entry.${check.kind}`) : check.why === 'check-digit' ? t('cards.entry.checkDigit') : t(`unreadable.${check.why}`)}
    </span>
  );
}
