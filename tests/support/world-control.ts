import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SheetRow } from '../../src-shared/bridge/views.ts';
import type { WorldState } from './practice.ts';

/** Speaks to the control server of the practice world that an app started in this data folder. */
export function worldOf(dataDir: string) {
  const file = join(dataDir, 'practice-world.json');
  async function ask(command: string, body?: object): Promise<unknown> {
    const { controlOrigin, controlToken } = JSON.parse(readFileSync(file, 'utf8')) as { controlOrigin: string; controlToken: string };
    const answer = await fetch(`${controlOrigin}/${command}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${controlToken}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
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
