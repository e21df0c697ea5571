import { onTestFinished } from 'vitest';
import type { Secrets } from '../../src-main/account/tokens.ts';
import { createDoors, type Doors } from '../../src-main/doors/doors.ts';
import type { StartWorld } from '../../src-main/doors/practice-door.ts';
import type { SessionView, Settings } from '../../src-shared/bridge/views.ts';
import type { Balance } from '../../src-shared/contract/money.ts';
import { FIRST_PRINTING } from '../../src-shared/domain/printing.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import { problemOf, reply, serve, type Play } from './account-server.ts';
import { secretsIn } from './played-secrets.ts';
import { aParcel, entitlementsWith } from './samples.ts';

/** The account API as far as doors need it: an account for every name, a first password and an agreement that can change. `a/y` is another person in the account `a`. */
export async function playedApi() {
  const state = { mustChange: false, accepted: '1' as string | null, version: '1', revoked: false, ahead: 0, late: 0, silent: null as string | null, barred: null as string | null };
  const seen: string[] = [];
  const leases: Balance['leases'] = [];
  const answer: Play = (heard, response) => {
    response.setHeader('date', new Date(Date.now() + state.ahead).toUTCString());
    const ok = (body: unknown): void => reply(response, 200, body);
    const body = (): Record<string, string> => JSON.parse(heard.body) as Record<string, string>;
    const path = heard.path.split('?')[0] ?? '';
    seen.push(path);
    if (path === state.silent) return;
    if (path === '/v1/session') {
      const { account = '', password } = body();
      if (password !== 'right') return reply(response, 401, problemOf(401, 'wrong-password'));
      state.revoked = false;
      const session = {
        accessToken: `access-${account}`, refreshToken: `refresh-${account}`, expiresAt: 1, account: { id: account.replace(/\/.*/, ''), name: account.toUpperCase() }, operator: { id: `op-${account}`, name: '李四' },
        roles: ['packer'], mustChangePassword: state.mustChange, agreementVersion: state.version, acceptedAgreementVersion: state.accepted,
      };
      return void setTimeout(() => ok(session), state.late);
    }
    const passable = state.barred === 'agreement-required' ? ['/v1/session', '/v1/agreement'] : ['/v1/session'];
    if (state.barred && !passable.some((way) => path.startsWith(way))) return reply(response, 403, problemOf(403, state.barred));
    if (state.revoked) return reply(response, 401, problemOf(401, 'session-expired'));
    switch (path) {
      case '/v1/session/password': return body()['oldPassword'] === 'right' ? ((state.mustChange = false), ok({})) : reply(response, 403, problemOf(403, 'wrong-password'));
      case '/v1/agreement': return ok({ version: state.version, title: '服务协议', sections: [] });
      case '/v1/agreement/acceptance': return (state.accepted = body()['version'] ?? null), ok({ version: state.accepted, acceptedAt: 1 });
      case '/v1/session/end': return ok({});
      case '/v1/stations': return ok({ stationId: 'st-1', name: '工位' });
      case '/v1/stations/st-1/open': return ok({ epoch: 1, reason: 'first', lastSequence: 0 });
      case '/v1/entitlements': return ok(entitlementsWith());
      case '/v1/balance': return ok({ balance: 1_000_000, escrow: 0, toppedUp: 0, adjusted: 0, captured: 0, refunded: 0, leases });
      case '/v1/leases': {
        const grantId = body()['grantId'] ?? '';
        const lease = { leaseId: `lease-${grantId}`, amount: 20_000, spendUntil: Date.now() + 86_400_000 };
        leases.push({ ...lease, stationId: 'st-1', stationName: '工位', captured: 0, state: 'open' });
        return ok({ ...lease, grantId, priceVersion: 1 });
      }
      case '/v1/stations/st-1/journal': return ok({ epoch: 1, lastSequence: (JSON.parse(heard.body) as { entries: { sequence: number }[] }).entries.at(-1)?.sequence });
      case '/v1/interceptions': return ok({ items: [], next: 'i', more: false });
      case '/v1/orders': return ok({ items: [aParcel({ target: null, privacy: false })], next: 'o', more: false });
      default: return reply(response, 404, problemOf(404, 'no-such-call'));
    }
  };
  const { origin, heard, close } = await serve(answer);
  return { origin, heard, close, state, seen };
}

/** The doors of one program start. */
export function doorsAt(given: { dir: string; accountApi?: string | null; secrets?: Map<string, string>; place?: Secrets; startWorld?: StartWorld }) {
  const secrets = given.secrets ?? new Map<string, string>();
  let settings: Settings = { language: 'zh-CN', theme: 'light', volume: 0, muted: true, stationName: '03', accountApi: given.accountApi ?? null, weighing: FIRST_WEIGHING, printing: FIRST_PRINTING, scanner: null };
  const views: SessionView[] = [];
  const doors: Doors = createDoors({
    dataDir: given.dir, seed: 1, practicePort: 0, version: '1', device: { id: 'device-1', name: '工位' }, accountApi: null,
    secrets: given.place ?? secretsIn(secrets),
    settings: { view: () => settings, change: (change) => (settings = { ...settings, ...change }) },
    startWorld: given.startWorld ?? (() => ({ kill: () => undefined })),
    tell: { session: (view) => void views.push(view), status: () => undefined, card: () => undefined, announcement: () => undefined, messages: () => undefined },
    log: () => undefined,
  });
  let stopped = false;
  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    await doors.stop();
  };
  onTestFinished(stop);
  return { doors, views, secrets, settings: () => settings, stop };
}
export const signIn = (doors: Doors, accountApi: string, account = 'a', password = 'right'): Promise<SessionView> => doors.signIn({ accountApi, account, password });
