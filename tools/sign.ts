// npm run -s sign -- KIND < request.json: one signature by hand, to compare with the vendor's own tool (docs/sign.md).
// A failure is one line on stderr: its code, a sentence, and what to do.
import { buffer } from 'node:stream/consumers';
import { KINDS } from '../src-main/flow/provider/signatures/kinds.ts';
import type { Signed } from '../src-main/flow/provider/signatures/signed.ts';

type Failure = { readonly failure: string };
const failed = (code: 'sign-kind' | 'sign-request', sentence: string, next: string): Failure => ({ failure: `[${code}] ${sentence} ${next}` });

const read = await answer(process.argv.slice(2));
if ('signature' in read) {
  process.stdout.write(`${JSON.stringify(read)}\n`);
} else {
  process.stderr.write(`${read.failure}\n`);
  process.exitCode = 2;
}

async function answer(args: readonly string[]): Promise<Signed | Failure> {
  const [kind = ''] = args;
  const sign = KINDS.get(kind);
  if (!sign || args.length !== 1) return failed('sign-kind', 'One kind of signature has to be named.', `Name one of ${[...KINDS.keys()].join(', ')}.`);
  let request: unknown;
  try {
    request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await buffer(process.stdin)));
  } catch {
    return failed('sign-request', 'The request on standard input is not JSON in UTF-8.', 'Give it as npm run -s sign -- KIND < request.json.');
  }
  const outcome = sign(request);
  return 'signed' in outcome ? outcome.signed : failed('sign-request', outcome.wrong, `docs/sign.md says what ${kind} needs.`);
}
