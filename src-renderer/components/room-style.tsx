import { App, ConfigProvider, theme } from 'antd';
import en from 'antd/locale/en_US';
import zh from 'antd/locale/zh_CN';
import type { ReactElement, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useTheme } from '../app/theme.ts';

/** The component library in our colours and language. Messages and confirmations need it around the whole room, the room's own hooks included. */
export function RoomStyle({ children }: { readonly children: ReactNode }): ReactElement {
  const { i18n } = useTranslation();
  const dark = useTheme((state) => state.dark);
  const colours = dark
    ? { colorPrimary: '#8fb0ff', colorBgBase: '#12151a', colorBgContainer: '#1b2027', colorBgElevated: '#262d37', colorBorder: '#4a5563', colorTextBase: '#eef1f5', colorTextLightSolid: '#0c1630', colorTextPlaceholder: '#a3adba', colorError: '#ff8a8a' }
    : { colorPrimary: '#1c3f94', colorBgBase: '#ffffff', colorTextBase: '#14181f', colorTextPlaceholder: '#545d6b', colorError: '#a8171d' };
  // The library derives these so pale that a track, or a handle on it, can hardly be seen.
  const components = dark
    ? { Segmented: { trackBg: '#0c0f13', itemSelectedBg: '#333b46', itemSelectedColor: '#ffffff' }, Slider: slider('#8fb0ff', '#4a5563') }
    : { Segmented: { trackBg: '#e3e6eb', itemColor: '#3c4450', itemSelectedColor: '#14181f' }, Slider: slider('#1c3f94', '#d5d9e0') };
  return (
    <ConfigProvider
      locale={i18n.language === 'en' ? en : zh}
      button={{ autoInsertSpace: false }}
      theme={{
        components,
        algorithm: dark ? theme.darkAlgorithm : theme.defaultAlgorithm,
        // Nothing moves: a button that is still on its way can be missed by whoever is quick.
        token: { ...colours, fontFamily: 'var(--font)', fontSize: 16, controlHeight: 44, borderRadius: 8, motion: false },
      }}
    >
      <App component={false} message={{ maxCount: 2 }}>
        {children}
      </App>
    </ConfigProvider>
  );
}

const slider = (filled: string, rail: string) => ({ railSize: 6, handleSize: 14, handleSizeHover: 16, trackBg: filled, trackHoverBg: filled, handleColor: filled, handleActiveColor: filled, dotActiveBorderColor: filled, railBg: rail, railHoverBg: rail });
