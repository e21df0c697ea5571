import 'i18next';
import type errors from '../../src-shared/errors/zh-CN.json';
import type rooms from './rooms/zh-CN.json';
import type station from './zh-CN.json';

// A key that no language file has is a type error, not a key on the screen.
declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'station';
    resources: { station: typeof station; rooms: typeof rooms; errors: typeof errors };
  }
}
