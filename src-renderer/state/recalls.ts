import { create } from 'zustand';
import type { Answer } from '../../src-shared/bridge/channels.ts';
import type { Recall } from '../../src-shared/bridge/views.ts';
import { ask } from '../bridge/station.ts';

/** 追回: what the main process keeps of parcels that have passed and must not leave, until somebody has them. */
export const useRecalls = create<{ readonly recalls: readonly Recall[] }>(() => ({ recalls: [] }));

const show = (answer: Answer<readonly Recall[]>): void => {
  if (answer.ok) useRecalls.setState({ recalls: answer.value });
};

export const loadRecalls = async (): Promise<void> => show(await ask('desk.recalls', {}));

/** Somebody has it: recorded with who it was. Where that fails, it is called back again. */
export async function endRecall(scanId: number): Promise<void> {
  useRecalls.setState(({ recalls }) => ({ recalls: recalls.filter((one) => one.scanId !== scanId) }));
  show(await ask('desk.endRecall', { scanId }));
}

/** Whoever has the parcel of this scan has what was called back, too. */
export const takeOff = async (scanId: number): Promise<void> => show(await ask('desk.takeOff', { scanId }));

/** The parcels of one account are nothing for the next. */
export const clearRecalls = (): void => useRecalls.setState({ recalls: [] });
