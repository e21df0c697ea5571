import { randomUUID } from 'node:crypto';
import type { Plays } from './call.ts';
import { orderOf } from './orders.ts';
import { Refusal } from './refusal.ts';

type WriteBackRow = { write_back_id: string; original: string; replacement: string; courier: string; at: number };

/**
 * 回传: the platform's order shows the new number. One parcel has one replacement and one replacement one parcel:
 * anything else is a 409 `write-back-conflict` or `number-in-use`. Throws a 404 `no-order` for an order it does not know.
 */
export const playWriteBack: Plays<'writeBack'> = ({ stage, request, caller }) => {
  const { accountId } = caller;
  const order = orderOf(stage, request.original);
  if (!order || order.orderNumber !== request.orderNumber || order.platform !== request.platform) throw new Refusal(404, 'no-order');
  const byRequest = stage
    .sql<WriteBackRow>('SELECT w.* FROM write_backs w JOIN write_back_requests USING (write_back_id) WHERE write_back_requests.account_id = ? AND write_back_requests.request_id = ?')
    .get(accountId, request.requestId);
  const known = byRequest ?? stage.sql<WriteBackRow>('SELECT * FROM write_backs WHERE account_id = ? AND original = ?').get(accountId, request.original);
  if (known) {
    if (known.original !== request.original || known.replacement !== request.replacement || known.courier !== request.courier) throw new Refusal(409, 'write-back-conflict');
    remember(known.write_back_id);
    return { writeBackId: known.write_back_id, at: known.at };
  }
  const taken = stage.sql('SELECT 1 FROM write_backs WHERE account_id = ? AND replacement = ?').get(accountId, request.replacement);
  if (taken || request.replacement === request.original) throw new Refusal(409, 'number-in-use');
  // Recorded, not refused: the control state shows a write-back that came before its conversion.
  const converted = stage.sql('SELECT 1 FROM conversions WHERE account_id = ? AND original = ? AND number = ?').get(accountId, request.original, request.replacement);
  const row = { id: `wb-${randomUUID()}`, at: stage.now() };
  stage
    .sql('INSERT INTO write_backs (write_back_id, account_id, request_id, order_number, original, replacement, courier, converted, at) VALUES (?,?,?,?,?,?,?,?,?)')
    .run(row.id, accountId, request.requestId, request.orderNumber, request.original, request.replacement, request.courier, converted ? 1 : 0, row.at);
  remember(row.id);
  return { writeBackId: row.id, at: row.at };

  function remember(writeBackId: string): void {
    stage.sql('INSERT INTO write_back_requests (account_id, request_id, write_back_id) VALUES (?,?,?) ON CONFLICT DO NOTHING').run(accountId, request.requestId, writeBackId);
  }
};
