// The recorded process: node tests/powercut/work.ts DIR WORKLOAD SYNCHRONOUS SEED
import { dice } from '../../src-main/practice/day/dice.ts';
import { copyingBack } from '../support/copying-back.ts';
import { openDesk, type Synchronous } from './desk.ts';
import { marksIn } from './marks.ts';
import { RUN, type Workload } from './workloads.ts';

const [dir, workload, synchronous, seed] = process.argv.slice(2) as [string, Workload, Synchronous, string];
// The thread syncs what it copies, whatever the store does: with it the negative controls would be safer than they are.
await RUN[workload]({ open: () => openDesk(dir, synchronous), copyingBack: synchronous === 'FULL' ? copyingBack : null, mark: marksIn(dir), chance: dice('work', workload, seed) });
