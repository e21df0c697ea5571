// node --import this: the real code with one mistake in it, changed as it is loaded and never on the disk
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MUTATIONS } from './mutations.ts';

const mutation = MUTATIONS.find(({ name }) => name === process.env['SIM_MUTATION']);
if (!mutation) throw new Error('no such mutation');
const { file, from, to } = mutation;
const url = pathToFileURL(resolve(import.meta.dirname, '../..', file)).href;
registerHooks({
  load(asked, context, next) {
    if (asked !== url) return next(asked, context);
    const parts = readFileSync(new URL(url), 'utf8').split(from);
    if (parts.length !== 2) throw new Error(`${file}: found ${parts.length - 1} times: ${from}`);
    return { format: 'module-typescript', shortCircuit: true, source: parts.join(to) };
  },
});
