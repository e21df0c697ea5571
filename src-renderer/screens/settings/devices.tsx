import { App, Button } from 'antd';
import { useCallback, useEffect, useState, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../src-shared/bridge/channels.ts';
import type { DeviceView, DevicesView } from '../../../src-shared/bridge/devices.ts';
import { readCard } from '../../../src-shared/domain/wedge/read-card.ts';
import { kilograms } from '../../../src-shared/domain/weight.ts';
import type { Problem } from '../../../src-shared/errors/codes.ts';
import { ask } from '../../bridge/station.ts';
import { AlertIcon, CheckIcon, ClockIcon } from '../../components/icons.tsx';
import { ProblemText } from '../../components/problem-text.tsx';
import { clockTime } from '../../components/times.ts';
import { showDevices, useDevices } from '../../state/devices.ts';
import { DeviceForm } from './device-form.tsx';
import { WeighingRule } from './weighing-rule.tsx';
import './devices.css';

/** 扫描枪与电子秤: what is at the serial ports, how it is, and what it sent last. */
export function Devices(): ReactElement {
  const { t } = useTranslation('rooms');
  const devices = useDevices((state) => state.devices);
  const [form, setForm] = useState<DeviceView | 'new' | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = useCallback((answer: Answer<DevicesView>): void => {
    if (answer.ok) showDevices(answer.value);
    setProblem(answer.ok ? null : answer.problem);
  }, []);
  useEffect(() => {
    void ask('settings.devices', {}).then(take);
    // Whoever leaves this room wants to scan: a test that nobody looks at must not eat a scan.
    return () => useDevices.getState().devices?.filter(({ testing }) => testing).forEach(({ id }) => void ask('settings.testDevice', { id, on: false }));
  }, [take]);
  return (
    <section className="panel whole devices" data-testid="devices">
      <header className="devices-head">
        <h2>{t('devices.title')}</h2>
        <Button type="primary" disabled={form !== null} data-testid="device-add" onClick={() => setForm('new')}>
          {t('devices.add')}
        </Button>
      </header>
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      {form === null ? null : (
        <DeviceForm
          key={form === 'new' ? 'new' : form.id}
          device={form === 'new' ? null : form}
          onDone={(view) => {
            if (view) take({ ok: true, value: view });
            setForm((now) => (now === form ? null : now));
          }}
        />
      )}
      {devices?.length === 0 && form === null ? <p className="soft devices-none">{t('devices.none')}</p> : null}
      {devices?.some(({ kind }) => kind === 'scale') ? <WeighingRule /> : null}
      <ul className="device-list">{devices?.map((device) => <Device key={device.id} device={device} onChange={() => setForm(device)} onAnswer={take} />)}</ul>
    </section>
  );
}

type DeviceProps = { readonly device: DeviceView; readonly onChange: () => void; readonly onAnswer: (answer: Answer<DevicesView>) => void };

function Device({ device, onChange, onAnswer }: DeviceProps): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal } = App.useApp();
  const { id, name, testing, last } = device;
  const remove = (): void =>
    void modal.confirm({
      title: t('devices.removeTitle', { name }), content: t('devices.removeText'), okText: t('devices.remove'), cancelText: t('cancel'), centered: true,
      onOk: async () => onAnswer(await ask('settings.removeDevice', { id })),
    });
  return (
    <li className="device" data-testid="device" data-device={name} data-state={device.state.kind} data-testing={testing}>
      <div className="device-what">
        <b>{name}</b>
        <span className="soft">
          {t(`devices.kind.${device.kind}`)} · {device.path} · {device.baudRate}
        </span>
      </div>
      <State device={device} />
      <div className="device-last" aria-live="polite">
        {testing ? (
          <b className="device-waits">{t('devices.testing')}</b>
        ) : device.trouble !== null ? (
          <ProblemText problem={{ code: device.trouble, about: last?.text ?? '' }} />
        ) : device.kind === 'scale' ? (
          <Reading device={device} />
        ) : last ? (
          <>
            <span className="soft">{t('devices.last', { time: clockTime(last.at) })}</span> <code data-testid="device-last">{last.text}</code>
            <OfCard last={last} />
          </>
        ) : (
          <span className="soft">{t('devices.nothing')}</span>
        )}
      </div>
      <div className="device-actions">
        {device.kind === 'scale' ? null : (
          <Button data-testid="device-test" disabled={device.state.kind !== 'connected' && !testing} onClick={() => void ask('settings.testDevice', { id, on: !testing }).then(onAnswer)}>
            {testing ? t('devices.endTest') : t('devices.test')}
          </Button>
        )}
        <Button data-testid="device-change" onClick={onChange}>
          {t('devices.change')}
        </Button>
        <Button data-testid="device-remove" onClick={remove}>
          {t('devices.remove')}
        </Button>
      </div>
    </li>
  );
}

/** What a scan of the calibration card says of a serial scanner: its letters, its end, and what is missing. */
function OfCard({ last: { text, how } }: { readonly last: NonNullable<DeviceView['last']> }): ReactElement | null {
  const { t } = useTranslation('rooms');
  const card = readCard(text);
  const words = (): string | null => {
    if (card.kind === 'lost') return t('devices.card.lost', { count: card.missing });
    if (card.kind === 'added') return t('devices.card.added', { text: [card.before, card.after].filter(Boolean).join(' … ') });
    if (card.kind !== 'whole') return null;
    return t(`devices.card.${how === 'silence' ? 'silence' : card.letters === 'lower' ? 'lower' : 'whole'}`);
  };
  const said = words();
  return said === null ? null : <p data-testid="device-card">{said}</p>;
}

/** What the scale shows now. */
function Reading({ device: { shows } }: { readonly device: DeviceView }): ReactElement {
  const { t } = useTranslation('rooms');
  if (!shows || shows.grams === null) return <span className="soft">{t('devices.noReading')}</span>;
  return (
    <span data-testid="device-shows" data-rests={shows.rests}>
      <b>{t('devices.shows', { weight: kilograms(shows.grams) })}</b> {shows.rests ? null : <span className="soft">{t('devices.moves')}</span>}
    </span>
  );
}

function State({ device: { state } }: { readonly device: DeviceView }): ReactElement {
  const { t } = useTranslation('rooms');
  const Icon = state.kind === 'connected' ? CheckIcon : state.kind === 'failed' ? AlertIcon : ClockIcon;
  return (
    <div className="device-state">
      <p>
        <Icon /> <b>{t(`devices.state.${state.kind}`)}</b> {'since' in state ? <span className="soft">{t('devices.since', { time: clockTime(state.since) })}</span> : null}
      </p>
      {'code' in state ? <ProblemText problem={{ code: state.code }} /> : null}
    </div>
  );
}
