import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { shippable } from '../../tools/package/place.ts';
import { isPackagedRun } from '../support/app.ts';

test.describe('the app as it ships', () => {
  // Before packaging there is nothing to read, and a leftover of an earlier run would prove nothing.
  if (!isPackagedRun()) return;

  test('refuses to be a Node, a debugger target or a host for loose code', async () => {
    const wire = await getCurrentFuseWire(shippable().executable);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
    ];
    const on = [
      FuseV1Options.EnableCookieEncryption,
      FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
      FuseV1Options.OnlyLoadAppFromAsar,
    ];
    expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => FuseState.DISABLE));
    expect(on.map((fuse) => wire[fuse])).toEqual(on.map(() => FuseState.ENABLE));
  });
});
