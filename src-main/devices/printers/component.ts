import type { PrinterView } from '../../../src-shared/bridge/printing.ts';
import { redactPhones } from '../../../src-shared/domain/phone.ts';
import { StationError } from '../../../src-shared/errors/codes.ts';
import type { OpenSocket, Socket } from '../../egress/component-socket.ts';
import { readSaid, type Dialect, type Said } from './dialects.ts';
import type { PrintEars, PrintOutcome, Sheet } from './sheet.ts';

/** ms that a component may take to list its printers; it runs on this machine. */
const FOR_AN_ANSWER = 5_000;
/** ms until a print that was handed over counts as unknown. What is told later is still believed. */
const FOR_A_RESULT = 20_000;
const LONGEST_ABOUT = 120;

type Parts = {
  readonly address: string;
  readonly dialect: Dialect;
  readonly open: OpenSocket;
  readonly newId: () => string;
  readonly log: (event: string, about: string) => void;
  readonly patience?: { readonly answer?: number; readonly result?: number };
};

export type ComponentLink = {
  readonly printers: () => Promise<readonly PrinterView[]>;
  readonly print: (sheet: Sheet, given: { readonly printer: string; readonly template: string }, ears: PrintEars) => Promise<PrintOutcome>;
  readonly close: () => void;
};

type Print = { readonly requestId: string; readonly end: (outcome: PrintOutcome) => void };

/**
 * A print component over its WebSocket, opened when it is needed. Every print is a task of one document; its result comes
 * unasked. A connection that ends takes the results of what was handed over with it: those prints are unknown.
 */
export function componentLink({ address, dialect, open, newId, log, patience = {} }: Parts): ComponentLink {
  let opening: Promise<Socket> | null = null;
  const asked = new Map<string, { readonly tell: (printers: readonly PrinterView[]) => void; readonly fail: (error: StationError) => void }>();
  const prints = new Map<string, Print>();
  /** Given up as unknown on this connection: what is told of them now is still believed. */
  const overdue = new Map<string, PrintEars['late']>();

  async function socket(): Promise<Socket> {
    opening ??= open(address, { message: (text) => hear(readSaid(text, dialect)), closed });
    const mine = opening;
    try {
      return await mine;
    } catch (error) {
      if (opening === mine) opening = null;
      throw new StationError('print-component-away', address, { cause: error });
    }
  }

  function closed(): void {
    opening = null;
    overdue.clear();
    for (const { fail } of asked.values()) fail(new StationError('print-component-away', address));
    for (const { end } of prints.values()) end({ kind: 'unknown', about: 'the connection ended' });
  }

  function hear(said: Said | null): void {
    if (said === null) return log('print', 'a message of the component can not be read');
    switch (said.kind) {
      case 'printers':
        return asked.get(said.requestId ?? '')?.tell(said.printers);
      case 'refused': {
        const taskId = said.taskId ?? [...prints].find(([, { requestId }]) => requestId === said.requestId)?.[0];
        return taskId === undefined ? undefined : result(taskId, { kind: 'failed', code: 'print-refused', about: cut(said.about) });
      }
      case 'result':
        return result(said.taskId, said.done ? { kind: 'done' } : { kind: 'failed', code: 'print-failed', about: cut(said.about) });
      case 'taken':
      case 'other':
    }
  }

  function result(taskId: string, outcome: PrintOutcome): void {
    const print = prints.get(taskId);
    if (print) return print.end(outcome);
    overdue.get(taskId)?.(outcome);
    overdue.delete(taskId);
  }

  return {
    async printers() {
      const to = await socket();
      const requestId = newId();
      return new Promise((resolve, reject) => {
        const over = (): void => {
          clearTimeout(timer);
          asked.delete(requestId);
        };
        const fail = (error: StationError): void => {
          over();
          reject(error);
        };
        const timer = setTimeout(() => fail(new StationError('print-component-silent', address)), patience.answer ?? FOR_AN_ANSWER);
        asked.set(requestId, {
          fail,
          tell(printers) {
            over();
            resolve(printers);
          },
        });
        to.send(JSON.stringify({ cmd: 'getPrinters', requestID: requestId, version: '1.0' }));
      });
    },
    async print({ taskId, data }, { printer, template }, { handing, late }) {
      const to = await socket();
      const requestId = newId();
      return new Promise((resolve, reject) => {
        try {
          handing();
        } catch (error) {
          return reject(error as Error);
        }
        const timer = setTimeout(() => {
          overdue.set(taskId, late);
          prints.get(taskId)?.end({ kind: 'unknown', about: 'no result' });
        }, patience.result ?? FOR_A_RESULT);
        prints.set(taskId, {
          requestId,
          end(outcome) {
            clearTimeout(timer);
            prints.delete(taskId);
            resolve(outcome);
          },
        });
        const documents = [{ documentID: taskId, contents: [{ data, [dialect.template]: template }] }];
        to.send(JSON.stringify({ cmd: 'print', requestID: requestId, version: '1.0', task: { taskID: taskId, preview: false, printer, documents } }));
      });
    },
    close() {
      const ending = opening;
      closed();
      void ending?.then((to) => to.close(), () => undefined);
    },
  };
}

const cut = (about: string): string => redactPhones(about).slice(0, LONGEST_ABOUT);
