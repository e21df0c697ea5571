import { isSilent, useSettings } from '../../state/settings.ts';
import type { DeskSound } from './sound-of.ts';
import { loadWords, recordingOf } from './spoken-words.ts';
import { sound } from './tones.ts';

/** A tone and the word behind it; a word a packer knows is understood while the next parcel is lifted. */
const PAUSE = 40;

let context: AudioContext | null = null;
let sounding: GainNode | null = null;

const audio = (): AudioContext => (context ??= new AudioContext({ latencyHint: 'interactive' }));

/** ms without a sound after which the loudspeaker is closed: an open one keeps a processor busier than everything else of a desk that rests. */
const OPEN_FOR = 20_000;
let closing: ReturnType<typeof setTimeout> | undefined;

function open(): AudioContext {
  const out = audio();
  void out.resume();
  clearTimeout(closing);
  closing = setTimeout(() => void out.suspend(), OPEN_FOR);
  return out;
}

/** A scan is on its way, and with it a sound. */
export function expectSound(): void {
  if (context?.state === 'suspended') open();
}

/** Opens the loudspeaker and decodes the words, now and whenever the language changes: the first sound waits for nothing. */
export function prepareSounds(): void {
  void loadWords(open(), useSettings.getState().settings.language);
  useSettings.subscribe(({ settings }, before) => {
    if (settings.language !== before.settings.language) void loadWords(audio(), settings.language);
    // Who mutes it means the sound of now, too.
    if (isSilent(settings) && !isSilent(before.settings)) hush();
  });
}

/** Sounds a tone and its word; it cuts off what sounded before. Says on the document what was last, sounded or muted. */
export function playSound({ tone, word }: DeskSound): void {
  const { settings } = useSettings.getState();
  const { dataset } = document.documentElement;
  dataset['lastTone'] = tone;
  dataset['lastWord'] = word;
  dataset['lastToneMuted'] = String(isSilent(settings));
  dataset['lastWordSounded'] = 'false';
  hush();
  if (isSilent(settings)) return;
  const out = open();
  sounding = out.createGain();
  sounding.gain.value = settings.volume;
  sounding.connect(out.destination);
  const after = sound(out, sounding, tone);
  const recording = recordingOf(settings.language, word);
  if (!recording) return;
  const voice = out.createBufferSource();
  voice.buffer = recording;
  voice.connect(sounding);
  voice.start(out.currentTime + (after + PAUSE) / 1000);
  dataset['lastWordSounded'] = 'true';
}

/** Faded within some ms: what is cut off at once clicks. */
function hush(): void {
  if (!context || !sounding) return;
  const out = sounding;
  sounding = null;
  out.gain.setTargetAtTime(0, context.currentTime, 0.004);
  setTimeout(() => out.disconnect(), 50);
}
