import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

/** What the component does next: `printed` says whether paper came out. */
const FAULTS = {
  /** Takes it, prints it and says nothing more. */
  silent: { printed: true },
  /** Prints it, and its connection ends before it has said so. */
  close: { printed: true },
  /** Does not take it: a template that can't be read, a printer that is not there. */
  refuse: { printed: false },
  /** Takes it, and the printer fails. */
  fail: { printed: false },
  /** Does not even say which printers there are. */
  mute: { printed: false },
} as const;
export const printFault = z.strictObject({ kind: z.enum(['silent', 'close', 'refuse', 'fail', 'mute']), count: z.int().min(1).max(1000) });
type PrintFault = z.infer<typeof printFault>;

export type PlayedPrint = { readonly taskId: string; readonly printer: string; readonly at: number; readonly documents: readonly { readonly template: string; readonly data: Readonly<Record<string, string>> }[] };

const message = z.looseObject({
  cmd: z.string(), requestID: z.string(),
  task: z
    .looseObject({
      taskID: z.string(), printer: z.string(),
      documents: z.array(z.looseObject({ documentID: z.string(), contents: z.array(z.looseObject({ data: z.record(z.string(), z.string()), templateURL: z.string() })) })),
    })
    .optional(),
});
type Task = NonNullable<z.infer<typeof message>['task']>;

export const PRACTICE_PRINTER = '练习打印机';
const SWITCHED_OFF = '练习打印机（已停用）';
/** ms from taking a print to its result. */
const PRINTING = 150;
const KEPT = 500;

/**
 * A print component on loopback as Cainiao's and Pinduoduo's are: `getPrinters`, `print`, and a `notifyPrintResult` unasked. Its
 * paper is a list; it speaks both dialects, for what the one does not know of the other's it ignores.
 */
export async function printComponent(port: number): Promise<PrintComponent> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
  // The server below says it too; unheard it would end the process.
  sockets.on('error', () => undefined);
  let kept = port;
  let printed: PlayedPrint[] = [];
  let faults: { kind: PrintFault['kind']; count: number }[] = [];

  const fault = (ofLists = false): PrintFault['kind'] | null => {
    const next = faults[0];
    if (!next || (next.kind === 'mute') !== ofLists) return null;
    next.count -= 1;
    faults = faults.filter(({ count }) => count > 0);
    return next.kind;
  };
  const result = (socket: WebSocket, task: Task, status: 'success' | 'failed'): void => {
    const printStatus = task.documents.map(({ documentID }) => ({ documentID, status, msg: status === 'failed' ? '缺纸' : '', detail: '', printer: task.printer }));
    socket.send(JSON.stringify({ cmd: 'notifyPrintResult', printer: task.printer, taskID: task.taskID, taskStatus: status === 'failed' ? 'failed' : 'printed', printStatus }));
  };

  function print(socket: WebSocket, requestID: string, task: Task): void {
    const answer = (status: string, msg: string): void => socket.send(JSON.stringify({ cmd: 'print', requestID, taskID: task.taskID, status, msg, previewURL: '', previewImage: [] }));
    if (task.printer !== PRACTICE_PRINTER) return answer('failed', '无效的打印机');
    const played = fault();
    if (played === null || FAULTS[played].printed) {
      const documents = task.documents.flatMap(({ contents }) => contents.map(({ data, templateURL }) => ({ template: templateURL, data })));
      printed = [...printed, { taskId: task.taskID, printer: task.printer, at: Date.now(), documents }].slice(-KEPT);
    }
    if (played === 'close') return socket.terminate();
    if (played === 'refuse') return answer('failed', '模板加载失败');
    answer('success', '');
    if (played === 'silent') return;
    socket.send(JSON.stringify({ cmd: 'notifyPrintResult', printer: task.printer, taskID: task.taskID, taskStatus: 'rendered', printStatus: [] }));
    setTimeout(() => result(socket, task, played === 'fail' ? 'failed' : 'success'), PRINTING);
  }

  sockets.on('connection', (socket) => {
    socket.on('error', () => undefined);
    socket.on('message', (bytes: Buffer) => {
      const read = message.safeParse(jsonOf(bytes.toString('utf8')));
      if (!read.success) return;
      const { cmd, requestID, task } = read.data;
      if (cmd === 'getPrinters') {
        if (fault(true) !== null) return;
        const printers = [{ name: PRACTICE_PRINTER, status: 'enable' }, { name: SWITCHED_OFF, status: 'disable' }];
        socket.send(JSON.stringify({ cmd, requestID, status: 'success', defaultPrinter: PRACTICE_PRINTER, printers }));
      } else if (cmd === 'print' && task) print(socket, requestID, task);
    });
  });

  const open = (): Promise<void> =>
    new Promise((resolve, reject) => {
      if (http.listening) return resolve();
      http.once('error', reject);
      http.listen({ host: '127.0.0.1', port: kept, exclusive: true }, () => {
        http.off('error', reject);
        const address = http.address();
        if (typeof address === 'object' && address) kept = address.port;
        resolve();
      });
    });
  await open();
  return {
    address: () => `ws://127.0.0.1:${kept}`,
    printed: () => printed,
    order: (ordered) => void faults.push({ ...ordered }),
    open,
    shut: () =>
      new Promise((resolve) => {
        for (const socket of sockets.clients) socket.terminate();
        http.close(() => resolve());
      }),
    /** As a printer that was out of paper and has some again. */
    tellAll(taskId) {
      for (const socket of sockets.clients) socket.send(JSON.stringify({ cmd: 'notifyPrintResult', taskID: taskId, taskStatus: 'printed', printStatus: [{ documentID: taskId, status: 'success' }] }));
    },
  };
}
export type PrintComponent = {
  readonly address: () => string;
  /** Everything that came out, the oldest first. */
  readonly printed: () => readonly PlayedPrint[];
  readonly order: (fault: PrintFault) => void;
  readonly open: () => Promise<void>;
  /** Ends it, as somebody who closes its window. */
  readonly shut: () => Promise<void>;
  readonly tellAll: (taskId: string) => void;
};

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
