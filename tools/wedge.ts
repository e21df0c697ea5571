// npm run -s wedge < events.json: what the scan desk makes of a recorded keyboard (docs/scanners.md).
import { buffer } from 'node:stream/consumers';
import { recording, type KeyEvent } from '../src-shared/domain/wedge/key-event.ts';
import { replay } from '../src-shared/domain/wedge/replay.ts';

const events = readEvents(await buffer(process.stdin));
if (typeof events === 'string') {
  process.stderr.write(`[recording-unreadable] ${events} Its format is in docs/scanners.md.\n`);
  process.exitCode = 1;
} else {
  const lines = replay(events).map((one) => (one.kind === 'scan' ? { kind: one.kind, code: one.code } : { kind: one.kind, reason: one.reason }));
  process.stdout.write(`${JSON.stringify(lines)}\n`);
}

/** The events, or what is wrong with them. */
function readEvents(bytes: Uint8Array): readonly KeyEvent[] | string {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return 'What came on standard input is not JSON in UTF-8.';
  }
  const read = recording.safeParse(json);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const [at, field] = issue?.path ?? [];
  if (at === undefined) return 'What came on standard input is not a list of keyboard events, or one of more than 200,000.';
  return `Event ${Number(at) + 1} of the list is not one of a keyboard${field === undefined ? '' : `: its "${String(field)}" has a wrong value`}.`;
}
