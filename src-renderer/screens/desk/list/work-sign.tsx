import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkState } from '../../../../src-shared/domain/work.ts';
import { CheckIcon, ClockIcon, CrossIcon, PersonIcon } from '../../../components/icons.tsx';

const ICONS: Readonly<Record<Exclude<WorkState, 'none'>, () => ReactElement>> = { open: ClockIcon, attention: PersonIcon, failed: CrossIcon, done: CheckIcon };

/** How a scan's work stands, as a sign and a word. */
export function WorkSign({ work }: { readonly work: WorkState }): ReactElement | null {
  const { t } = useTranslation('rooms');
  if (work === 'none') return null;
  const Icon = ICONS[work];
  return (
    <span className="work-sign" data-work={work}>
      <Icon /> {t(`list.work.${work}`)}
    </span>
  );
}
