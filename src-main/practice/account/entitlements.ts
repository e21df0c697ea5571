import type { Provider } from '../../../src-shared/contract/parcels.ts';
import { SERVICES, type Service } from '../../../src-shared/domain/work.ts';
import { credentialFor } from '../providers/credentials.ts';
import { gatewayPeriod } from '../providers/gateway-token.ts';
import { KINDS_OF, TRACKER, type ProviderKind } from '../providers/kinds.ts';
import { settingsFor } from '../providers/settings.ts';
import type { Stage } from '../stage/stage.ts';
import type { Plays } from './call.ts';
import { REFUNDS_FAILED, priceOf, priceVersion, putPrice } from './prices.ts';

/** Until a command names others. */
const USUAL_LIMITS: Provider['limits'] = { perSecond: 20, concurrency: 8 };
const LIMITS = 'provider-limits';

/** Told, not enforced: every provider's limits are the client's to keep. */
export const limitsTold = (stage: Stage): Provider['limits'] => (JSON.parse(stage.kept.text(LIMITS) ?? 'null') as Provider['limits'] | null) ?? USUAL_LIMITS;

export function limitProviders(stage: Stage, limits: Provider['limits']): void {
  stage.atomically(() => {
    stage.kept.put(LIMITS, JSON.stringify(limits));
    versionMoves(stage);
  });
}

/** A practice day is short: a parcel is asked about ten minutes after its scan. */
const TRACKED_AFTER = 600_000;

export const isOn = (stage: Stage, service: Service): boolean => stage.kept.text(`service-off-${service}`) === null;

/** Switches a service of all accounts; the version moves so that clients notice within a minute. */
export function switchService(stage: Stage, service: Service, on: boolean): void {
  stage.atomically(() => {
    if (isOn(stage, service) === on) return;
    if (on) stage.sql('DELETE FROM kept WHERE name = ?').run(`service-off-${service}`);
    else stage.kept.put(`service-off-${service}`, 1);
    versionMoves(stage);
  });
}

/** Whether anybody is named whom parcels can be asked about. */
export function switchTracking(stage: Stage, on: boolean): void {
  stage.atomically(() => {
    if ((stage.kept.text('tracking-off') === null) === on) return;
    if (on) stage.sql("DELETE FROM kept WHERE name = 'tracking-off'").run();
    else stage.kept.put('tracking-off', 1);
    versionMoves(stage);
  });
}

/** What a piece of a service's work costs, for all accounts. */
export function changePrice(stage: Stage, service: Service, price: number): void {
  stage.atomically(() => {
    putPrice(stage, service, price);
    versionMoves(stage);
  });
}

const versionMoves = (stage: Stage): void => stage.kept.put('entitlements-version', stage.kept.number('entitlements-version', 0) + 1);

const doneBy = (accountId: string, service: Service): string => `provider-${service}-${accountId}`;

function kindOf(stage: Stage, accountId: string, service: Service): ProviderKind {
  const kept = stage.kept.text(doneBy(accountId, service));
  return KINDS_OF[service].find((kind) => kind === kept) ?? KINDS_OF[service][0];
}

/** From now on another kind of provider does a service of an account. False where that kind does not do it. */
export function swapProvider(stage: Stage, accountId: string, service: Service, kind: ProviderKind): boolean {
  if (!KINDS_OF[service].includes(kind)) return false;
  stage.atomically(() => {
    if (kindOf(stage, accountId, service) === kind) return;
    stage.kept.put(doneBy(accountId, service), kind);
    versionMoves(stage);
  });
  return true;
}

export const playEntitlements: Plays<'entitlements'> = ({ stage, caller }) => {
  const limits = limitsTold(stage);
  const entitled = (service: Service) => {
    const kind = kindOf(stage, caller.accountId, service);
    const settings = settingsFor(stage, kind, caller.accountId);
    const provider: Provider = {
      kind, name: kind, endpoint: kind === 'gateway' ? stage.origin() : `${stage.origin()}/providers/${kind}`, credential: credentialFor(stage, kind, caller.accountId), ...(settings ? { settings } : {}), limits,
    };
    return { on: isOn(stage, service), price: priceOf(stage, service), provider, refundsFailed: REFUNDS_FAILED[service] };
  };
  const tracking: Provider = { kind: TRACKER, name: TRACKER, endpoint: `${stage.origin()}/providers/${TRACKER}`, credential: credentialFor(stage, TRACKER, caller.accountId), settings: { firstAfter: TRACKED_AFTER }, limits };
  const byGateway = SERVICES.some((service) => kindOf(stage, caller.accountId, service) === 'gateway');
  return {
    // Its token is told in the entitlements: where it is used, the version moves with it.
    version: stage.kept.number('entitlements-version', 1) + (byGateway ? gatewayPeriod(stage) : 0),
    priceVersion: priceVersion(stage),
    services: { sync: entitled('sync'), trace: entitled('trace'), sms: entitled('sms'), privacy: entitled('privacy') },
    ...(stage.kept.text('tracking-off') === null ? { tracking } : {}),
  };
};
