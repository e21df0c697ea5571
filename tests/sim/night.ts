// npm run sim:night: 20,000 fresh days, and 200 plans of four days, in which an outage can last for days. One JSON line of each.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const NIGHT = [['--count', '20000'], ['--count', '200', '--days', '4']];

const codes = NIGHT.map((own) => spawnSync(process.execPath, [join(import.meta.dirname, 'many.ts'), '--from', 'tonight', '--jobs', '2', ...own], { stdio: 'inherit' }).status);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
