import { describe, expect, test } from 'vitest';
import { NUMBER, printing } from '../support/printing-station.ts';
import { aForwardedParcel } from '../support/samples.ts';
import { world } from '../support/whole-station.ts';

type Waiting = Awaited<ReturnType<typeof waiting>>;

/** A station without a network, at which one parcel has been scanned: its slip waits for its new number. */
async function waiting() {
  const w = world();
  w.state.orders.push(aForwardedParcel());
  w.state.online = false;
  const front = await printing({ world: w });
  const { scanId } = await front.s.station.scan(NUMBER);
  expect(front.newest()?.state).toBe('waiting');
  return { ...front, scanId };
}

/** The network is back, and with it the new number. */
async function converted({ w, s, scanId }: Waiting): Promise<void> {
  w.state.online = true;
  s.station.reached(false);
  s.station.reached(true);
  await s.until(scanId, ({ replacement }) => replacement !== null);
}

describe('a slip that waits for its new number', () => {
  test('stays when a second scan of its parcel is taken back', async () => {
    const front = await waiting();
    const { s, newest, becomes, slips } = front;
    expect((await s.station.scan(NUMBER)).verdict).toBe('duplicate');
    expect(s.station.undo().kind).toBe('undone');
    expect(newest()?.state).toBe('waiting');
    await converted(front);
    await becomes('done');
    expect(slips()).toHaveLength(1);
  });
});
