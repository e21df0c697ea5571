import { z } from 'zod';
import { target } from '../../../src-shared/contract/parcels.ts';
import { courier } from '../../../src-shared/contract/values.ts';
import { keptJson } from '../../store/kept-json.ts';
import type { JobRow } from './job-rows.ts';
import type { Result } from './task.ts';

const order = z.object({ storeId: z.string(), orderNumber: z.string(), target: target.nullable() });
/** UTC ms. An older version kept a fraction where its provider told one, and no column of times takes that. */
const validFrom = z.number().overwrite(Math.ceil).optional();
const results: z.ZodType<Result> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('conversion'), number: z.string(), courier, reference: z.string(), validFrom }),
  z.object({ kind: z.literal('binding'), number: z.string(), until: z.number(), reference: z.string() }),
  z.object({ kind: z.literal('reference'), reference: z.string() }),
]);

/** The order that a job belongs to, and what its number is converted to; null where its record can't be read. */
export const orderOf = ({ task }: Pick<JobRow, 'task'>): z.infer<typeof order> | null => keptJson(order, task);

/** What a job came to; null where it has not yet, or where that can't be read. */
export const resultOf = (job: Pick<JobRow, 'result'> | null): Result | null => (job?.result ? keptJson(results, job.result) : null);

/** Nothing is called on the word of a record that can't be read, its own or that of the job it depends on (`earlier`). */
export const isReadable = (job: JobRow, earlier: JobRow | null): boolean => orderOf(job) !== null && (!earlier?.result || resultOf(earlier) !== null);
