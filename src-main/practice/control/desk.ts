import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import { practiceDay } from '../day/day.ts';
import { COMMANDS, CannotDo, WrongBody, type Backstage } from './commands.ts';
import { stateOf } from './state.ts';

/**
 * The control server: a second door, for tests and the practice screen, with a bearer token of its own. Commands are
 * POSTs with a JSON body; an unknown field or a wrong value is a 422 that names it.
 */
export function controlDesk(backstage: Backstage & { readonly token: string }): Hono {
  const app = new Hono();
  const wanted = Buffer.from(`Bearer ${backstage.token}`);
  app.use(async (c, next) => {
    const given = Buffer.from(c.req.header('authorization') ?? '');
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? next() : c.json({ code: 'unauthenticated' }, 401);
  });
  app.get('/state', (c) => c.json(stateOf(backstage)));
  app.get('/sheet', (c) => c.json(practiceDay(backstage.stage.seed).sheet));
  app.get('/printed', (c) => c.json(backstage.printer.printed()));
  for (const [name, command] of Object.entries(COMMANDS)) {
    app.post(`/${name}`, async (c) => {
      return c.json((await command(backstage, bodyOf(await c.req.text()))) as object);
    });
  }
  app.notFound((c) => c.json({ code: 'no-such-command' }, 404));
  app.onError((error, c) => {
    if (error instanceof WrongBody) return c.json({ code: 'schema', detail: error.message }, 422);
    if (error instanceof CannotDo) return c.json({ code: 'cannot', detail: error.message }, 409);
    return c.json({ code: 'failed', detail: error.message }, 500);
  });
  return app;
}

/** Without a body nothing is set; half of one is no command. */
function bodyOf(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new WrongBody('no JSON');
  }
}
