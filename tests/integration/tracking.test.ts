import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { aProvider, entitlementsWith } from '../support/samples.ts';
import { wholeStation, world } from '../support/whole-station.ts';

test('who is asked about arrivals may be asked, and its credential is in no database', async () => {
  const w = world();
  w.state.entitlements = { ...entitlementsWith(), tracking: aProvider('kuaidi100') };
  const s = wholeStation({ world: w });
  expect(s.station.providerOrigins()).not.toContain('https://kuaidi100.example');
  s.station.start();
  await expect.poll(() => s.station.flow.entitlements()?.tracking?.credential).toEqual({ customer: 'customer-10', key: 'key-10' });
  expect(s.station.providerOrigins()).toContain('https://kuaidi100.example');
  await s.stop();
  const kept = readdirSync(s.dir).map((name) => readFileSync(`${s.dir}/${name}`, 'latin1')).join('');
  expect(kept).toContain('kuaidi100.example');
  expect(kept).not.toMatch(/customer-10|key-10/);
});
