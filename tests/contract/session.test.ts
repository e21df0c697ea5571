import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startPractice, type Practice } from '../support/practice.ts';
import { anyone, callerWith, settledIn, signedIn } from './caller.ts';

let world: Practice;
beforeAll(async () => void (world = await startPractice()));
afterAll(() => world.stop());

const device = { id: 'd', name: '' };

describe('the door', () => {
  it('lets the announced practice account in with all rooms and no duties left', async () => {
    const session = await anyone(world).call('signIn', { ...world.ready().account, device });
    expect(session).toMatchObject({ account: { id: 'practice-1' }, roles: ['packer', 'supervisor', 'merchant'], mustChangePassword: false });
    expect(session.acceptedAgreementVersion).toBe(session.agreementVersion);
    expect(session.expiresAt - Date.now()).toBeGreaterThan(14 * 60_000);
  });

  it('refuses a wrong password and an unknown name alike', async () => {
    const wrong = await anyone(world).refused('signIn', { account: 'practice', password: 'x', device });
    expect(wrong).toMatchObject({ status: 401, code: 'wrong-password' });
    expect(await anyone(world).refused('signIn', { account: 'nobody', password: 'x', device })).toEqual(wrong);
  });

  it('refuses a call without a token, and one with a token that nobody gave', async () => {
    expect(await anyone(world).refused('orders', {})).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect(await anyone(world).refused('orders', {}, { token: 'made-up' })).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('rotates tokens, forgives a lost answer, and ends after a sign-out', async () => {
    const first = await signedIn(world);
    const lost = await first.call('refresh', { refreshToken: first.refreshToken });
    const tokens = await first.call('refresh', { refreshToken: first.refreshToken });
    expect(tokens.refreshToken).not.toBe(lost.refreshToken);
    expect(await first.refused('balance', {})).toMatchObject({ code: 'unauthenticated' });
    const second = callerWith(world, tokens);
    await second.call('balance', {});
    // The new tokens are in use, so the old refresh token is over.
    expect(await first.refused('refresh', { refreshToken: first.refreshToken })).toMatchObject({ status: 401, code: 'session-expired' });
    await second.call('signOut', {});
    expect(await second.refused('balance', {})).toMatchObject({ status: 401 });
    expect(await second.refused('refresh', { refreshToken: tokens.refreshToken })).toMatchObject({ status: 401, code: 'session-expired' });
  });

  it('expires tokens by time and by command', async () => {
    const caller = await signedIn(world);
    await world.control('clock', { offset: 16 * 60_000 });
    expect(await caller.refused('balance', {})).toMatchObject({ status: 401, code: 'session-expired' });
    const later = callerWith(world, await caller.call('refresh', { refreshToken: caller.refreshToken }));
    const { headers } = await later.raw('balance', {});
    expect(Math.abs(Date.parse(headers.get('date') ?? '') - (Date.now() + 16 * 60_000))).toBeLessThan(5_000);
    await world.control('clock', { offset: 0 });
    await world.control('expire-sessions', { refresh: true });
    expect(await later.refused('refresh', { refreshToken: later.refreshToken })).toMatchObject({ code: 'session-expired' });
  });
});

describe('first duties', () => {
  it('asks for a new password, then for the agreement, before anything else', async () => {
    const packer = await signedIn(world, { account: 'packer', password: 'jingbus-1' });
    expect(await packer.refused('orders', {})).toMatchObject({ status: 403, code: 'must-change-password' });
    expect(await packer.refused('changePassword', { oldPassword: 'wrong', newPassword: 'long-enough' })).toMatchObject({ status: 403, code: 'wrong-password' });
    expect(await packer.refused('changePassword', { oldPassword: 'jingbus-1', newPassword: 'short' })).toMatchObject({ status: 422, code: 'weak-password' });
    expect(await packer.refused('changePassword', { oldPassword: 'jingbus-1', newPassword: 'jingbus-1' })).toMatchObject({ status: 422, code: 'weak-password' });
    await packer.call('changePassword', { oldPassword: 'jingbus-1', newPassword: 'warehouse-2' });
    expect(await packer.refused('orders', {})).toMatchObject({ status: 403, code: 'agreement-required' });
    const agreement = await packer.call('agreement', {});
    expect(agreement.sections.length).toBeGreaterThanOrEqual(10);
    expect(agreement.sections.some(({ paragraphs }) => paragraphs.some(({ emphasised }) => emphasised))).toBe(true);
    expect(await packer.refused('acceptAgreement', { version: '2020-01' })).toMatchObject({ status: 409, code: 'agreement-outdated' });
    await packer.call('acceptAgreement', { version: agreement.version });
    expect((await packer.call('orders', {})).items.length).toBeGreaterThan(0);
    const again = await anyone(world).call('signIn', { account: 'packer', password: 'warehouse-2', device });
    expect(again).toMatchObject({ mustChangePassword: false, acceptedAgreementVersion: agreement.version, account: { id: 'warehouse-1' } });
  });

  it('keeps top-ups for the merchant and lets everybody see the balance', async () => {
    const supervisor = await settledIn(world, 'supervisor');
    const request = { requestId: 'r', amount: 1000, channel: 'wechat' };
    expect(await supervisor.refused('createTopUp', request)).toMatchObject({ status: 403, code: 'forbidden' });
    await supervisor.call('balance', {});
    await (await settledIn(world, 'merchant')).call('createTopUp', { requestId: 'r', amount: 1000, channel: 'wechat' });
  });

  it('stops a suspended account from spending and lets it read and report', async () => {
    const caller = await signedIn(world);
    await world.control('suspend', { suspended: true });
    expect(await caller.refused('entitlements', {})).toMatchObject({ status: 403, code: 'account-suspended' });
    await caller.call('orders', {});
    await world.control('suspend', { suspended: false });
    await caller.call('entitlements', {});
  });
});
