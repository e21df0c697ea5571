// npm run -s sign -- KIND < request.json: one signature by hand, to compare with the vendor's own tool (docs/sign.md).
import { buffer } from 'node:stream/consumers';
import { KINDS, type Outcome } from '../src-main/flow/provider/signatures/kinds.ts';

const NOT_JSON = 'The request on standard input is not JSON in UTF-8.';

const read = await answer(process.argv.slice(2));
if ('signed' in read) {
  process.stdout.write(`${JSON.stringify(read.signed)}\n`);
} else {
  process.stderr.write(`${read.wrong}\n`);
  process.exitCode = 2;
}

async function answer(args: readonly string[]): Promise<Outcome> {
  const sign = KINDS.get(args[0] ?? '');
  if (!sign || args.length !== 1) return { wrong: `Name one kind of signature: ${[...KINDS.keys()].join(', ')}.` };
  let request: unknown;
  try {
    request = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await buffer(process.stdin)));
  } catch {
    return { wrong: NOT_JSON };
  }
  return sign(request);
}
