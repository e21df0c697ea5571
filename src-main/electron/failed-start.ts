import { app, dialog } from 'electron';
import { explain } from '../start/explain.ts';
import { startProblem } from '../start/start-problem.ts';

/**
 * A start that failed before there was anybody behind the window: a process that stays would keep every later start away.
 * It is said in both languages, for the settings may be what could not be read. Who clicked an icon sees no terminal; on Linux
 * there is no box before the app is ready, and the terminal gets it all.
 */
export function failedStart(error: unknown): void {
  const problem = startProblem(error);
  process.stderr.write(`${explain(problem, process.env['LANG'] ?? 'zh')}\n`);
  dialog.showErrorBox('京巴士发货台', `${explain(problem, 'zh')}\n\n${explain(problem, 'en')}`);
  app.exit(2);
}
