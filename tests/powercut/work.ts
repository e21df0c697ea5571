// The recorded process: node tests/powercut/work.ts DIR WORKLOAD SYNCHRONOUS SEED
import { dice } from '../../src-main/practice/day/dice.ts';
import { openDesk, type Synchronous } from './desk.ts';
import { marksIn } from './marks.ts';
import { RUN, type Workload } from './workloads.ts';

const [dir, workload, synchronous, seed] = process.argv.slice(2) as [string, Workload, Synchronous, string];
RUN[workload]({ open: () => openDesk(dir, synchronous), mark: marksIn(dir), chance: dice('work', workload, seed) });
