import { parseArgs } from 'node:util';
import { z } from 'zod';
import { StationError } from '../../src-shared/errors/codes.ts';
import { originOf } from '../egress/egress.ts';

export type Flags = {
  readonly practice: boolean;
  readonly userDataDir: string | null;
  readonly seed: number;
  /** Origin of the account API for this run, instead of the one in settings. */
  readonly accountApi: string | null;
  /** A fixed port for the practice world; 0 lets the system choose. */
  readonly practicePort: number;
};

const OPTIONS = {
  practice: { type: 'boolean' },
  'user-data-dir': { type: 'string' },
  seed: { type: 'string' },
  'account-api': { type: 'string' },
  'practice-port': { type: 'string' },
} as const;

/** Switches of Chromium and Electron pass by their beginning: the list of all of them changes with every release. */
const ENGINE = /^--(no-|disable-|enable-|remote-|inspect|force-|lang=|ozone-|use-|ignore-|headless|log|v=|vmodule|js-flags|in-process-|proxy-|host-|allow-|test-type|password-store|gtk-|mute-audio|window-|autoplay-)/;

/** The engine's part of a command line. */
export const ofTheEngine = (args: readonly string[]): string[] => args.filter((arg) => ENGINE.test(arg));

/**
 * Reads the command line behind the program's path. Throws StationError `flag-unknown` or `flag-value`: a mistyped
 * `--practise` must not open the real desk.
 */
export function readFlags(args: readonly string[]): Flags {
  const ours = args.filter((arg) => !ENGINE.test(arg));
  let values;
  try {
    values = parseArgs({ args: [...ours], options: OPTIONS, strict: true, allowPositionals: false }).values;
  } catch (error) {
    throw refusal(error);
  }
  if (values['user-data-dir'] === '') throw new StationError('flag-value', '--user-data-dir');
  return {
    practice: values.practice ?? false,
    userDataDir: values['user-data-dir'] ?? null,
    seed: whole(values.seed ?? '1', '--seed', 0, 0xffff_ffff),
    accountApi: values['account-api'] === undefined ? null : origin(values['account-api']),
    practicePort: whole(values['practice-port'] ?? '0', '--practice-port', 0, 65_535),
  };
}

/** The command line that means these. */
export function argumentsOf({ practice, userDataDir, seed, accountApi, practicePort }: Flags): string[] {
  return [
    ...(practice ? ['--practice'] : []),
    ...(userDataDir === null ? [] : [`--user-data-dir=${userDataDir}`]),
    `--seed=${seed}`,
    ...(accountApi === null ? [] : [`--account-api=${accountApi}`]),
    `--practice-port=${practicePort}`,
  ];
}

const sentByAnother = z.object({ args: z.array(z.string()) });

/** The command line of another start, as it sent it to this one; null where it is none that a start takes. */
export function argumentsSent(sent: unknown): string[] | null {
  try {
    return argumentsOf(readFlags(sentByAnother.parse(sent).args));
  } catch {
    return null;
  }
}

/** parseArgs names the option that it stopped at; guessing it again from the arguments would name a value. */
function refusal(error: unknown): StationError {
  const { code, message } = error as Error & { code?: unknown };
  if (code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE') return new StationError('flag-value', /--[\w-]+/.exec(message)?.[0] ?? '');
  return new StationError('flag-unknown', (/'([^']*)'/.exec(message)?.[1] ?? '').slice(0, 60));
}

function whole(text: string, flag: string, from: number, to: number): number {
  const value = Number(text);
  if (!/^\d{1,10}$/.test(text) || value < from || value > to) throw new StationError('flag-value', `${flag} ${text.slice(0, 40)}`);
  return value;
}

function origin(text: string): string {
  const found = originOf(text);
  if (found === null) throw new StationError('flag-value', `--account-api ${text.slice(0, 60)}`);
  return found;
}
