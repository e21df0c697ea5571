import type { ListPage, ParcelHistory } from '../../src-shared/bridge/history-views.ts';
import type { Card, ExceptionRow, ScanLine, TodaySends } from '../../src-shared/bridge/views.ts';
import { conversionsOf, type Conversion } from '../flow/screen/conversions.ts';
import { cardOf, scanLine } from '../flow/screen/cards.ts';
import { exceptionRows } from '../flow/screen/exceptions.ts';
import { heldCards } from '../flow/screen/held.ts';
import { parcelHistory } from '../flow/screen/history.ts';
import { listPage, type ListQuestion } from '../flow/screen/list.ts';
import { todaySends } from '../flow/screen/today.ts';
import type { Steps } from '../flow/steps.ts';
import { found } from './scanning.ts';
import { inTurns } from './turn.ts';

/** So many scans the desk lists. */
const RECENT = 50;

/** What the screens read of the database, and nothing else. */
export function views(flow: Steps) {
  const { reading } = flow.store;
  return {
    /** Throws StationError where there is no such scan. */
    card: (scanId: number): Card => found(cardOf(flow, scanId)),
    recent: (): ScanLine[] => flow.scans.newest(RECENT).map(scanLine),
    held: (): Card[] => reading(() => heldCards(flow)),
    list: (question: ListQuestion): ListPage => reading(() => listPage(flow, question)),
    history: (number: string): ParcelHistory => reading(() => parcelHistory(flow, number)),
    today: (): Promise<TodaySends> => inTurns(todaySends(flow, flow.now())),
    conversions: (day: string): Promise<readonly Conversion[]> => inTurns(conversionsOf(flow, day)),
    exceptions: (): ExceptionRow[] => exceptionRows(flow),
  };
}
