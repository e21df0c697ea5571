import { dirname } from 'node:path';
import { leaveAddress } from './address-file.ts';
import { announce, type Announcement } from './announcement.ts';
import { readCommandLine } from './command-line.ts';
import { controlDesk } from './control/desk.ts';
import { createFaults } from './faults.ts';
import { openDoor } from './network.ts';
import { outsideWorld } from './outside.ts';
import { startFailure } from './stage/failure.ts';
import { printComponent } from './printer/component.ts';
import { openWorldDatabase } from './stage/database.ts';
import { PRACTICE_LOGIN, firstStart, practicePassword } from './stage/first-start.ts';
import { createStage } from './stage/stage.ts';

/**
 * The practice world: the account API, the providers, the payment page and a day's orders, played on loopback by a
 * process of its own. node src-main/practice/world.ts --data-dir DIR --seed N [--address FILE] [--port P] [--control-port P]
 */
async function start(): Promise<void> {
  const { dataDir, address, seed, port, controlPort } = readCommandLine(process.argv.slice(2));
  // Before worlds had a folder of their own they lay where their address does, in the station's.
  const db = openWorldDatabase(dataDir, seed, dirname(address));
  const stage = createStage(db, seed);
  firstStart(stage);
  const faults = createFaults();
  const traffic = { requests: 0 };
  const outside = await openDoor(outsideWorld(stage, faults, traffic), port);
  stage.listeningAt(`http://127.0.0.1:${outside.port()}`);
  const controlToken = stage.secret('control-token');
  const printer = await printComponent(0);
  const control = await openDoor(controlDesk({ stage, faults, traffic, outside, printer, token: controlToken }), controlPort);

  const leave = (): void => {
    db.close();
    process.exit(0);
  };
  process.once('SIGTERM', leave);
  process.once('SIGINT', leave);
  // The parent is gone: nobody is left to play for.
  process.once('disconnect', leave);

  const ready: Announcement = {
    type: 'ready',
    origin: stage.origin(),
    controlOrigin: `http://127.0.0.1:${control.port()}`,
    controlToken,
    printComponent: printer.address(),
    account: { account: PRACTICE_LOGIN, password: practicePassword(stage) },
  };
  leaveAddress(address, ready);
  await announce(ready);
}

start().catch(async (error: unknown) => {
  const { code, message } = startFailure(error);
  await announce({ type: 'failed', code, about: message });
  process.exit(1);
});
