import { SoundOutlined } from '@ant-design/icons';
import { App, Button, Input, Segmented, Slider, Switch } from 'antd';
import { useRef, type ComponentRef, type FormEvent, type ReactElement, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Settings } from '../../../src-shared/bridge/views.ts';
import { VERDICTS } from '../../../src-shared/domain/verdict.ts';
import { ask } from '../../bridge/station.ts';
import { ProblemText } from '../../components/problem-text.tsx';
import { RoomFrame } from '../../components/room-frame.tsx';
import { useBegunWith } from '../../components/use-begun-with.ts';
import { showSession, useSession } from '../../state/session.ts';
import { changeSettings, useSettings } from '../../state/settings.ts';
import { playSound } from '../desk/sounds.ts';
import { Devices } from './devices.tsx';
import { KeyboardScanner } from './keyboard-scanner.tsx';
import { Recorder } from './recorder.tsx';
import { Printing } from './printing.tsx';
import './settings.css';

export function SettingsRoom(): ReactElement {
  const { t } = useTranslation('rooms');
  const settings = useSettings((state) => state.settings);
  const problem = useSettings((state) => state.problem);
  return (
    <RoomFrame name="settings" title={t('settings.title')}>
      {problem ? (
        <div className="room-problem" role="alert">
          <ProblemText problem={problem} />
        </div>
      ) : null}
      <div className="settings">
        <section className="panel">
          <Line name={t('settings.language')}>
            {/* Languages are named in themselves, so that everybody finds their own. */}
            <Segmented<Settings['language']> value={settings.language} data-testid="set-language" onChange={(language) => void changeSettings({ language })} options={LANGUAGES} />
          </Line>
          <Line name={t('settings.theme')}>
            <Segmented<Settings['theme']> value={settings.theme} data-testid="set-theme" onChange={(theme) => void changeSettings({ theme })} options={(['light', 'dark', 'system'] as const).map((value) => ({ value, label: t(`settings.${value}`) }))} />
          </Line>
          <Line name={t('settings.volume')}>
            <Volume volume={settings.volume} />
          </Line>
          <Line name={t('settings.muted')}>
            <Switch checked={settings.muted} data-testid="set-muted" aria-label={t('settings.muted')} onChange={(muted) => void changeSettings({ muted })} />
          </Line>
          <Line name={t('settings.test')}>
            <TestTones />
          </Line>
          <Line name={t('settings.stationName')}>
            <StationName name={settings.stationName} />
          </Line>
        </section>
        <About settings={settings} />
        <Devices />
        <KeyboardScanner />
        <Recorder />
        <Printing />
      </div>
    </RoomFrame>
  );
}

const LANGUAGES: { value: Settings['language']; label: string }[] = [
  { value: 'zh-CN', label: '中文' },
  { value: 'en', label: 'English' },
];

function Volume({ volume }: { readonly volume: number }): ReactElement {
  const { t } = useTranslation('rooms');
  const [percent, setPercent] = useBegunWith(volume, Math.round(volume * 100));
  return (
    <span className="volume">
      <Slider ariaLabelForHandle={t('settings.volume')} value={percent} min={0} max={100} step={5} onChange={setPercent} onChangeComplete={(chosen) => void changeSettings({ volume: chosen / 100 })} />
      <b>{percent}%</b>
    </span>
  );
}

function TestTones(): ReactElement {
  const { t } = useTranslation('station');
  return (
    <span className="tones">
      {VERDICTS.map((verdict) => (
        <Button key={verdict} icon={<SoundOutlined />} data-testid={`tone-${verdict}`} onClick={() => playSound({ tone: verdict, word: verdict })}>
          {t(`verdict.${verdict}`)}
        </Button>
      ))}
    </span>
  );
}

function StationName({ name }: { readonly name: string }): ReactElement {
  const { t } = useTranslation('rooms');
  const { message } = App.useApp();
  const [text, setText] = useBegunWith(name, name);
  const field = useRef<ComponentRef<typeof Input>>(null);
  const changed = text.trim() !== name && text.trim() !== '';

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (!changed) return;
    // The button that was pressed for it can't be pressed now, and would let the focus fall.
    field.current?.focus();
    await changeSettings({ stationName: text.trim() });
    if (useSettings.getState().problem === null) void message.success(t('settings.saved'));
  }

  return (
    <form className="station-name" onSubmit={(event) => void save(event)}>
      <Input ref={field} value={text} maxLength={40} data-testid="set-station-name" aria-label={t('settings.stationName')} onChange={(event) => setText(event.target.value)} />
      <Button htmlType="submit" disabled={!changed}>
        {t('settings.save')}
      </Button>
    </form>
  );
}

function About({ settings }: { readonly settings: Settings }): ReactElement {
  const { t } = useTranslation('rooms');
  const { modal } = App.useApp();
  const session = useSession((state) => state.view);
  const signOut = (): void =>
    void modal.confirm({
      title: t('settings.signOutTitle'),
      content: t('settings.signOutText'),
      okText: t('settings.signOut'),
      cancelText: t('cancel'),
      centered: true,
      onOk: async () => {
        const answer = await ask('session.signOut', {});
        if (answer.ok) showSession(answer.value);
        else useSettings.setState({ problem: answer.problem });
      },
    });
  return (
    <section className="panel">
      <Line name={t('settings.session')}>
        <span>
          {session?.account} · {session?.operator}
        </span>
        <Button data-testid="sign-out" onClick={signOut}>
          {t('settings.signOut')}
        </Button>
      </Line>
      <Line name={t('settings.accountApi')}>
        <span data-testid="account-api">{session?.practice ? t('settings.practiceServer') : (session?.accountApi ?? settings.accountApi ?? t('settings.none'))}</span>
      </Line>
      <Line name={t('settings.version')}>
        <span data-testid="version">{session?.version}</span>
      </Line>
      <Line name={t('settings.keys')}>
        <span className="soft">{t('settings.keysText', { last: session?.rooms.length ?? 1 })}</span>
      </Line>
    </section>
  );
}

function Line({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div className="setting">
      <h2>{name}</h2>
      <div>{children}</div>
    </div>
  );
}
