import type { z } from 'zod';

/** What a row keeps as JSON; null where it can't be read, for then one row must not stop all others. */
export function keptJson<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
