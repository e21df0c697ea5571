import { Button, Input, InputNumber, Segmented, Select } from 'antd';
import { useState, type FormEvent, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { PrinterView, TestPrint } from '../../../src-shared/bridge/printing.ts';
import { COMPONENT_ADDRESS, PAPERS, PRINT_TO, PRINT_WHEN, type PrintSettings } from '../../../src-shared/domain/printing.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { useSession } from '../../state/session.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import './printing.css';

/** 打印: where slips go, when, and one to try. */
export function Printing(): ReactElement {
  const { t } = useTranslation('rooms');
  const printing = useSettings((state) => state.settings.printing);
  const change = (part: Partial<PrintSettings>): void => void changeSettings({ printing: { ...printing, ...part } });
  const { to, when } = printing;

  /** Another kind knows other printers, and listens elsewhere. */
  function turnTo(next: PrintSettings['to']): void {
    if (next === to) return;
    change(next === 'cainiao' || next === 'pdd' ? { to: next, printer: '', template: '', address: COMPONENT_ADDRESS[next] } : { to: next, printer: '' });
  }

  return (
    <section className="panel whole printing" data-testid="printing">
      <h2>{t('printing.title')}</h2>
      <div className="printing-fields">
        <Field name={t('printing.where')}>
          <Segmented<PrintSettings['to']> value={to} data-testid="print-to" options={PRINT_TO.map((value) => ({ value, label: t(`printing.to.${value}`) }))} onChange={turnTo} />
        </Field>
        {to === 'off' ? null : (
          <>
            <Field name={t('printing.when')}>
              <Segmented<PrintSettings['when']> value={when} data-testid="print-when" options={PRINT_WHEN.map((value) => ({ value, label: t(`printing.whens.${value}`) }))} onChange={(next) => change({ when: next })} />
            </Field>
            {to === 'system' ? <PaperChoice paper={printing.paper} onChange={(paper) => change({ paper })} /> : <Component key={`${to} ${printing.address} ${printing.template}`} printing={printing} onSave={change} />}
            <Printer key={`${to} ${printing.address}`} printer={printing.printer} onChange={(printer) => change({ printer })} />
          </>
        )}
      </div>
      {to === 'off' ? <p className="soft">{t('printing.offText')}</p> : <Trial />}
    </section>
  );
}

/** Listed when somebody looks: a system may take a moment. */
function Printer({ printer, onChange }: { readonly printer: string; readonly onChange: (printer: string) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const [printers, setPrinters] = useState<readonly PrinterView[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  async function list(): Promise<void> {
    const answer = await ask('settings.printers', {});
    setPrinters(answer.ok ? answer.value : []);
    setProblem(answer.ok ? null : answer.problem);
  }
  return (
    <Field name={t('printing.printer')}>
      <Select
        value={printer === '' ? null : printer} data-testid="print-printer" placeholder={t('printing.choose')} notFoundContent={printers === null ? t('printing.looking') : t('printing.noPrinters')}
        onOpenChange={(open) => (open ? void list() : undefined)} onChange={onChange}
        options={(printers ?? []).map(({ name, usable, standard }) => ({ value: name, disabled: !usable, label: [name, standard ? t('printing.standard') : '', usable ? '' : t('printing.switchedOff')].filter(Boolean).join(' · ') }))}
      />
      {problem ? <ProblemText problem={problem} /> : null}
    </Field>
  );
}

const nameOf = ({ width, height }: PrintSettings['paper']): string => `${width}×${height}`;

function PaperChoice({ paper, onChange }: { readonly paper: PrintSettings['paper']; readonly onChange: (paper: PrintSettings['paper']) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const known = PAPERS.find((one) => nameOf(one) === nameOf(paper));
  const [own, setOwn] = useState(known === undefined);
  return (
    <Field name={t('printing.paper')}>
      <span className="printing-own">
        <Segmented
          value={own ? 'own' : nameOf(paper)} data-testid="print-paper" options={[...PAPERS.map((one) => ({ value: nameOf(one), label: nameOf(one) })), { value: 'own', label: t('printing.ownPaper') }]}
          onChange={(next) => {
            const chosen = PAPERS.find((one) => nameOf(one) === next);
            setOwn(chosen === undefined);
            if (chosen) onChange(chosen);
          }}
        />
        {own ? (
          <>
            <InputNumber min={40} max={220} precision={0} value={paper.width} aria-label={t('printing.width')} data-testid="print-width" onChange={(width) => (width === null ? undefined : onChange({ ...paper, width }))} /> ×{' '}
            <InputNumber min={40} max={320} precision={0} value={paper.height} aria-label={t('printing.height')} data-testid="print-height" onChange={(height) => (height === null ? undefined : onChange({ ...paper, height }))} />
          </>
        ) : null}
      </span>
    </Field>
  );
}

/** Where the component listens and which template it fills in; kept together when somebody saves. */
function Component({ printing, onSave }: { readonly printing: PrintSettings; readonly onSave: (part: Partial<PrintSettings>) => void }): ReactElement {
  const { t } = useTranslation('rooms');
  const practice = useSession((state) => state.view?.practice ?? false);
  const [typed, setTyped] = useState({ address: printing.address, template: printing.template });
  const changed = typed.address !== printing.address || typed.template !== printing.template;
  function save(event: FormEvent): void {
    event.preventDefault();
    if (changed) onSave(typed);
  }
  return (
    <form className="printing-component" onSubmit={save}>
      <Field name={t('printing.address')}>
        <Input value={practice ? t('printing.practice') : typed.address} disabled={practice} maxLength={60} data-testid="print-address" onChange={(event) => setTyped({ ...typed, address: event.target.value.trim() })} />
      </Field>
      <Field name={t('printing.template')}>
        <Input value={typed.template} maxLength={500} placeholder="https://" data-testid="print-template" onChange={(event) => setTyped({ ...typed, template: event.target.value.trim() })} />
      </Field>
      <Button htmlType="submit" disabled={!changed} data-testid="print-save">
        {t('settings.save')}
      </Button>
    </form>
  );
}

function Trial(): ReactElement {
  const { t } = useTranslation('rooms');
  const [trial, setTrial] = useState<TestPrint | 'busy' | null>(null);
  async function run(): Promise<void> {
    setTrial('busy');
    const answer = await ask('settings.testPrint', {});
    setTrial(answer.ok ? answer.value : { kind: 'failed', code: answer.problem.code, about: '' });
  }
  return (
    <p className="printing-trial" aria-live="polite">
      <Button loading={trial === 'busy'} data-testid="print-test" onClick={() => void run()}>
        {t('printing.test')}
      </Button>
      {trial === null || trial === 'busy' ? <span className="soft">{t('printing.testText')}</span> : null}
      {trial !== null && trial !== 'busy' ? (
        <span data-testid="print-tested" data-kind={trial.kind}>
          {trial.kind === 'failed' ? <ProblemText problem={{ code: trial.code, about: trial.about }} /> : <b>{t(`printing.tested.${trial.kind}`)}</b>}
        </span>
      ) : null}
    </p>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="printing-field">
      <span>{name}</span>
      {children}
    </div>
  );
}
