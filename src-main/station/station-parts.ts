import type { Announcement, Card } from '../../src-shared/bridge/views.ts';
import type { AccountClient } from '../account/client.ts';
import type { Clock } from '../account/clock.ts';
import type { Send } from '../egress/egress.ts';
import type { Desk } from '../flow/one-scan.ts';
import type { CopyingBack } from '../store/copying-back.ts';
import type { Mark } from '../store/mark-file.ts';
import type { SecretPlace } from '../store/secret-place.ts';
import type { Store } from '../store/store.ts';
import type { PrintingParts } from './printing.ts';
import type { Problems } from './problems.ts';
import type { WeighingParts } from './weighing.ts';

/** What a station needs of the program and the machine that it runs on. */
export type StationParts = {
  readonly store: Store;
  readonly client: AccountClient;
  readonly signedIn: () => boolean;
  readonly send: Send;
  readonly clock: Clock;
  /** Where the journal's high-water mark is kept; without one a database that was put back is seen by the API alone. */
  readonly mark?: Mark | undefined;
  /** Where the credentials of providers are kept; without one they are known until the program ends. */
  readonly credentials?: SecretPlace | undefined;
  /** Where the keys of the recipients' phones are kept; without one a phone is fetched again after a restart. */
  readonly phoneKeys?: SecretPlace | undefined;
  readonly problems: Problems;
  /** The station's scale; without one nothing is weighed. */
  readonly weighing?: WeighingParts | undefined;
  /** Copies the WAL back in a thread; without it commits do. */
  readonly copyingBack?: CopyingBack | undefined;
  /** Where slips are printed; without it nothing is. */
  readonly printing?: PrintingParts | undefined;
  readonly device: { readonly id: string; readonly name: string };
  /** The program's; where nobody says it, each start may be one of another. */
  readonly version?: string | undefined;
  /** Who scans, and at which station, at this moment. */
  readonly desk: () => Desk;
  /** The account API says something else of whoever stands at the desk. */
  readonly operatorChanged?: () => void;
  readonly cardChanged: (card: Card) => void;
  /** The desk is told something that nobody has just scanned. */
  readonly announce?: (news: Announcement) => void;
  readonly statusChanged: () => void;
  /** A message came, went or waits for something else. */
  readonly messagesChanged?: () => void;
  readonly log: (event: string, about: string) => void;
};
