import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { VERDICTS } from '../../../../src-shared/domain/verdict.ts';
import { WORK_STATES } from '../../../../src-shared/domain/work.ts';
import { VerdictIcon } from '../../../components/verdict-icon.tsx';
import { seek, useList } from '../../../state/list.ts';

/** By verdict, and by how the work stands; a second press takes a filter off. */
export function Filters(): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const verdict = useList((list) => list.verdict);
  const state = useList((list) => list.state);
  return (
    <div className="list-filters">
      <div role="group" aria-label={t('list.byVerdict')}>
        {VERDICTS.map((one) => (
          <Chip key={one} name={`verdict-${one}`} on={verdict === one} title={t(`station:verdict.${one}`)} press={() => seek({ verdict: verdict === one ? 'all' : one })}>
            <VerdictIcon verdict={one} small /> <span>{t(`station:verdict.${one}`)}</span>
          </Chip>
        ))}
      </div>
      <div role="group" aria-label={t('list.byState')}>
        {WORK_STATES.filter((one) => one !== 'none').map((one) => (
          <Chip key={one} name={`state-${one}`} on={state === one} title={t(`list.work.${one}`)} press={() => seek({ state: state === one ? 'all' : one })}>
            {t(`list.work.${one}`)}
          </Chip>
        ))}
      </div>
    </div>
  );
}

function Chip({ name, title, on, press, children }: { readonly name: string; readonly title: string; readonly on: boolean; readonly press: () => void; readonly children: ReactNode }): ReactElement {
  return (
    <button type="button" className="chip" aria-pressed={on} aria-label={title} title={title} data-testid={`list-${name}`} onClick={press}>
      {children}
    </button>
  );
}
