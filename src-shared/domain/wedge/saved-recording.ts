import type { KeyEvent, RecordedKey } from './key-event.ts';

/** Events that one recording of a station may hold: some 500 scans with every key let go. A saved one has about 5 MB. */
export const MOST_SAVED = 20_000;

/** With times in ms from the first event on: nobody has to know how long the program had been running. */
export function fromTheFirst(events: readonly KeyEvent[]): readonly KeyEvent[] {
  const first = events.find(({ t }) => t !== null)?.t ?? 0;
  return events.map((event) => (event.t === null ? event : { ...event, t: Math.max(0, Math.round((event.t - first) * 10) / 10) }));
}

/** The text of a file that `npm run -s wedge` reads: a JSON list, one event a line. What was not known is left out. */
export const recordingText = (events: readonly RecordedKey[]): string => `[\n${events.map((event) => JSON.stringify(event, (_, value: unknown) => value ?? undefined)).join(',\n')}\n]\n`;
