import { copyingBackIn } from '../../src-main/store/copying-back.ts';

export const COPYING_WORKER = new URL('../../src-main/store/copying-worker.ts', import.meta.url);

/** The copying thread of a station, from its source. A thread that fails fails what runs it. */
export const copyingBack = copyingBackIn(COPYING_WORKER, (error) => {
  throw error;
});
