import { z } from 'zod';

/**
 * One event of a keyboard, as a page hears it and as a recording keeps it (docs/scanners.md). A recording by hand or by
 * another program may leave out any field.
 */
const flag = z.boolean().nullish().transform((value) => value ?? null);
const word = z.string().max(64).nullish().transform((value) => value ?? '');

export const keyEvent = z.object({
  /** ms on the event's own clock (`event.timeStamp`); null: together with the event before. */
  t: z.number().min(-1e13).max(1e13).nullish().transform((value) => value ?? null),
  type: z.enum(['keydown', 'keyup', 'compositionstart', 'compositionend', 'blur']).nullish().transform((value) => value ?? ('keydown' as const)),
  key: word,
  code: word,
  keyCode: z.number().int().min(0).max(65_535).nullish().transform((value) => value ?? 0),
  /** Null where it was not recorded: then the events of Shift itself say it. */
  shift: flag,
  caps: flag,
  /** Ctrl, Alt or Meta; null as with Shift. */
  modified: flag,
  repeat: flag,
  composing: flag,
  /** The focus was in a field that takes text. */
  editable: flag,
});

export type KeyEvent = z.output<typeof keyEvent>;
export type RecordedKey = z.input<typeof keyEvent>;

/** Of one recording: an hour of a scanner that never rests. */
const LONGEST_RECORDING = 200_000;
export const recording = z.array(keyEvent).max(LONGEST_RECORDING);
