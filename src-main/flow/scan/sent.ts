import { SENT_VERDICTS } from '../../../src-shared/domain/verdict.ts';

/** The verdicts after which a parcel counts as sent, as the text of an SQL list. */
export const SENT = SENT_VERDICTS.map((verdict) => `'${verdict}'`).join(', ');
