import type { Configuration } from './configuration.ts';

/** What both conversion providers share until a document of theirs says otherwise: our own contract, docs/conversion-contract.md. */
export const CONTRACT = {
  paths: { convert: 'convert', find: 'find' },
  timestamp: 'ms',
  fields: { requestId: 'requestId', number: 'number', courier: 'courier', targetKind: 'targetKind', target: 'target', storeId: 'storeId' },
  fixed: {},
  targetKinds: { segment: 'segment', courier: 'courier' },
  couriers: {},
  answer: { code: 'code', done: '0', number: 'number', courier: 'courier', reference: 'reference', validFrom: 'validFrom' },
  errors: {
    NOT_FOUND: 'absent',
    BAD_SIGNATURE: 'platform',
    BAD_APP: 'platform',
    STALE: 'clock',
    STORE_NOT_AUTHORISED: 'merchant',
    NUMBER_REFUSED: 'person',
    BALANCE: 'balance',
    LIMIT: 'limited',
    BUSY: 'busy',
  },
} as const satisfies Omit<Configuration, 'body' | 'credential' | 'signature'>;
