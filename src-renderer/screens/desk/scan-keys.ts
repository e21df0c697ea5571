import { scansInFields } from './field-scan.ts';
import { EMPTY_WEDGE, isBurst, press, silence, silenceAfter, type Finding, type Key, type Wedge } from './wedge.ts';

type Ears = {
  /** True where scans are taken; elsewhere a scan is only noticed. */
  readonly onDesk: () => boolean;
  readonly onFinding: (finding: Finding) => void;
  /** A scanner was used where nothing can be scanned. */
  readonly onMisplaced: (text: string) => void;
  /** What is held, for showing what fingers type. */
  readonly onHeld: (text: string, byScanner: boolean) => void;
  /** A key at the desk while nothing is held; true if it was used. Never Enter: a scanner may send one more than it should. */
  readonly onIdleKey: (key: string) => boolean;
};

/**
 * Listens on the window in the capture phase, before any button sees the key. Keys for an editable
 * element go there, where nothing can be scanned either.
 */
export function listenForScans(ears: Ears): () => void {
  let wedge: Wedge = EMPTY_WEDGE;
  let wasOnDesk = ears.onDesk();
  /** A scan into the desk's own search field is a scan; what an input method has eaten can only be told of. */
  const inField = scansInFields((text) => (text !== '' && ears.onDesk() ? ears.onFinding({ kind: 'scan', text }) : ears.onMisplaced(text)));
  let timer: ReturnType<typeof setTimeout> | undefined;

  function take(next: Wedge, finding: Finding | null): void {
    wedge = next;
    if (finding) ears.onFinding(finding);
    ears.onHeld(wedge.text, isBurst(wedge, 2, 100));
    clearTimeout(timer);
    const after = silenceAfter(wedge);
    // `timeStamp` and `performance.now()` share their origin.
    if (after !== null) timer = setTimeout(() => hush(), Math.max(0, wedge.lastAt + after - performance.now()) + 1);
  }

  function hush(): void {
    if (!ears.onDesk()) {
      wedge = { ...EMPTY_WEDGE, sendsEndKey: wedge.sendsEndKey };
      return;
    }
    const step = silence(wedge, performance.now());
    take(step.wedge, step.finding);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isEditable(event.target)) {
      if (inField(event.target, keyOf(event))) swallow(event);
      return;
    }
    const onDesk = ears.onDesk();
    // What was typed in one room is no beginning of what is scanned in another.
    if (onDesk !== wasOnDesk) wedge = { ...EMPTY_WEDGE, sendsEndKey: wedge.sendsEndKey };
    wasOnDesk = onDesk;
    const key = keyOf(event);
    if (onDesk && wedge.text === '' && !key.repeat && !key.modified && key.key !== 'Enter' && ears.onIdleKey(key.key)) return swallow(event);
    const step = press(wedge, key);
    if (onDesk) {
      if (step.swallow) swallow(event);
      if (step.wedge !== wedge) take(step.wedge, step.finding);
      return;
    }
    // Outside the desk single keys keep their meaning; only what no fingers can type is caught.
    const scanned = step.finding?.kind === 'scan' && (isBurst(wedge, 6, 35) || isBurst(wedge, 10, 120));
    if (scanned || isBurst(step.wedge, 3, 35)) swallow(event);
    if (scanned && step.finding) ears.onMisplaced(step.finding.text);
    take(step.wedge, null);
  }

  window.addEventListener('keydown', onKeyDown, { capture: true });
  return () => {
    clearTimeout(timer);
    window.removeEventListener('keydown', onKeyDown, { capture: true });
  };
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function keyOf(event: KeyboardEvent): Key {
  return {
    key: event.key,
    code: event.code,
    time: event.timeStamp,
    shift: event.shiftKey,
    modified: event.ctrlKey || event.altKey || event.metaKey,
    repeat: event.repeat,
    masked: event.isComposing || event.keyCode === 229,
  };
}

/** Fields that take text; a tick box, a slider or a button is none. */
function isEditable(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement || target.isContentEditable;
}
