import { AutoComplete, Button, Input, Segmented, Select } from 'antd';
import { useCallback, useState, type FormEvent, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { BAUD_RATES, FRAME_ENDS, type DeviceChange, type DeviceView, type DevicesView, type PortView } from '../../../src-shared/bridge/devices.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { ProblemText } from '../../components/problem-text.tsx';

const NEW: DeviceChange = { kind: 'scanner', name: '', path: '', baudRate: 9600, end: 'line' };

type FormProps = {
  /** Null for a new one. */
  readonly device: DeviceView | null;
  /** With the view after it; null where nothing was changed. */
  readonly onDone: (view: DevicesView | null) => void;
};

/** Which port, how fast, and how a scan ends there. A port that the system does not list can be typed. */
export function DeviceForm({ device, onDone }: FormProps): ReactElement {
  const { t } = useTranslation('rooms');
  const [typed, setTyped] = useState<DeviceChange>(device ? changeOf(device) : NEW);
  const [ports, setPorts] = useState<readonly PortView[]>([]);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const change = (part: Partial<DeviceChange>): void => setTyped((now) => ({ ...now, ...part }));

  const list = useCallback(async () => {
    const answer = await ask('settings.ports', {});
    if (answer.ok) setPorts(answer.value);
    else setProblem(answer.problem);
  }, []);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    const answer = await ask('settings.putDevice', typed);
    setBusy(false);
    if (answer.ok) onDone(answer.value);
    else setProblem(answer.problem);
  }

  return (
    <form className="device-form" data-testid="device-form" onSubmit={(event) => void save(event)}>
      <Field name={t('devices.what')}>
        <Segmented value={typed.kind} data-testid="device-kind" options={(['scanner', 'scale'] as const).map((value) => ({ value, label: t(`devices.kind.${value}`) }))} onChange={(kind) => change({ kind, end: 'line' })} />
      </Field>
      <Field name={t('devices.name')}>
        <Input value={typed.name} maxLength={20} autoFocus placeholder={t('devices.nameHint')} data-testid="device-name" onChange={(event) => change({ name: event.target.value })} />
      </Field>
      <Field name={t('devices.port')}>
        <AutoComplete
          value={typed.path} placeholder="COM3" data-testid="device-path" onChange={(path) => change({ path })} onOpenChange={(open) => (open ? void list() : undefined)}
          options={ports.map(({ path, about }) => ({ value: path, label: about === '' ? path : `${path} · ${about}` }))}
        />
      </Field>
      <Field name={t('devices.baudRate')}>
        <Select value={typed.baudRate} data-testid="device-baud" options={BAUD_RATES.map((value) => ({ value, label: value }))} onChange={(baudRate) => change({ baudRate })} />
      </Field>
      {typed.kind === 'scale' ? null : (
        <Field name={t('devices.end')}>
          <Segmented value={typed.end} data-testid="device-end" options={FRAME_ENDS.map((value) => ({ value, label: t(`devices.ends.${value}`) }))} onChange={(end) => change({ end })} />
        </Field>
      )}
      <div className="device-form-ways">
        <Button htmlType="submit" type="primary" loading={busy} disabled={typed.name.trim() === '' || typed.path.trim() === ''} data-testid="device-save">
          {t('settings.save')}
        </Button>
        <Button onClick={() => onDone(null)}>{t('cancel')}</Button>
      </div>
      {problem ? (
        <div className="room-problem" role="alert" data-testid="device-problem">
          <ProblemText problem={problem} />
        </div>
      ) : null}
    </form>
  );
}

function changeOf(view: DeviceView): DeviceChange {
  const { id, kind, name, path, baudRate, end } = view;
  return { id, kind, name, path, baudRate, end };
}

function Field({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <label>
      <span>{name}</span>
      {children}
    </label>
  );
}
