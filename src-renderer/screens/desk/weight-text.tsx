import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Card } from '../../../src-shared/bridge/views.ts';
import { kilograms } from '../../../src-shared/domain/weight.ts';
import { AlertIcon } from '../../components/icons.tsx';

/** 1.234 kg, and beside it what the order says where it says something. A parcel that is off has a sign and words, not only a colour. */
export function WeightText({ weight }: { readonly weight: NonNullable<Card['weight']> }): ReactElement {
  const { t } = useTranslation();
  return (
    <span className="weight" data-testid="weight" data-off={weight.off}>
      {weight.off ? <AlertIcon /> : null}
      <b>{t('weight.kilograms', { weight: kilograms(weight.grams) })}</b>
      {weight.expected === null ? null : <small>{t(weight.off ? 'weight.off' : 'weight.expected', { weight: kilograms(weight.expected) })}</small>}
    </span>
  );
}
