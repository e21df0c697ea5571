import type { Announcement, Card, SessionView, Settings, StatusView } from '../../src-shared/bridge/views.ts';
import type { Secrets } from '../account/tokens.ts';
import type { Printers } from '../devices/printers/printers.ts';
import type { WeighingParts } from '../station/weighing.ts';
import type { CopyingBack } from '../store/copying-back.ts';
import type { Store } from '../store/store.ts';
import type { StartWorld } from './practice-door.ts';

/** What the doors need of the program and the machine that it runs on. */
export type DoorsParts = {
  readonly dataDir: string;
  readonly seed: number;
  readonly practicePort: number;
  readonly version: string;
  readonly device: { readonly id: string; readonly name: string };
  readonly secrets: Secrets;
  readonly settings: { view(): Settings; change(change: Partial<Settings>): Settings };
  /** Names the account API for this run only. */
  readonly accountApi: string | null;
  readonly weighing?: WeighingParts;
  readonly printers?: Printers;
  readonly copyingBack?: (store: Store) => CopyingBack;
  readonly startWorld: StartWorld;
  readonly tell: { session(view: SessionView): void; status(view: StatusView): void; card(card: Card): void; announcement(news: Announcement): void; messages(): void };
  readonly log: (event: string, about: string) => void;
};
