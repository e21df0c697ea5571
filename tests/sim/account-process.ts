import type { Hono } from 'hono';
import { createFaults } from '../../src-main/practice/faults.ts';
import { outsideWorld } from '../../src-main/practice/outside.ts';
import type { Stage } from '../../src-main/practice/stage/stage.ts';
import { Crash, mortalStage, type Mortal } from './crash.ts';

const isAccount = (url: string): boolean => new URL(url).pathname.startsWith('/v1/');

/** The account API as a process: it dies at a point of its work and comes back with its database and nothing else. */
export function accountProcess(stage: Stage, inTransaction: () => boolean) {
  let deaths = 0;
  let serving = false;
  /** Its points count from the next request of this call on. */
  let from: RegExp | null = null;
  let points = 0;
  let died: () => void = () => undefined;
  const life: Mortal = {
    dead: false,
    pointsLeft: null,
    die() {
      life.dead = true;
      life.pointsLeft = null;
      deaths += 1;
      died();
    },
  };
  const born = (): Hono => {
    const app = outsideWorld(mortalStage(stage, inTransaction, life, () => serving), createFaults(), { requests: 0 });
    // Nobody answers for the dead; and an error that the API does not expect is none that a simulated day expects.
    app.onError((error) => {
      throw error;
    });
    return app;
  };
  let app = born();
  return {
    isDown: (): boolean => life.dead,
    /** How often it has died: an answer under way is lost when this changes. */
    deaths: (): number => deaths,
    dieIn(pointsLeft: number, call: string | null, then: () => void): void {
      if (life.dead) return;
      died = then;
      if (call === null) life.pointsLeft = pointsLeft;
      else [from, points] = [new RegExp(`/${call}$`), pointsLeft];
    },
    rise(): void {
      from = null;
      life.pointsLeft = null;
      if (!life.dead) return;
      life.dead = false;
      app = born();
    },
    /** Null where it died before it could answer. */
    async answers(request: Request): Promise<Response | null> {
      serving = isAccount(request.url);
      if (serving && life.dead) return null;
      if (serving && from?.test(new URL(request.url).pathname)) [life.pointsLeft, from] = [points, null];
      try {
        return await app.fetch(request);
      } catch (error) {
        if (!(error instanceof Crash)) throw error;
        return null;
      } finally {
        serving = false;
      }
    },
  };
}
