import type { PrinterView } from '../../../src-shared/bridge/printing.ts';
import type { Paper, PrintComponent, PrintSettings } from '../../../src-shared/domain/printing.ts';
import { StationError } from '../../../src-shared/errors/codes.ts';
import type { OpenSocket } from '../../egress/component-socket.ts';
import { componentLink, type ComponentLink } from './component.ts';
import { DIALECTS } from './dialects.ts';
import type { PrintEars, PrintOutcome, Sheet } from './sheet.ts';

/** The printers that the system knows. `print` throws StationError for what went wrong before `handing`. */
export type SystemPrinters = {
  readonly list: () => Promise<readonly PrinterView[]>;
  readonly print: (page: string, given: { readonly printer: string; readonly paper: Paper }, handing: PrintEars['handing']) => Promise<PrintOutcome>;
};

export type Printers = {
  readonly list: (settings: PrintSettings) => Promise<readonly PrinterView[]>;
  /** Throws StationError where it was never handed over: nothing was printed. */
  readonly print: (settings: PrintSettings, sheet: Sheet, ears: PrintEars) => Promise<PrintOutcome>;
  readonly stop: () => void;
};

/** ms that the system may take to list its printers: a service that hangs would keep every slip behind the first. */
const FOR_A_LIST = 5_000;

/** Where slips go: the system's printers, or the print component that the settings name. */
export function createPrinters(parts: {
  readonly system: SystemPrinters;
  readonly open: OpenSocket;
  readonly newId: () => string;
  readonly log: (event: string, about: string) => void;
  /** ms, for tests. */
  readonly patience?: { readonly answer?: number; readonly result?: number };
}): Printers {
  let link: { readonly kind: PrintComponent; readonly address: string; readonly to: ComponentLink } | null = null;

  function component(kind: PrintComponent, address: string): ComponentLink {
    if (link?.kind === kind && link.address === address) return link.to;
    link?.to.close();
    const to = componentLink({ ...parts, address, dialect: DIALECTS[kind] });
    link = { kind, address, to };
    return to;
  }

  async function listed(): Promise<readonly PrinterView[]> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<never>((_, reject) => (timer = setTimeout(() => reject(new StationError('printers-silent')), parts.patience?.answer ?? FOR_A_LIST)));
    return Promise.race([parts.system.list(), tooLong]).finally(() => clearTimeout(timer));
  }

  const list = async ({ to, address }: PrintSettings): Promise<readonly PrinterView[]> => {
    if (to === 'off') return [];
    return to === 'system' ? listed() : component(to, address).printers();
  };

  return {
    list,
    async print(settings, sheet, ears) {
      const { to, printer, paper, address, template } = settings;
      if (to === 'off') throw new StationError('print-off');
      if (printer === '') throw new StationError('print-no-printer');
      if (to !== 'system' && template === '') throw new StationError('print-no-template');
      const found = (await list(settings)).find(({ name }) => name === printer);
      if (!found?.usable) throw new StationError('printer-gone', printer);
      return to === 'system' ? parts.system.print(sheet.page(), { printer, paper }, ears.handing) : component(to, address).print(sheet, { printer, template }, ears);
    },
    stop: () => link?.to.close(),
  };
}
