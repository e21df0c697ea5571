import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { workShift } from '../demo/shift.ts';
import { differences, stationSide, worldSide } from '../support/both-sides.ts';

test('a whole shift: every verdict, an outage, an empty balance and a top-up, and both sides agree to the last li', async () => {
  test.setTimeout(180_000);
  await workShift({ seed: 11, screenshots: join(tmpdir(), 'jingbus-shift'), tell: () => undefined }, async (shift, world) => {
    const state = await world.state();
    const station = stationSide(shift.dataDir);
    expect(shift.surprises).toEqual([]);
    expect(shift.scans).toBeGreaterThan(60);
    expect(differences(station, worldSide(state, 'practice-11'), state)).toEqual([]);
    expect(station.open).toBe(0);
    // A comparison of nothing with nothing would agree too.
    expect(Math.min(station.sync, station.trace, station.writeBacks, station.messages, station.bindings, station.captured)).toBeGreaterThan(0);
  });
});
