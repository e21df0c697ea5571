import type { Li } from './money.ts';

/** Whom a message was meant for: the recipient of one parcel. */
export type Audience = { readonly of: 'parcel' | 'arrival'; readonly number: string; readonly place: string | null; readonly corrects: boolean };
/** What came of it when it was sent. What the reports say later stands beside this, never in it. */
export type Effect = { readonly submitted: number; readonly segments: number; readonly charged: Li };
