import { z } from 'zod';
import type { PrinterView } from '../../../src-shared/bridge/printing.ts';
import type { PrintComponent } from '../../../src-shared/domain/printing.ts';

/*
 * What the two components say, as their integrators' public notes tell it (November 2026; no vendor's own document was at
 * hand). They are one protocol with small differences: a correction by the vendor is a change here.
 */
export type Dialect = {
  /** The name under which a document's template stands. */
  readonly template: string;
  /** Cainiao says of each printer whether it is switched on; PDD does not. */
  readonly usable: (status: string | undefined) => boolean;
};

export const DIALECTS: Readonly<Record<PrintComponent, Dialect>> = {
  cainiao: { template: 'templateURL', usable: (status) => status !== 'disable' },
  pdd: { template: 'templateURL', usable: () => true },
};

const text = z.string().catch('');
const said = z.looseObject({ cmd: z.string(), requestID: z.coerce.string().optional() });
const printerList = z.looseObject({ defaultPrinter: text.optional(), printers: z.array(z.looseObject({ name: z.string(), status: z.string().optional() })) });
const answer = z.looseObject({ taskID: z.coerce.string().optional(), status: text.optional(), msg: text.optional() });
const notice = z.looseObject({
  taskID: z.coerce.string(), taskStatus: text.optional(), msg: text.optional(),
  printStatus: z.array(z.looseObject({ status: text.optional(), msg: text.optional(), detail: text.optional() })).optional(),
});

/** What a component has said. `result`: of a print that it took; `refused`: of one that it did not take. */
export type Said =
  | { readonly kind: 'printers'; readonly requestId: string | null; readonly printers: readonly PrinterView[] }
  | { readonly kind: 'taken' | 'refused'; readonly requestId: string | null; readonly taskId: string | null; readonly about: string }
  | { readonly kind: 'result'; readonly taskId: string; readonly done: boolean; readonly about: string }
  /** It is rendered, or something else that nobody waits for. */
  | { readonly kind: 'other' };

/** Reads one message. Null of what is none of this protocol. */
export function readSaid(message: string, dialect: Dialect): Said | null {
  const value = json(message);
  const head = said.safeParse(value);
  if (!head.success) return null;
  const requestId = head.data.requestID ?? null;
  switch (head.data.cmd) {
    case 'getPrinters': {
      const read = printerList.safeParse(value);
      if (!read.success) return null;
      return { kind: 'printers', requestId, printers: read.data.printers.map(({ name, status }) => ({ name, usable: dialect.usable(status), standard: name === read.data.defaultPrinter })) };
    }
    case 'print': {
      const read = answer.safeParse(value);
      if (!read.success) return null;
      const { taskID, status, msg } = read.data;
      return { kind: status === 'failed' ? 'refused' : 'taken', requestId, taskId: taskID ?? null, about: msg ?? '' };
    }
    case 'notifyPrintResult': {
      const read = notice.safeParse(value);
      return read.success ? resultIn(read.data) : null;
    }
    default:
      return { kind: 'other' };
  }
}

/** One document a task: whatever failed of it is the task. */
function resultIn({ taskID, taskStatus, msg, printStatus = [] }: z.infer<typeof notice>): Said {
  const bad = printStatus.find(({ status }) => status === 'failed' || status === 'canceled');
  if (bad || taskStatus === 'failed' || taskStatus === 'canceled') return { kind: 'result', taskId: taskID, done: false, about: [bad?.msg ?? msg, bad?.detail].filter(Boolean).join(' ') };
  return taskStatus === 'printed' ? { kind: 'result', taskId: taskID, done: true, about: '' } : { kind: 'other' };
}

function json(message: string): unknown {
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return null;
  }
}
