import type { Channel } from '../../src-shared/bridge/channels.ts';
import { CHINA_TIME } from '../../src-shared/domain/china-time.ts';
import { StationError } from '../../src-shared/errors/codes.ts';
import type { Doors } from '../doors/doors.ts';
import type { Conversion } from '../flow/screen/conversions.ts';
import { toldApart } from '../station/told-apart.ts';
import type { Tables } from '../table/in-worker.ts';
import { exportTable, wordIn } from './exports.ts';
import type { Files } from './files.ts';
import type { Handlers } from './handler.ts';

/** What the channels of 报表 do. */
export function reportHandlers(doors: Doors, tables: Tables, files: Files): Pick<Handlers, Extract<Channel, `reports.${string}`>> {
  return {
    'reports.today': async () => {
      const { operators, today } = doors.station();
      const sends = await today();
      const names = toldApart(sends.byOperator.map(({ key, name }) => ({ id: key, name })), operators.list());
      return { ...sends, byOperator: sends.byOperator.map((row) => Object.assign(row, { name: names.get(row.key) ?? row.name })) };
    },
    'reports.export': async ({ day, titles, words }) => {
      const { operators, conversions } = doors.station();
      const found = await conversions(day);
      if (found.length === 0) throw new StationError('conversions-none', day);
      const word = wordIn(words);
      const names = toldApart(found.map(({ operator }) => operator), operators.list());
      return exportTable({ tables, files }, `${word('conversions')}-${day}`, titles, async () => found.map((one) => cellsOf(one, word, names.get(one.operator.id) ?? one.operator.name)));
    },
  };
}

const cellsOf = ({ at, number, courier, platform, orderNumber, replacement, newCourier, state }: Conversion, word: (code: string | null) => string, operator: string): readonly string[] => [
  timeOf(at), number, word(courier), word(platform), orderNumber ?? '', replacement ?? '', word(newCourier), operator, word(state),
];

/** 2026-11-24 09:30:05, as every screen has it. */
const timeOf = (at: number): string => new Date(at + CHINA_TIME).toISOString().slice(0, 19).replace('T', ' ');
