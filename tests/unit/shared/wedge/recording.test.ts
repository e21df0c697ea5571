import { expect, test } from 'vitest';
import { keyEvent, recording, type KeyEvent, type RecordedKey } from '../../../../src-shared/domain/wedge/key-event.ts';
import { replay } from '../../../../src-shared/domain/wedge/replay.ts';
import { fromTheFirst, recordingText } from '../../../../src-shared/domain/wedge/saved-recording.ts';
import { heard } from '../../../support/heard.ts';
import { altered, lastOf, stalled, typed } from '../../../support/keys.ts';

const YT = 'YT7412338509021';
const parsed = (events: readonly RecordedKey[]): KeyEvent[] => events.map((event) => keyEvent.parse(event));

test('a saved recording is heard as the scanner itself was', () => {
  const live = parsed([...typed(YT, { from: 987_654.321, masked: true, noise: true }), ...stalled('777012345678', 5, 1500, { from: 990_000.75 }), ...typed('SF12', { from: 999_000 })]);
  const read = recording.parse(JSON.parse(recordingText(fromTheFirst(live))));
  expect(read[0]?.t).toBe(0);
  expect(read).toHaveLength(live.length);
  expect(replay(read)).toEqual(replay(live));
  expect(replay(read)).toHaveLength(3);
});

test('what is not known is left out, and an empty recording is a list', () => {
  expect(recordingText([{ t: 1, type: 'blur', shift: null }])).toBe('[\n{"t":1,"type":"blur"}\n]\n');
  expect(recording.parse(JSON.parse(recordingText([])))).toEqual([]);
  expect(fromTheFirst(parsed([{ key: 'a' }, { t: 5, key: 'b' }, { t: 4, key: 'c' }])).map(({ t }) => t)).toEqual([null, 0, 0]);
});

test('a window that loses the front in the middle breaks the scan, and what follows is not taken for a number', () => {
  const beginning = typed(YT.slice(0, 9), { end: 'nothing' });
  expect(heard([...beginning, { t: lastOf(beginning) + 4, type: 'blur' }, ...typed(YT.slice(9), { from: lastOf(beginning) + 2000 })])).toEqual(['held: left', 'held: rest']);
  // Keys that were down then are let go elsewhere.
  expect(heard([{ t: 0, key: 'Alt', code: 'AltLeft' }, { t: 5, type: 'blur' }, ...altered(typed(YT, { from: 3000 }), () => ({ shift: null }))])).toEqual([YT]);
});
