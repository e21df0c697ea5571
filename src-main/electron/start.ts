/** What main.ts needs of Electron, in one import: it is the only file outside this folder that starts anything here. */
export { app } from 'electron';
export { startApplication } from './application.ts';
export { ownArguments } from './arguments.ts';
export { failedStart } from './failed-start.ts';
export { closeChromium } from './no-network.ts';
export { registerScheme } from './page.ts';
