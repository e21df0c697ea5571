import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { WorldState } from './practice.ts';

/** Speaks to the control server of the practice world that an app started in this data folder. */
export function worldOf(dataDir: string) {
  const file = join(dataDir, 'practice-world.json');
  /** The desk does not wait for its world: just after a start the file may still name where the last one listened, and nobody does. */
  async function reach(command: string, body: object | undefined, until = Date.now() + 15_000): Promise<Response> {
    const { controlOrigin, controlToken } = JSON.parse(readFileSync(file, 'utf8')) as { controlOrigin: string; controlToken: string };
    try {
      return await fetch(`${controlOrigin}/${command}`, {
        method: body ? 'POST' : 'GET',
        headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
    } catch (error) {
      const refused = error instanceof Error && (error.cause as { code?: string } | undefined)?.code === 'ECONNREFUSED';
      if (!refused || Date.now() > until) throw error;
    }
    await new Promise((go) => setTimeout(go, 100));
    return reach(command, body, until);
  }
  async function ask(command: string, body?: object): Promise<unknown> {
    const answer = await reach(command, body);
    if (!answer.ok) throw new Error(`${command}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
  const sheet = () => ask('sheet') as Promise<SheetRow[]>;
  return {
    isThere: (): boolean => existsSync(file),
    state: () => ask('state') as Promise<WorldState>,
    sheet,
    /** Of the sheet, what passes and is not called back afterwards. */
    passing: async () => (await sheet()).filter(({ verdict, interceptedAfter }) => verdict === 'pass' && interceptedAfter === null),
    command: (name: string, body: object = {}) => ask(name, body),
  };
}
export type World = ReturnType<typeof worldOf>;
