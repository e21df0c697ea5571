/**
 * Specs that npm test plays on the build: a package has the same page. All others, in which a package may differ (native
 * modules, processes, printing, the way in), it plays on the package. By hand each can be played on the build.
 */
export const ON_THE_BUILD = ['bad-input', 'cards', 'desk', 'input-method', 'keyboard-scanner', 'list', 'messages', 'privacy', 'rooms', 'scale', 'scan-anywhere', 'wallet'];
