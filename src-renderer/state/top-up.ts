import { create } from 'zustand';
import type { Answer, ChannelAnswer, ChannelRequest } from '../../src-shared/bridge/channels.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';

export type TopUp = ChannelAnswer<'wallet.topUp'>;

type TopUpState = {
  readonly topUp: TopUp | null;
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** How it stands could not be asked: it may have been paid. */
  readonly unknown: boolean;
  /** One from before that could not be asked about yet: it may still be paid, or have been. */
  readonly unheard: string | null;
  /** The balance has risen since the wallet was last fetched. */
  readonly paid: number;
};

const NONE: TopUpState = { topUp: null, busy: false, problem: null, unknown: false, unheard: null, paid: 0 };

/**
 * The one top-up that is being paid. It lives here and not in the room: whoever leaves the wallet
 * and comes back finds the same code, and is never tempted to pay twice.
 */
export const useTopUp = create<TopUpState>(() => NONE);

let startedAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
/** Which account's it is: an answer that comes for the one before is nobody's here. */
let account = 0;

/** ms until the next question: people pay within two minutes or late. */
export function pollAfter(age: number): number {
  if (age < 120_000) return 2000;
  return age < 600_000 ? 5000 : 15_000;
}

export async function createTopUp(request: ChannelRequest<'wallet.createTopUp'>): Promise<void> {
  const { busy, unheard } = useTopUp.getState();
  if (busy || unheard !== null) return;
  useTopUp.setState({ busy: true, problem: null });
  const whose = account;
  const answer = await ask('wallet.createTopUp', request);
  if (whose !== account) return;
  startedAt = Date.now();
  show(answer);
}

/** One from before a restart, or from another window's time: asked about as if it had been made here. */
export async function resumeTopUp(topUpId: string): Promise<void> {
  if (useTopUp.getState().topUp !== null || useTopUp.getState().busy) return;
  useTopUp.setState({ busy: true, problem: null, unheard: topUpId });
  startedAt = Date.now();
  await poll();
}

export async function closeTopUp(): Promise<void> {
  const { topUp, busy } = useTopUp.getState();
  if (!topUp || busy) return;
  useTopUp.setState({ busy: true, problem: null });
  const answer = await ask('wallet.closeTopUp', { topUpId: topUp.topUpId });
  if (followed() === topUp.topUpId) show(answer);
}

/** For a person who waits no longer for one that can't be asked about. One that can be asked about after all is shown instead. */
export async function letGoTopUp(): Promise<void> {
  const topUpId = followed();
  if (topUpId === null || useTopUp.getState().busy) return;
  useTopUp.setState({ busy: true, problem: null });
  const answer = await ask('wallet.letGoTopUp', { topUpId });
  if (followed() !== topUpId) return;
  if (!answer.ok) show(answer);
  else if (answer.value === null) forgetTopUp();
  else show({ ok: true, value: answer.value });
}

/** Practice mode: plays the phone, then asks as usual. */
export async function payInPractice(): Promise<void> {
  const { topUp, busy } = useTopUp.getState();
  if (!topUp || busy) return;
  useTopUp.setState({ busy: true, problem: null });
  const answer = await ask('practice.pay', { topUpId: topUp.topUpId });
  if (answer.ok) await poll();
  else useTopUp.setState({ busy: false, problem: answer.problem });
}

/** Puts a settled top-up away; one that may still be paid stays, and so does one that is only being made or asked about. */
export function finishTopUp(): void {
  const { topUp, busy, unheard } = useTopUp.getState();
  if (busy || unheard !== null || topUp?.state === 'pending') return;
  forgetTopUp();
}

/** The top-up of one account is nothing for the next, and one that is put away for nobody. */
export function forgetTopUp(): void {
  account += 1;
  clearTimeout(timer);
  useTopUp.setState({ ...NONE, paid: useTopUp.getState().paid });
}

/** The one that is asked about. */
function followed(): string | null {
  const { topUp, unheard } = useTopUp.getState();
  return topUp?.topUpId ?? unheard;
}

async function poll(): Promise<void> {
  clearTimeout(timer);
  const topUpId = followed();
  if (topUpId === null) return;
  const answer = await ask('wallet.topUp', { topUpId });
  if (followed() === topUpId) show(answer);
}

function show(answer: Answer<TopUp>): void {
  clearTimeout(timer);
  const before = useTopUp.getState();
  if (answer.ok) {
    const paidNow = answer.value.state === 'paid' && before.topUp?.state !== 'paid';
    useTopUp.setState({ topUp: answer.value, busy: false, problem: null, unknown: false, unheard: null, paid: before.paid + (paidNow ? 1 : 0) });
  } else {
    // That the platform knows of none is an answer: there is nothing to wait for.
    const isGone = answer.problem.code === 'top-up-gone';
    const after = isGone ? { topUp: null, unheard: null, unknown: false } : { unknown: before.topUp !== null };
    useTopUp.setState({ busy: false, problem: answer.problem, ...after });
  }
  const { topUp, unheard } = useTopUp.getState();
  if (topUp?.state === 'pending' || unheard !== null) timer = setTimeout(() => void poll(), pollAfter(Date.now() - startedAt));
}
