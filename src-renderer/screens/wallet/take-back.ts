import type { Answer, ChannelAnswer } from '../../../src-shared/bridge/channels.ts';
import { ask } from '../../bridge/station.ts';

/** Gives up a lease, and says what came of it. The wallet is fetched anew in any case: it may have been done where no answer came. */
export async function takeBack(leaseId: string, tell: (answer: Answer<ChannelAnswer<'wallet.writeOff'>>) => void, reload: () => Promise<void>): Promise<void> {
  tell(await ask('wallet.writeOff', { leaseId }));
  await reload();
}
