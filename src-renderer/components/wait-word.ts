import { useTranslation } from 'react-i18next';
import type { WaitReason } from '../../src-shared/domain/work.ts';
import { useSession } from '../state/session.ts';

/** Why a job waits. After the session has ended the network is not what is missing. */
export function useWaitWord(): (reason: WaitReason) => string {
  const { t } = useTranslation();
  const expired = useSession((session) => session.view?.expired ?? false);
  return (reason) => t(`waits.${expired && (reason === 'offline' || reason === 'platform') ? 'sign-in' : reason}`);
}
