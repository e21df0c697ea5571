// The recorded process: node tests/powercut/work.ts DIR WORKLOAD WAY SEED
import { dice } from '../../src-main/practice/day/dice.ts';
import { copyingBack } from '../support/copying-back.ts';
import { openDesk, waterOf } from './desk.ts';
import { marksIn } from './marks.ts';
import { RUN, type Way, type Workload } from './workloads.ts';

const [dir, workload, way, seed] = process.argv.slice(2) as [string, Workload, Way, string];
const synchronous = way === 'LATE' ? 'FULL' : way;
// The thread syncs what it copies, whatever the store does: with it the negative controls would be safer than they are.
await RUN[workload]({
  open: () => openDesk(dir, synchronous), copyingBack: synchronous === 'FULL' ? copyingBack : null,
  water: (flow) => waterOf(dir, flow).flush, late: way === 'LATE', mark: marksIn(dir), chance: dice('work', workload, seed),
});
