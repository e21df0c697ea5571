import { create } from 'zustand';
import { FIRST_PRINTING } from '../../src-shared/domain/printing.ts';
import { FIRST_WEIGHING } from '../../src-shared/domain/weight.ts';
import type { ChannelRequest } from '../../src-shared/bridge/channels.ts';
import type { Settings } from '../../src-shared/bridge/views.ts';
import type { Problem } from '../../src-shared/errors/codes.ts';
import { ask } from '../bridge/station.ts';

/** What a station shows before its settings are read. */
export const FIRST_SETTINGS: Settings = { language: 'zh-CN', theme: 'system', volume: 0.8, muted: false, stationName: '', accountApi: null, weighing: FIRST_WEIGHING, printing: FIRST_PRINTING, scanner: null };

export const useSettings = create<{ readonly settings: Settings; readonly problem: Problem | null }>(() => ({ settings: FIRST_SETTINGS, problem: null }));

export const showSettings = (settings: Settings): void => useSettings.setState({ settings });

export async function changeSettings(change: ChannelRequest<'settings.change'>): Promise<void> {
  const answer = await ask('settings.change', change);
  if (answer.ok) useSettings.setState({ settings: answer.value, problem: null });
  else useSettings.setState({ problem: answer.problem });
}

/** Nothing is heard: muted, or with its volume drawn down to nothing. */
export const isSilent = ({ muted, volume }: Pick<Settings, 'muted' | 'volume'>): boolean => muted || volume === 0;

/** By the key, the button at the desk or the function card: sounds go, or come back as loud as they were; from nothing, as loud as at first. Answers which. */
export async function toggleMuted(): Promise<'muted' | 'loud'> {
  const { settings } = useSettings.getState();
  const muted = !isSilent(settings);
  await changeSettings({ muted, ...(settings.volume === 0 && !muted && { volume: FIRST_SETTINGS.volume }) });
  return muted ? 'muted' : 'loud';
}
