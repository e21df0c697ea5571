import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { useVirtualizer } from '@tanstack/react-virtual';
import type { ListRow } from '../../../../src-shared/bridge/history-views.ts';
import { foldCode } from '../../../../src-shared/domain/waybill-number.ts';
import type { Problem } from '../../../../src-shared/errors/codes.ts';
import { copyText } from '../../../components/copy-button.tsx';
import { AlertIcon, CrossIcon } from '../../../components/icons.tsx';
import { ProblemText } from '../../../components/problem-text.tsx';
import { closeList, keyOf, loadMore, moveSelection, openHistory, seek, selectedRow, useList } from '../../../state/list.ts';
import { lastFour } from '../../../components/waybill.tsx';
import { acknowledgeByKey } from '../take-scans.ts';
import { Filters } from './filters.tsx';
import { Row } from './row.tsx';
import './list.css';

const ROW_HEIGHT = 72;

/** 今日列表, in the place of the card: search, filters and rows, worked by keys alone. The verdict beside it stays as it is. */
export function TodayList(): ReactElement {
  const { t } = useTranslation('rooms');
  const suffix = useList((list) => list.suffix);
  const more = useList((list) => list.more);
  const search = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<Copied | null>(null);
  useEffect(() => search.current?.focus(), []);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(null), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [copied]);

  function onKeyDown(event: KeyboardEvent): void {
    if (isUsed(event, (copying) => void copying.then(setCopied))) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  return (
    <aside className="list" data-testid="list" data-keeps-focus onKeyDown={onKeyDown}>
      <header>
        <h2>{t('list.title')}</h2>
        <button type="button" className="button" data-testid="list-close" onClick={closeList}>
          {t('list.close')}
        </button>
      </header>
      <label className="list-search">
        <input ref={search} type="text" value={suffix} maxLength={40} autoComplete="off" spellCheck={false} placeholder={t('list.search')} aria-label={t('list.search')} data-testid="list-search" onChange={(event) => seek({ suffix: event.target.value })} />
        {suffix === '' ? null : (
          <button type="button" aria-label={t('list.clear')} onClick={() => seek({ suffix: '' })}>
            <CrossIcon />
          </button>
        )}
      </label>
      <p className="list-scope" data-testid="list-scope">{t(`list.scope.${suffix.trim() === '' ? 'day' : foldCode(suffix).length < 4 ? 'today' : 'all'}`)}</p>
      {more ? <p className="list-scope" role="status" data-testid="list-more"><b>{t('list.more')}</b></p> : null}
      <Filters />
      <Rows />
      <p className="list-keys" role="status" data-testid="list-keys" data-copied={copied?.kind}>
        {copied ? <b>{t(`list.copied.${copied.kind}`, { number: lastFour(copied.number) })}</b> : t('list.keys')}
      </p>
    </aside>
  );
}

/** True where the key meant something here. */
function isUsed(event: KeyboardEvent, tell: (copying: Promise<Copied>) => void): boolean {
  const onButton = event.target instanceof HTMLButtonElement;
  const { suffix } = useList.getState();
  const row = selectedRow(useList.getState());
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') moveSelection(event.key === 'ArrowDown' ? 1 : -1);
  else if (event.key === 'PageDown' || event.key === 'PageUp') moveSelection(event.key === 'PageDown' ? 8 : -8);
  // A number has no space in it and a row nothing that it would press: it is for what is held, as everywhere at the desk.
  else if (event.key === ' ' && !onButton) return acknowledgeByKey();
  else if (event.key === 'Enter' && !onButton && row) void openHistory(row.number);
  else if (event.key === 'Escape') {
    if (suffix === '') closeList();
    else seek({ suffix: '' });
  } else if (event.ctrlKey && event.code === 'KeyC' && row && String(getSelection()) === '') tell(copySelected(row, event.shiftKey));
  else return false;
  return true;
}

/** What a key has copied, or that it has not. */
type Copied = { readonly kind: 'original' | 'replacement' | 'none' | 'failed'; readonly number: string };
const SHOWN_FOR = 4000;

/** Where there is no new number nothing is copied: the old one, pasted for it, would be believed. */
async function copySelected({ number, replacement }: ListRow, replaced: boolean): Promise<Copied> {
  const wanted = replaced ? replacement : number;
  if (!wanted) return { kind: 'none', number };
  return { kind: (await copyText(wanted)) ? (replaced ? 'replacement' : 'original') : 'failed', number: wanted };
}

function Rows(): ReactElement {
  const { t } = useTranslation('rooms');
  const { rows, next, loading, problem, selected, suffix } = useList();
  const frame = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => frame.current, estimateSize: () => ROW_HEIGHT, getItemKey: (at) => keyOf(rows[at] as (typeof rows)[number]), overscan: 6 });
  const items = virtual.getVirtualItems();
  const atEnd = (items.at(-1)?.index ?? -1) >= rows.length - 10;
  // While the end is in sight, what comes after it is fetched; one question at a time.
  useEffect(() => {
    if (atEnd && !loading && next !== null && !problem) void loadMore();
  }, [atEnd, loading, next, problem]);
  const selectedAt = rows.findIndex((row) => keyOf(row) === selected);
  useEffect(() => {
    if (selectedAt >= 0) virtual.scrollToIndex(selectedAt, { align: 'auto' });
    // oxlint-disable-next-line react/exhaustive-deps -- only a move of the selection scrolls: a scan that comes in above leaves the list where somebody reads it
  }, [selected]);

  if (problem && rows.length === 0) return <Failure problem={problem} onRetry={() => seek()} />;
  if (rows.length === 0 && (next !== null || loading)) return <div className="list-loading" aria-busy="true" data-testid="list-loading"><i /><i /><i /><i /></div>;
  if (rows.length === 0) return <p className="list-empty" data-testid="list-empty">{suffix === '' ? t('list.empty') : t('list.none', { suffix })}</p>;
  return (
    <div ref={frame} className="list-rows" role="listbox" tabIndex={0} aria-label={t('list.title')} data-testid="list-rows">
      <div style={{ height: virtual.getTotalSize() }}>
        {items.map((item) => {
          const row = rows[item.index];
          return row ? <Row key={item.key} row={row} selected={keyOf(row) === selected} top={item.start} height={ROW_HEIGHT} /> : null;
        })}
      </div>
      {problem ? <Failure problem={problem} onRetry={() => void loadMore()} /> : null}
    </div>
  );
}

/** In the place of the rows, or behind those that there are. */
function Failure({ problem, onRetry }: { readonly problem: Problem; readonly onRetry: () => void }): ReactElement {
  const { t } = useTranslation('rooms');
  return (
    <div className="list-problem" role="alert" data-testid="list-problem">
      <AlertIcon />
      <ProblemText problem={problem} />
      <button type="button" className="button" onClick={onRetry}>
        {t('retry')}
      </button>
    </div>
  );
}
