import { useState } from 'react';
import type { Answer, ChannelRequest } from '../../../src-shared/bridge/channels.ts';
import type { MessagePreview, MessagesView } from '../../../src-shared/bridge/views.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';

export type Pickup = ChannelRequest<'messages.send'>;
type Told = { readonly request: Pickup; readonly answer: Answer<MessagePreview>; readonly at: number };

/** A scanner may end its code with two Enters: the second one must not send what nobody has read. */
const READ_FOR = 400;

/** What would be sent for the very object that is typed now: whatever is typed meanwhile is counted anew, and what is sent is what was shown. */
export function useCounted(typed: Pickup) {
  const [told, setTold] = useState<Told | null>(null);
  const [busy, setBusy] = useState(false);
  const current = told?.request === typed ? told : null;
  const preview = current?.answer.ok ? current.answer.value : null;
  const problem: Problem | null = current && !current.answer.ok ? current.answer.problem : null;

  async function count(): Promise<void> {
    if (busy || preview) return;
    setBusy(true);
    const answer = await ask('messages.preview', typed);
    setBusy(false);
    setTold({ request: typed, answer, at: performance.now() });
  }

  /** The list after it; null where nothing was sent. */
  async function send(): Promise<MessagesView | null> {
    if (busy || !current || !preview || preview.decision === 'refuse' || performance.now() - current.at < READ_FOR) return null;
    setBusy(true);
    const answer = await ask('messages.send', current.request);
    setBusy(false);
    setTold(answer.ok ? null : { ...current, answer });
    return answer.ok ? answer.value : null;
  }

  return { preview, problem, busy, count, send, back: (): void => setTold(null) };
}
