import type { Finding } from '../../../src-shared/domain/wedge/finding.ts';
import type { KeyEvent } from '../../../src-shared/domain/wedge/key-event.ts';
import type { ScannerProfile } from '../../../src-shared/domain/wedge/scanner-profile.ts';
import { afresh, isBurst, lastAt, press, silence, silenceAfter, startWedge, type Step, type Wedge } from '../../../src-shared/domain/wedge/wedge.ts';
import { editedField, emptyField, isLeftAlone, isOfADoor, isTextField } from './edited-field.ts';
import { blurAt, compositionOf, keyEventOf } from './key-events.ts';
import { scannersPace } from './scanners-pace.ts';

type Ears = {
  /** What is known of this station's scanner. */
  readonly profile: ScannerProfile;
  /** True where scans are taken; elsewhere a scan is only noticed. */
  readonly onDesk: () => boolean;
  readonly onFinding: (finding: Finding) => void;
  /** A scanner was used where nothing can be scanned; empty where the code was not read whole. */
  readonly onMisplaced: (text: string) => void;
  /** Something typed into a field of a door at a scanner's pace; what it was nobody has looked at. True if it is no password: its Enter sends nothing, and the field is emptied. */
  readonly onIntoDoor: () => boolean;
  /** What is held, for showing what fingers type. */
  readonly onHeld: (text: string, byScanner: boolean) => void;
  /** A key at the desk while nothing is held; true if it was used. Never Enter: a scanner may send one more than it should. */
  readonly onIdleKey: (key: string) => boolean;
  /** Every event that was listened to, and what it has brought to an end. For the recorder. */
  readonly onHeard?: (event: KeyEvent | null, findings: readonly Finding[]) => void;
};

export type Listening = {
  readonly stop: () => void;
  /** The window is no longer in front: keys go elsewhere, and a scan that is under way is broken. */
  readonly leave: () => void;
  /** The scanner is known better now. A scan that is under way goes on. */
  readonly know: (profile: ScannerProfile) => void;
};

/**
 * Listens on the window in the capture phase, before any button, dialog or form sees the key: every key of a scan is
 * swallowed, and what a scanner typed into a field is taken out again.
 */
export function listenForScans(ears: Ears): Listening {
  let wedge: Wedge = startWedge(ears.profile);
  let wasOnDesk = ears.onDesk();
  /** The latest burst outside of the desk was one that no fingers can type. */
  let fast = false;
  const field = editedField();
  const endsScan = scannersPace();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(step: Step, event: KeyEvent | null): void {
    wedge = step.wedge;
    ears.onHeard?.(event, step.findings);
    for (const finding of step.findings) {
      if (ears.onDesk()) ears.onFinding(finding);
      else if (fast) ears.onMisplaced(finding.kind === 'scan' ? finding.text : '');
    }
    ears.onHeld(wedge.inField || !ears.onDesk() ? '' : wedge.burst.text, isBurst(wedge, 2, 100));
    clearTimeout(timer);
    const after = silenceAfter(wedge);
    // `timeStamp` and `performance.now()` share their origin.
    if (after !== null) timer = setTimeout(hush, Math.max(0, lastAt(wedge) + after - performance.now()) + 1);
  }

  function hush(): void {
    fast ||= isFast(wedge);
    const step = silence(wedge, performance.now());
    if (step.inField && step.findings.length > 0) field.restore(step.inField);
    take(step, null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isLeftAlone(event.target)) {
      wedge = afresh(wedge);
      if (isOfADoor(event.target) && endsScan(event) && ears.onIntoDoor()) {
        swallow(event);
        emptyField(event.target);
      }
      return;
    }
    const onDesk = ears.onDesk();
    // What was typed in one room is no beginning of what is scanned in another.
    if (onDesk !== wasOnDesk) wedge = afresh(wedge);
    wasOnDesk = onDesk;
    const key = keyEventOf(event);
    field.key(event.target, key.t ?? 0);
    const idle = onDesk && !key.editable && wedge.burst.text === '' && !key.repeat && !key.modified && event.key !== 'Enter';
    if (idle && ears.onIdleKey(event.key)) return swallow(event);
    const before = wedge;
    const step = press(wedge, key);
    if (isTextField(event.target)) {
      fast = true;
      if (step.swallow) swallow(event);
      if (step.inField && step.findings.length > 0) field.restore(step.inField);
    } else if (onDesk) {
      if (step.swallow) swallow(event);
    } else {
      // Outside the desk single keys keep their meaning; only what no fingers can type is caught.
      const isCode = step.findings.length > 0 || step.wedge.deferred.length > 0;
      if (isCode) fast = isFast(before);
      // A key after what fingers typed into a field that the focus has left ends nothing.
      const ends = before.inField ? isCode : step.wedge.burst.text === '' && before.burst.text !== '';
      if ((fast && ends) || isBurst(step.wedge, 3, 35)) swallow(event);
    }
    take(step, key);
  }

  const onOther = (event: KeyboardEvent | CompositionEvent): void => {
    if (isLeftAlone(event.target)) return;
    const key = event instanceof KeyboardEvent ? keyEventOf(event) : compositionOf(event);
    if (key.type === 'compositionstart') field.changing(event.target);
    take(press(wedge, key), key);
  };
  // One letter; what is pasted is nobody's key. A composition is heard of where it starts.
  const onChanging = (event: InputEvent): void => {
    if (event.inputType === 'insertText' && event.data?.length === 1 && !isLeftAlone(event.target)) field.changing(event.target);
  };

  const capture = { capture: true };
  window.addEventListener('keydown', onKeyDown, capture);
  for (const name of OTHERS) window.addEventListener(name, onOther, capture);
  window.addEventListener('beforeinput', onChanging, capture);
  return {
    stop() {
      clearTimeout(timer);
      window.removeEventListener('keydown', onKeyDown, capture);
      for (const name of OTHERS) window.removeEventListener(name, onOther, capture);
      window.removeEventListener('beforeinput', onChanging, capture);
    },
    leave() {
      const event = blurAt(performance.now());
      take(press(wedge, event), event);
    },
    know: (profile) => void (wedge = { ...wedge, profile }),
  };
}

const OTHERS = ['keyup', 'compositionstart', 'compositionend'] as const;
const isFast = (wedge: Wedge): boolean => isBurst(wedge, 6, 35) || isBurst(wedge, 10, 120);

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}
