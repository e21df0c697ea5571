import { z } from 'zod';
import { PRINT_TO, PRINT_WHEN, isComponentAddress, type PrintReason, type PrintSettings, type PrintState, type PrintTo } from '../domain/printing.ts';
import type { ErrorCode } from '../errors/codes.ts';

/** What a person may choose for printing. */
export const printSettings: z.ZodType<PrintSettings> = z.strictObject({
  to: z.enum(PRINT_TO),
  printer: z.string().trim().max(200),
  when: z.enum(PRINT_WHEN),
  paper: z.strictObject({ width: z.int().min(40).max(220), height: z.int().min(40).max(320) }),
  address: z.string().max(60).refine(isComponentAddress),
  template: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(500)]),
});

/** A printer as the system or a component names it; `usable` false where it says that it is switched off. */
export type PrinterView = { readonly name: string; readonly usable: boolean; readonly standard: boolean };

/** One print of a slip. Times are UTC ms. */
export type PrintView = {
  readonly printId: number;
  /** 1 for an order of one. */
  readonly piece: number;
  readonly state: PrintState;
  readonly to: Exclude<PrintTo, 'off'>;
  readonly printer: string;
  readonly reason: PrintReason;
  /** 补打: how many slips of the same piece may have come out before; 0 for the first. */
  readonly reprint: number;
  readonly by: string;
  readonly askedAt: number;
  readonly handedAt: number | null;
  readonly endedAt: number | null;
  /** Of a failed one: why. */
  readonly error: ErrorCode | null;
  /** 已打出: who said that an unknown one has come out. */
  readonly settledBy: string | null;
};

/** 试打一张: what became of it. */
export type TestPrint = { readonly kind: 'done' | 'unknown' } | { readonly kind: 'failed'; readonly code: ErrorCode; readonly about: string };
