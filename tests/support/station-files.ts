import { spawn } from 'node:child_process';
import { closeSync, copyFileSync, openSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { aParcel, numberOf } from './samples.ts';
import { bench, tempDir, works } from './station.ts';

/** A station.db with scans in it, closed. */
export function filled(): { dir: string; file: string; scans: number } {
  const b = bench();
  b.lend(100_000);
  for (let n = 0; n < 25; n += 1) {
    b.flow().parcels.put(aParcel({ number: numberOf(n), courier: 'yto' }));
    b.scan(numberOf(n));
  }
  b.run(works, 400);
  b.store().close();
  return { dir: b.dir, file: b.file, scans: 25 };
}
/** As after a power cut: what was answered is in the WAL. */
export function withWal(): { dir: string; file: string; wal: string } {
  const b = bench();
  b.scan(numberOf(1));
  const dir = tempDir();
  for (const name of ['station.db', 'station.db-wal']) copyFileSync(join(b.dir, name), join(dir, name));
  return { dir, file: join(dir, 'station.db'), wal: join(dir, 'station.db-wal') };
}
export function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

/** Another program that holds the database until it is told to let go; `begin` is what it does first. */
export async function otherProgram(file: string, begin: string): Promise<() => Promise<void>> {
  const source = `
    const Database = require('better-sqlite3');
    const db = new Database(process.argv[1]);
    for (const sql of process.argv[2].split(';')) db.exec(sql);
    process.stdout.write('held');
    process.stdin.on('data', () => process.exit(0));
  `;
  const child = spawn(process.execPath, ['-e', source, file, begin], { cwd: resolve(import.meta.dirname, '..', '..'), stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = new Promise<void>((end) => child.once('exit', () => end()));
  onTestFinished(() => void child.kill());
  await new Promise<void>((held, failed) => {
    child.stdout.once('data', () => held());
    child.once('exit', (code) => failed(new Error(`the other program ended with ${code}`)));
  });
  return async () => {
    child.stdin.write('go');
    await gone;
  };
}
