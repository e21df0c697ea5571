import type { Answer } from '../../src-shared/bridge/channels.ts';
import type { Card } from '../../src-shared/bridge/views.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';

type Outcome = {
  readonly onCard: (card: Card) => void;
  /** The text comes back with the problem: whoever shows it keeps it. */
  readonly onProblem: (text: string, problem: Problem) => void;
  readonly onLength: (open: number) => void;
};

/**
 * Scans go to the main process one by one in the order in which they were made, so that answers
 * are shown in that order too. A scan leaves the queue only as a card or as a problem with its text.
 */
export function scanQueue(scan: (text: string) => Promise<Answer<Card>>, outcome: Outcome): (text: string) => void {
  const texts: string[] = [];
  let busy = false;

  async function pump(): Promise<void> {
    if (busy) return;
    busy = true;
    for (let text = texts[0]; text !== undefined; text = texts[0]) {
      const answer = await scan(text);
      texts.shift();
      outcome.onLength(texts.length);
      if (answer.ok) outcome.onCard(answer.value);
      else outcome.onProblem(text, answer.problem);
    }
    busy = false;
  }

  return (text) => {
    texts.push(text);
    outcome.onLength(texts.length);
    void pump();
  };
}
