import { createHash } from 'node:crypto';
import type { Stage } from '../stage/stage.ts';
import { Refusal, problemText } from './refusal.ts';

export type Answered = { readonly status: number; readonly body: string };

/** 401 and 403 say something of the caller, not of the request: after signing in again the same request may pass. */
const isAnswer = (status: number): boolean => status !== 401 && status !== 403;

/**
 * Idempotency-Key: the effect and its answer are one transaction, and a repeat gets that answer byte for byte, a refusal
 * as well. `scope` keeps accounts apart. What `keeps` says no to is answered
 * and forgotten. Throws a 409 `idempotency-conflict` for the same key with another request.
 */
export function answerOnce(stage: Stage, scope: string, key: string, request: string, run: () => unknown, keeps: (status: number) => boolean = isAnswer): Answered {
  const requestHash = createHash('sha256').update(request).digest('hex');
  return stage.atomically(() => {
    const known = stage.sql<Answered & { request_hash: string }>('SELECT status, body, request_hash FROM answers WHERE scope = ? AND key = ?').get(scope, key);
    if (known) {
      if (known.request_hash !== requestHash) throw new Refusal(409, 'idempotency-conflict');
      return { status: known.status, body: known.body };
    }
    const answered = attempt(stage, run);
    if (keeps(answered.status)) {
      stage.sql('INSERT INTO answers (scope, key, request_hash, status, body, at) VALUES (?,?,?,?,?,?)').run(scope, key, requestHash, answered.status, answered.body, stage.now());
    }
    return answered;
  });
}

/** Runs a call: a thrown refusal undoes its changes, a returned one keeps them. */
function attempt(stage: Stage, run: () => unknown): Answered {
  try {
    const result = stage.atomically(run);
    return result instanceof Refusal ? { status: result.status, body: problemText(result) } : { status: 200, body: JSON.stringify(result) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: problemText(error) };
  }
}
