import { createElement, lazy, type ComponentType, type LazyExoticComponent } from 'react';
import type { Room } from '../../src-shared/domain/roles.ts';
import { loadTexts } from '../i18n/set-up.ts';

/** A room other than the desk comes with its texts and its part of the component library when it is first opened. */
const room = (open: () => Promise<ComponentType>): LazyExoticComponent<ComponentType> =>
  lazy(async () => {
    const [inside, { RoomStyle }] = await Promise.all([open(), import('../components/room-style.tsx'), loadTexts('rooms'), loadTexts('errors')]);
    return { default: () => createElement(RoomStyle, null, createElement(inside)) };
  });

export const LAZY_ROOMS: Readonly<Record<Exclude<Room, 'desk'>, LazyExoticComponent<ComponentType>>> = {
  batch: room(async () => (await import('../screens/batch/batch.tsx')).BatchRoom),
  messages: room(async () => (await import('../screens/messages/messages.tsx')).Messages),
  exceptions: room(async () => (await import('../screens/exceptions/exceptions.tsx')).Exceptions),
  reports: room(async () => (await import('../screens/reports/reports.tsx')).Reports),
  wallet: room(async () => (await import('../screens/wallet/wallet.tsx')).Wallet),
  practice: room(async () => (await import('../screens/practice/practice.tsx')).Practice),
  settings: room(async () => (await import('../screens/settings/settings.tsx')).SettingsRoom),
};
