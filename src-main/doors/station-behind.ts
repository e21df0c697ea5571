import { lastKnown, lastTold } from '../station/last-known.ts';
import { openStation, type Station } from '../station/station.ts';
import type { StationParts } from '../station/station-parts.ts';
import { markOfAccount } from '../store/database-of-account.ts';
import type { Store } from '../store/store.ts';
import type { DoorsParts } from './doors-parts.ts';

/** What the doors give every station, whoever's it is. */
export type BehindDoors = Pick<StationParts, 'client' | 'signedIn' | 'send' | 'clock' | 'problems' | 'statusChanged' | 'messagesChanged' | 'operatorChanged' | 'printing'> & {
  readonly operator: () => { readonly id: string; readonly name: string } | null;
};

/** The station of an account, on its own database and with its own secrets. */
export function stationBehind(parts: DoorsParts, store: Store, accountId: string, { operator, ...given }: BehindDoors): Station {
  const { secrets } = parts;
  const name = (): string => parts.settings.view().stationName;
  const ahead = given.clock.notBefore(lastKnown(store), lastTold(store));
  const opened = openStation({
    ...given,
    store, version: parts.version,
    // An empty place is none.
    credentials: { get: () => secrets.get(`providers.${accountId}`), put: (text) => secrets.put(`providers.${accountId}`, text === '{}' ? null : text) },
    phoneKeys: { get: () => secrets.get(`phones.${accountId}`), put: (text) => secrets.put(`phones.${accountId}`, text) },
    mark: markOfAccount(parts.dataDir, accountId), device: { id: parts.device.id, name: name() },
    desk: () => ({ accountId, operator: operator() ?? { id: 'practice', name: '' }, station: name() }),
    cardChanged: parts.tell.card,
    announce: parts.tell.announcement,
    weighing: parts.weighing,
    copyingBack: parts.copyingBack?.(store),
    log: parts.log,
  });
  if (ahead > 0) opened.timeWentBack(ahead);
  return opened;
}
