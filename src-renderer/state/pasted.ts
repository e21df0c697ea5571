import { create } from 'zustand';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';

/** `refused`: why the text could not be read, until it is another. */
type Pasted = { readonly open: boolean; readonly text: string; readonly reading: boolean; readonly refused: Problem | null };

const NOTHING: Pasted = { open: false, text: '', reading: false, refused: null };

/** The text that is pasted for a list. It is kept here and not in the room: a room key leaves that from any field, and what was written stays until it was read well. */
export const usePasted = create<Pasted>(() => NOTHING);

/** Whose it is: an answer that comes for the account before is nothing here. */
let account = 0;

export const openPasted = (): void => usePasted.setState({ open: true });
export const writePasted = (text: string): void => usePasted.setState({ text, refused: null });
/** Not while it is read: whether it is still needed is not known then. */
export function closePasted(): void {
  if (!usePasted.getState().reading) usePasted.setState({ open: false });
}
export async function readPasted(): Promise<void> {
  const { text, reading } = usePasted.getState();
  if (reading) return;
  usePasted.setState({ reading: true });
  const whose = account;
  const answer = await ask('batch.paste', { text });
  if (whose === account) usePasted.setState(answer.ok ? NOTHING : { reading: false, refused: answer.problem });
}
export function forgetPasted(): void {
  account += 1;
  usePasted.setState(NOTHING);
}
