import type { Channel } from '../../src-shared/bridge/channels.ts';
import type { Doors } from '../doors/doors.ts';
import { toldApart } from '../station/told-apart.ts';
import type { Handlers } from './handler.ts';

/** What the channels of 报表 do. */
export function reportHandlers(doors: Doors): Pick<Handlers, Extract<Channel, `reports.${string}`>> {
  return {
    'reports.today': async () => {
      const { operators, today } = doors.station();
      const sends = await today();
      const names = toldApart(sends.byOperator.map(({ key, name }) => ({ id: key, name })), operators.list());
      return { ...sends, byOperator: sends.byOperator.map((row) => Object.assign(row, { name: names.get(row.key) ?? row.name })) };
    },
  };
}
