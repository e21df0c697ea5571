import { z } from 'zod';
import { COURIERS, type Courier } from '../../../src-shared/domain/couriers.ts';
import { readWaybillNumber } from '../../../src-shared/domain/waybill-number.ts';
import { courierNumber } from '../day/courier-numbers.ts';
import { dice } from '../day/dice.ts';
import type { Stage } from '../stage/stage.ts';

/** What both conversion providers share: docs/conversion-contract.md. The wire and the signature are each one's own. */
export type Conversion = 'sync' | 'trace';
export type ConversionAnswer =
  | { readonly code: '0'; readonly number: string; readonly courier: Courier; readonly validFrom: number; readonly reference: string }
  | { readonly code: 'NOT_FOUND' | 'BAD_SIGNATURE' | 'BAD_APP' | 'STALE' | 'STORE_NOT_AUTHORISED' | 'NUMBER_REFUSED' | 'MALFORMED'; readonly message: string };

type ConversionRow = { original: string; number: string; courier: Courier; reference: string; at: number };

/** Either side's clock may be this far off, ms. */
const SIGNED_FOR = 5 * 60_000;
export const isStale = (stage: Stage, timestamp: string | undefined): boolean =>
  !/^\d{10,16}$/.test(timestamp ?? '') || Math.abs(stage.now() - Number(timestamp)) > SIGNED_FOR;

const word = z.string().min(1).max(128);
const convertFields = z.object({ requestId: word, number: word, courier: z.enum(COURIERS), targetKind: z.enum(['segment', 'courier']), target: word, storeId: word });
const findFields = z.object({ requestId: word });

/** Kept where a number is converted again under another request id, as no provider that keeps the contract does: then nothing but one id at every station keeps it from that. */
export const CONVERTS_AGAIN = 'converts-again';

export const refuse = (code: Exclude<ConversionAnswer['code'], '0'>, message: string): ConversionAnswer => ({ code, message });

/** Converts once a request id: the same one gets its first result again. One transaction. */
export function convert(stage: Stage, kind: Conversion, accountId: string, fields: unknown): ConversionAnswer {
  const read = convertFields.safeParse(fields);
  if (!read.success) return refuse('MALFORMED', read.error.issues[0]?.path.join('.') ?? '');
  const { requestId, number, courier, targetKind, target, storeId } = read.data;
  return stage.atomically(() => {
    const known = rowOf(stage, kind, accountId, requestId);
    if (known) return told(known);
    if (stage.sql<{ authorised: number }>('SELECT authorised FROM stores WHERE store_id = ?').get(storeId)?.authorised !== 1) {
      return refuse('STORE_NOT_AUTHORISED', '店铺未授权');
    }
    const to = targetCourier(kind, courier, targetKind, target);
    if (!to || !fits(number, courier)) return refuse('NUMBER_REFUSED', '单号与快递公司或目标不符');
    // One number never serves two live orders, so it is converted under one request id only.
    if (stage.kept.number(CONVERTS_AGAIN, 0) === 0 && stage.sql('SELECT 1 FROM conversions WHERE account_id = ? AND original = ?').get(accountId, number)) return refuse('NUMBER_REFUSED', '单号已转换');
    const chance = dice('new-number', stage.seed, kind, accountId, requestId);
    const fresh = courierNumber(to, chance, (candidate) => isTaken(stage, candidate));
    const row = { original: number, number: fresh, courier: to, reference: `${kind === 'sync' ? 'YGL' : 'DHB'}${chance.digits(14)}`, at: stage.now() };
    stage
      .sql('INSERT INTO conversions (kind, account_id, request_id, original, target, store_id, number, courier, reference, at) VALUES (?,?,?,?,?,?,?,?,?,?)')
      .run(kind, accountId, requestId, number, target, storeId, fresh, to, row.reference, row.at);
    return told(row);
  });
}

export function find(stage: Stage, kind: Conversion, accountId: string, fields: unknown): ConversionAnswer {
  const read = findFields.safeParse(fields);
  if (!read.success) return refuse('MALFORMED', 'requestId');
  const known = rowOf(stage, kind, accountId, read.data.requestId);
  return known ? told(known) : refuse('NOT_FOUND', '');
}

const rowOf = (stage: Stage, kind: Conversion, accountId: string, requestId: string): ConversionRow | undefined =>
  stage.sql<ConversionRow>('SELECT * FROM conversions WHERE kind = ? AND account_id = ? AND request_id = ?').get(kind, accountId, requestId);

const told = ({ number, courier, reference, at }: ConversionRow): ConversionAnswer => ({ code: '0', number, courier, validFrom: at, reference });

/** Sync stays with the courier, trace changes it; null where the target is not this provider's business. */
function targetCourier(kind: Conversion, courier: Courier, targetKind: 'segment' | 'courier', target: string): Courier | null {
  if (kind === 'sync') return targetKind === 'segment' || target === courier ? courier : null;
  const to = COURIERS.find((known) => known === target);
  return targetKind === 'courier' && to && to !== courier ? to : null;
}

function fits(number: string, courier: Courier): boolean {
  const reading = readWaybillNumber(number);
  return reading.kind === 'number' && reading.number === number && reading.candidates.includes(courier);
}

const isTaken = (stage: Stage, number: string): boolean =>
  stage.sql('SELECT 1 FROM conversions WHERE number = @number UNION ALL SELECT 1 FROM orders WHERE number = @number').get({ number }) !== undefined;
