import { basename } from 'node:path';
import type { Channel } from '../../src-shared/bridge/channels.ts';
import type { StoresView } from '../../src-shared/bridge/batch-views.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import { formatYuan } from '../../src-shared/domain/money.ts';
import type { Doors } from '../doors/doors.ts';
import type { Batches } from '../station/batches.ts';
import { inTurns } from '../station/turn.ts';
import type { Tables } from '../table/in-worker.ts';
import type { Sheet } from '../table/write-file.ts';
import { exportTable, wordIn } from './exports.ts';
import type { Files } from './files.ts';
import type { Handlers } from './handler.ts';

const PAGE = 200;
const EXPORTED_AT_ONCE = 1_000;

/** What the channels of 批量 do. */
export function batchHandlers(doors: Doors, tables: Tables, files: Files): Pick<Handlers, Extract<Channel, `batch.${string}`>> {
  const batches = (): Batches => doors.station().batches;
  const isMerchant = (): boolean => doors.view().roles.includes('merchant');
  const stores = (): StoresView => ({ stores: doors.station().stores.all(), mayAuthorise: isMerchant() });
  return {
    'batch.view': ({ lists }) => batches().room(lists),
    'batch.choose': async () => {
      const path = await files.chooseFile();
      return path === null ? null : batches().put(basename(path), await tables.read({ kind: 'file', path }));
    },
    'batch.paste': async ({ text }) => batches().put('', await tables.read({ kind: 'text', text })),
    'batch.discard': ({ batchId }) => batches().discard(batchId),
    'batch.start': ({ batchId }) => batches().start(batchId),
    'batch.pause': ({ batchId, paused }) => batches().pause(batchId, paused),
    'batch.cancel': ({ batchId }) => batches().cancel(batchId),
    'batch.rows': ({ batchId, state, after }) => batches().results(batchId, state === 'all' ? null : state, after, PAGE),
    'batch.bad': ({ batchId, after }) => batches().bad(batchId, after, PAGE),
    'batch.export': async ({ batchId, what, titles, words }) => {
      const word = wordIn(words);
      const { name } = batches().view(batchId);
      return exportTable({ tables, files }, `${name.replace(/\.[^.]*$/, '') || String(batchId)}-${word(what)}`, titles, () => inTurns(rowsOf(batches(), batchId, what, word)));
    },
    'batch.stores': stores,
    'batch.authorise': async ({ storeId }) => {
      if (!isMerchant()) throw new StationError('not-allowed', 'authorise');
      await doors.station().stores.authorise(storeId);
      return stores();
    },
    'batch.setRules': async ({ storeId, rules, instead }) => {
      await doors.station().stores.setRules(storeId, rules, instead);
      return stores();
    },
    'batch.tryRules': ({ storeId, rules }) => doors.station().stores.tryRules(storeId, rules),
  };
}

/** All rows as text, read in portions between which the desk goes on. */
function* rowsOf(batches: Batches, batchId: number, what: 'results' | 'bad', word: (code: string | null) => string): Generator<undefined, Sheet['rows']> {
  const page = (after: number): { line: number; cells: readonly string[] }[] =>
    what === 'bad'
      ? batches.bad(batchId, after, EXPORTED_AT_ONCE).map(({ line, value, reason, first }) => ({ line, cells: [String(line), value, word(reason) + (first === null ? '' : ` ${first}`)] }))
      : batches.results(batchId, null, after, EXPORTED_AT_ONCE).map((row) => ({
          line: row.line,
          cells: [
            String(row.line), row.number, word(row.courier), row.replacement ?? '', word(row.newCourier), word(row.state), word(row.why ?? row.error), word(row.platform), row.store ?? '', row.orderNumber ?? '',
            row.charged === 0 ? '' : formatYuan(row.charged),
          ],
        }));
  const rows: (readonly string[])[] = [];
  for (let after = 0; ; ) {
    const portion = page(after);
    rows.push(...portion.map(({ cells }) => cells));
    if (portion.length < EXPORTED_AT_ONCE) return rows;
    after = portion.at(-1)?.line ?? after;
    yield;
  }
}
