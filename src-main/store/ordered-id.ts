import { randomUUID } from 'node:crypto';

/**
 * A UUID that begins with the time, version 7 of RFC 9562. Rows with keys of one minute lie beside one another: random keys
 * cost a page of the database each, written and synced with its commit. A clock that is set back costs only that.
 */
export function orderedId(): string {
  const ms = Date.now().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice(15)}`;
}
