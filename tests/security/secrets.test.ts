import { describe, expect, onTestFinished, test } from 'vitest';
import { CallFailed } from '../../src-main/account/call-failed.ts';
import { createAccountClient } from '../../src-main/account/client.ts';
import { createTokens } from '../../src-main/account/tokens.ts';
import { createEgress, type Sent } from '../../src-main/egress/egress.ts';
import { problemOf as bridgeProblem } from '../../src-shared/errors/codes.ts';
import { problemOf, reply, serve } from '../support/account-server.ts';
import { answered, json } from '../support/fake-send.ts';
import { PHONE, aForwardedParcel, aParcel } from '../support/samples.ts';
import { wholeStation, world } from '../support/whole-station.ts';

/** What no log, no card, no problem and no row of the queue may hold. */
const SECRETS = [PHONE, 'secret-1', 'secret-2', 'pass-3', 'token-4'];

/** Answers that give back everything they were asked, in every place an answer has. */
const echoes: readonly (readonly [string, (asked: string) => Sent])[] = [
  ['a code', (asked) => json({ code: asked.slice(0, 60), message: asked, result: PHONE })],
  ['a result', (asked) => json({ code: '0', number: PHONE, courier: 'yto', reference: asked.slice(0, 100), validFrom: 1, result: '000000', middleNumber: PHONE, message: asked })],
  ['an XML error', (asked) => answered(200, `<string xmlns="x">-${PHONE} ${asked}</string>`)],
  ['an error page', (asked) => answered(500, `<html>${asked}</html>`)],
  ['a refusal', (asked) => answered(400, asked)],
];

describe('a provider that gives back what it was asked', () => {
  test.each(echoes)('as %s leaves none of it in logs, problems, cards or the queue', async (_name, echo) => {
    const w = world();
    w.state.orders.push(aForwardedParcel({ privacy: true }), aParcel({ number: 'SF0000000000001', privacy: false }));
    w.play.provider = ({ url, headers, body }) => echo(`${PHONE} ${url} ${JSON.stringify(headers)} ${body ?? ''} ${SECRETS.join(' ')}`);
    const s = wholeStation({ world: w });
    s.station.start();
    for (const number of [aParcel().number, 'SF0000000000001']) await s.station.scan(number);
    const ended = (): number => s.store.sql<{ n: number }>('SELECT count(*) AS n FROM attempts WHERE ended_at IS NOT NULL').get()?.n ?? 0;
    await expect.poll(ended).toBeGreaterThanOrEqual(3);
    const told = [
      s.lines, s.problems.list(), [...s.cards.values()], s.station.recent(), s.station.exceptions(), s.station.status(),
      ...['jobs', 'attempts', 'scans', 'journal', 'holds'].map((table) => s.store.sql(`SELECT * FROM ${table}`).all()), w.asked,
    ];
    const text = JSON.stringify(told);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
  });
});

describe('an account API that gives back what it was asked', () => {
  test.each([
    ['a problem document', (asked: string) => ({ ...problemOf(403, 'forbidden'), title: asked, detail: asked })],
    ['an answer that breaks the contract', (asked: string) => ({ version: asked, prices: asked })],
    ['a page', (asked: string) => `<html>${asked}</html>`],
  ])('as %s: no token, password or phone is in the failure', async (_name, echo) => {
    for (const status of [200, 401, 403, 409, 500]) {
      const { origin } = await serve(({ headers, body }, response) => reply(response, status, echo(`${JSON.stringify(headers)} ${body} ${PHONE}`)));
      const tokens = createTokens({ get: () => null, put: () => false }, 'tokens');
      tokens.set({ accessToken: 'access-secret', refreshToken: 'refresh-secret', expiresAt: 1 });
      const send = createEgress(() => new Set([origin]), 1_000);
      onTestFinished(() => send.close());
      const client = createAccountClient({ origin: () => origin, send, tokens, heard: () => undefined, reached: () => undefined, ended: () => tokens.set(null), barred: () => undefined });
      const failures = await Promise.all([
        client.call('signIn', { account: 'me', password: 'password-secret', device: { id: 'd', name: 'n' } }),
        client.call('prices', {}),
        client.call('changePassword', { oldPassword: 'password-secret', newPassword: 'password-secret-2' }),
      ].map((call) => call.then(() => null, (error: unknown) => error)));
      for (const failure of failures) {
        // What changes a password takes any object for an answer.
        if (failure === null && status === 200) continue;
        if (!(failure instanceof CallFailed)) throw failure ?? new Error(`it succeeded with ${status}`);
        const text = `${failure.message} ${JSON.stringify(bridgeProblem(failure))} ${JSON.stringify(failure)}`;
        for (const secret of ['access-secret', 'refresh-secret', 'password-secret', PHONE]) expect(text).not.toContain(secret);
      }
    }
  });
});
