// node --import this: the real code with one mistake in it, changed as it is loaded and never on the disk
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MUTATIONS, ROOT, editsOf, madeIn } from './mutations.ts';

const mutation = MUTATIONS.find(({ name }) => name === process.env['SIM_MUTATION']);
if (!mutation) throw new Error('no such mutation');
const edits = new Map(editsOf(mutation).map((edit) => [pathToFileURL(join(ROOT, edit.file)).href, edit]));
registerHooks({
  load(url, context, next) {
    const edit = edits.get(url);
    if (!edit) return next(url, context);
    const source = madeIn(readFileSync(new URL(url), 'utf8'), edit);
    if (source === null) throw new Error(`${edit.file} has not exactly one ${edit.from}`);
    return { format: 'module-typescript', shortCircuit: true, source };
  },
});
