import { useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Badge } from '../../../../src-shared/bridge/views.ts';
import { CODE_OF, FUNCTION_CARDS } from '../../../../src-shared/domain/function-cards.ts';
import type { Problem } from '../../../../src-shared/errors/codes.ts';
import { ask } from '../../../bridge/station.ts';
import { Barcode } from '../../../components/barcode.tsx';
import { ProblemText } from '../../../components/problem-text.tsx';
import { closeOverlay, openOverlay, useFunctionCards } from '../../../state/function-cards.ts';
import { useSession } from '../../../state/session.ts';
import { useSettings } from '../../../state/settings.ts';
import './card-sheet.css';

/** 帮助, 功能卡 and 工牌: what each card does, and the sheets as they are printed. A card is scanned from the screen as well. */
export function CardSheet(): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const overlay = useFunctionCards((state) => state.overlay);
  const station = useSettings((state) => state.settings.stationName);
  const supervises = useSession((session) => session.view?.rooms.includes('exceptions') ?? false);
  const badges = useBadges(overlay === 'badges');
  const [problem, setProblem] = useState<Problem | null>(null);
  async function print(): Promise<void> {
    const printed = await ask('desk.printCards', {});
    setProblem(printed.ok ? null : printed.problem);
  }
  const tabs = (['help', 'sheet', 'badges'] as const).filter((tab) => tab !== 'badges' || supervises);
  return (
    <div className="card-sheet" data-of={overlay}>
      <header>
        <h1>{t(`cardSheet.title.${overlay === 'badges' ? 'badges' : 'cards'}`)}</h1>
        <nav>
          {tabs.map((tab) => (
            <button key={tab} type="button" className="button" aria-pressed={overlay === tab} data-testid={`cards-${tab}`} onClick={() => openOverlay(tab)}>
              {t(`cardSheet.tab.${tab}`)}
            </button>
          ))}
        </nav>
        {overlay === 'help' ? null : (
          <button type="button" className="button primary" data-testid="cards-print" onClick={() => void print()}>
            {t('cardSheet.print')}
          </button>
        )}
        <button type="button" className="button" data-testid="cards-close" onClick={closeOverlay}>
          {t('cardSheet.close')}
        </button>
      </header>
      {problem ? <ProblemText problem={problem} /> : null}
      <p className="card-sheet-line">{t(`cardSheet.line.${overlay === 'badges' ? 'badges' : overlay === 'sheet' ? 'sheet' : 'help'}`)}</p>
      <p className="card-sheet-of">{t('cardSheet.of', { station })}</p>
      {overlay === 'badges' ? (
        <>
          {badges.problem ? <ProblemText problem={badges.problem} /> : null}
          {badges.list?.length === 0 ? <p className="card-sheet-line">{t('cardSheet.noBadges')}</p> : null}
          <ul className="paper" data-testid="badges">
            {badges.list?.map(({ name, badge }) => (
              <li key={badge}>
                <h2>{name}</h2>
                <Barcode text={badge} />
                <code>{badge}</code>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <ul className="paper" data-testid="function-cards">
          {FUNCTION_CARDS.map((card) => (
            <li key={card} data-card={card}>
              <h2>{t(`cardSheet.name.${card}`)}</h2>
              <Barcode text={CODE_OF[card]} />
              <code>{CODE_OF[card]}</code>
              <p>{t(`cardSheet.does.${card}`)}</p>
              {overlay === 'help' ? <small>{t(`cardSheet.key.${card}`)}</small> : null}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function useBadges(wanted: boolean): { readonly list: readonly Badge[] | null; readonly problem: Problem | null } {
  const [badges, setBadges] = useState<{ readonly list: readonly Badge[] | null; readonly problem: Problem | null }>({ list: null, problem: null });
  useEffect(() => {
    if (!wanted) return undefined;
    let here = true;
    void ask('exceptions.badges', {}).then((answer) => here && setBadges(answer.ok ? { list: answer.value, problem: null } : { list: null, problem: answer.problem }));
    return () => void (here = false);
  }, [wanted]);
  return badges;
}
