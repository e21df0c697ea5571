import { useEffect, useRef, type KeyboardEvent, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { HistoryBinding, ParcelHistory } from '../../../../src-shared/bridge/history-views.ts';
import { CopyButton } from '../../../components/copy-button.tsx';
import { AlertIcon, QuestionIcon } from '../../../components/icons.tsx';
import { ProblemText } from '../../../components/problem-text.tsx';
import { dateTime } from '../../../components/times.ts';
import { Waybill, lastFour } from '../../../components/waybill.tsx';
import { useDesk } from '../../../state/desk.ts';
import { closeHistory, followHistory, openHistory, useList } from '../../../state/list.ts';
import { segmentText } from '../reason-text.ts';
import { Prints } from '../print/prints-table.tsx';
import { JobsTable, MessagesList, MoneyTable, ScansTable } from './history-tables.tsx';
import '../../../components/room.css';
import './history.css';

/** Everything that is kept of one parcel, on one page over the desk. The next scan closes it: then the verdict is what counts. */
export function HistoryPage(): ReactElement | null {
  const { t } = useTranslation('rooms');
  const history = useList((list) => list.history);
  const page = useRef<HTMLElement>(null);
  useEffect(followHistory, []);
  // The arrows scroll, Esc goes back.
  useEffect(() => page.current?.focus(), []);
  if (!history) return null;
  const { value, problem } = history;

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'Escape' && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    closeHistory();
  }

  return (
    <section ref={page} className="history" tabIndex={-1} data-testid="history" data-keeps-focus aria-label={t('history.title')} onKeyDown={onKeyDown}>
      <header>
        <button type="button" className="button" data-testid="history-back" onClick={closeHistory}>
          ← {t('history.back')}
        </button>
        <h1>{t('history.title')}</h1>
        <StillHeld />
      </header>
      {value ? <Whole history={value} /> : problem ? <Failure number={history.number} /> : <div className="list-loading" aria-busy="true" data-testid="history-loading"><i /><i /><i /></div>}
    </section>
  );
}

/** This page lies over what is held: it says so in its place. */
function StillHeld(): ReactElement | null {
  const { t } = useTranslation('rooms');
  const held = useDesk((desk) => desk.held);
  if (held.length === 0) return null;
  return (
    <p className="history-held" role="alert" data-testid="history-held">
      <AlertIcon /> {t('history.held', { numbers: held.map(({ number }) => lastFour(number)).join(t('history.comma')) })}
    </p>
  );
}

function Failure({ number }: { readonly number: string }): ReactElement | null {
  const { t } = useTranslation('rooms');
  const problem = useList((list) => list.history?.problem ?? null);
  if (!problem) return null;
  return (
    <div className="list-problem" role="alert" data-testid="history-problem">
      <AlertIcon />
      <ProblemText problem={problem} />
      <button type="button" className="button" onClick={() => void openHistory(number)}>
        {t('retry')}
      </button>
    </div>
  );
}

function Whole({ history }: { readonly history: ParcelHistory }): ReactElement {
  const { t } = useTranslation('rooms');
  const nothing = history.parcel === null && history.scans.length === 0 && history.interception === null;
  if (nothing)
    return (
      <div className="room-empty" data-testid="history-empty">
        <QuestionIcon />
        <p>{t('history.nothing', { number: history.number })}</p>
      </div>
    );
  return (
    <div className="history-body">
      <Numbers history={history} />
      <Parcel history={history} />
      <Panel name="scans" title={t('history.scans', { count: history.scans.length })} wide>
        <ScansTable scans={history.scans} />
      </Panel>
      <Panel name="jobs" title={t('history.jobs', { count: history.jobs.length })} wide>
        {history.jobs.length === 0 ? <p className="soft">{t('history.noJobs')}</p> : <JobsTable jobs={history.jobs} />}
      </Panel>
      <Panel name="prints" title={t('history.prints', { count: history.prints.length })} wide>
        <Prints history={history} />
      </Panel>
      <Panel name="money" title={t('history.money')}>
        {history.money.length === 0 ? <p className="soft">{t('history.noMoney')}</p> : <MoneyTable money={history.money} />}
      </Panel>
      <Panel name="messages" title={t('history.messages', { count: history.messages.length })}>
        {history.messages.length === 0 ? <p className="soft">{t('history.noMessages')}</p> : <MessagesList messages={history.messages} />}
      </Panel>
    </div>
  );
}

function Panel({ name, title, wide = false, children }: { readonly name: string; readonly title: string; readonly wide?: boolean; readonly children: ReactNode }): ReactElement {
  return (
    <section className="panel" data-wide={wide} data-testid={`history-${name}`}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Original and new number, whether the platform's order has it, and the number that hides the phone. */
function Numbers({ history }: { readonly history: ParcelHistory }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  const { number, parcel, replacement, bindings, interception, jobs } = history;
  const converts = jobs.some(({ kind, state }) => (kind === 'sync' || kind === 'trace') && state !== 'refused' && state !== 'void');
  const withoutNew = converts ? t('station:card.converting') : parcel?.target === null ? t('station:card.none') : '—';
  const writeBack = jobs.findLast(({ kind }) => kind === 'write-back');
  return (
    <Panel name="numbers" title={t('history.numbers')}>
      <dl className="history-facts">
        <Fact name={t('station:card.original')}>
          <b><Waybill number={number} /></b> {parcel ? t(`station:courier.${parcel.courier}`) : null}
          <CopyButton text={number} label={t('station:card.original')} />
        </Fact>
        <Fact name={t('station:card.replacement')}>
          {replacement ? (
            <>
              <b><Waybill number={replacement.number} /></b> {t(`station:courier.${replacement.courier}`)}
              <CopyButton text={replacement.number} label={t('station:card.replacement')} />
            </>
          ) : (
            withoutNew
          )}
        </Fact>
        <Fact name={t('station:jobKind.write-back')}>{writeBack ? `${writeBack.state === 'done' ? t('station:written') : t(`station:jobState.${writeBack.state}`)} ${writeBack.endedAt === null ? '' : dateTime(writeBack.endedAt)}` : '—'}</Fact>
        <Fact name={t('station:jobKind.privacy')}>{bindings.length === 0 ? '—' : bindings.map((binding) => <Binding key={`${binding.number}-${binding.until}`} binding={binding} phone={parcel?.phone ?? ''} />)}</Fact>
        {interception ? <Fact name={t('station:verdict.intercepted')}>{`${t(`station:interception.${interception.why}`)} · ${dateTime(interception.at)}`}</Fact> : null}
      </dl>
    </Panel>
  );
}

function Binding({ binding, phone }: { readonly binding: HistoryBinding; readonly phone: string }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <span className="history-binding">
      <b>{binding.number}</b> ↔ {phone} · {t(`history.binding.${binding.state}`, { until: dateTime(binding.until) })}
    </span>
  );
}

function Parcel({ history: { parcel } }: { readonly history: ParcelHistory }): ReactElement {
  const { t } = useTranslation(['rooms', 'station']);
  if (!parcel)
    return (
      <Panel name="parcel" title={t('history.parcel')}>
        <p className="soft">{t('station:card.noParcel')}</p>
      </Panel>
    );
  const { target } = parcel;
  return (
    <Panel name="parcel" title={t('history.parcel')}>
      <dl className="history-facts">
        <Fact name={t('station:card.store')}>{`${t(`station:platform.${parcel.platform}`)} · ${parcel.store}`}</Fact>
        <Fact name={t('station:card.order')}>{parcel.orderNumber}</Fact>
        <Fact name={t('history.target')}>{target === null ? t('station:card.none') : target.kind === 'courier' ? t(`station:courier.${target.courier}`) : <Segment segment={target.segment} />}</Fact>
        <Fact name={t('station:card.recipient')}>{`${parcel.recipient} ${parcel.phone} · ${parcel.region}`}</Fact>
        {parcel.erasedAt === null ? null : <Fact name={t('history.erased')}>{dateTime(parcel.erasedAt)}</Fact>}
        <Fact name={t('station:card.items')}>{parcel.items.map((item) => `${item.name} × ${item.quantity}`).join(t('history.comma'))}</Fact>
      </dl>
    </Panel>
  );
}

function Segment({ segment }: { readonly segment: string }): ReactElement {
  const { t } = useTranslation();
  return <>{segmentText(segment, t)}</>;
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
