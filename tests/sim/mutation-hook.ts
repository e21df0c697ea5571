// node --import this: the real code with one mistake in it, changed as it is loaded and never on the disk
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { MUTATIONS, ROOT, editsOf, madeIn } from './mutations.ts';

const mutation = MUTATIONS.find(({ name }) => name === process.env['SIM_MUTATION']);
if (!mutation) throw new Error('no such mutation');
const edits = editsOf(mutation);
registerHooks({
  load(url, context, next) {
    const own = edits.filter(({ file }) => pathToFileURL(join(ROOT, file)).href === url);
    if (own.length === 0) return next(url, context);
    const source = own.reduce((made, edit) => {
      const changed = madeIn(made, edit);
      if (changed === null) throw new Error(`${edit.file} has not exactly one ${edit.from}`);
      return changed;
    }, readFileSync(new URL(url), 'utf8'));
    return { format: 'module-typescript', shortCircuit: true, source };
  },
});
