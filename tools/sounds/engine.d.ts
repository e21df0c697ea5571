/** The part of eSpeak NG's JavaScript that tools/sounds uses; the package brings no types. */
declare module '@echogarden/espeak-ng-emscripten' {
  class Speaker {
    /** 0 where there is such a voice. */
    set_voice(name: string): number;
    /** `heard` gets samples of 16 bits as they are made; true stops. */
    synthesize(text: string, heard: (samples: Int16Array | null) => boolean): void;
    readonly samplerate: number;
    rate: number;
    pitch: number;
    range: number;
  }
  export default function createEngine(): Promise<{ readonly eSpeakNGWorker: typeof Speaker }>;
}
