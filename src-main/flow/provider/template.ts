import { z } from 'zod';
import type { Message } from '../message/message.ts';
import type { Wire } from './adapter.ts';

const templates = z.record(z.string(), z.string().min(1).max(64));

/** The code that a provider has filed this message's template under: `settings.templates`. Null where the platform has not told it. */
export function templateCode({ provider }: Wire, { template }: Message): string | null {
  const read = templates.safeParse(provider.settings?.['templates']);
  return read.success && Object.hasOwn(read.data, template) ? (read.data[template] ?? null) : null;
}
