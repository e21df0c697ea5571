// Run inside the Electron (or Node) to be judged: opens a database, works it, and lets the garbage
// collector finalise what it left. A binary of the wrong kind crashes here rather than at a packer's desk.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const Database = require('better-sqlite3');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

function work() {
  const db = new Database(':memory:');
  db.function('twice', (n) => n * 2);
  db.exec('CREATE TABLE scan (id INTEGER PRIMARY KEY, waybill TEXT NOT NULL)');
  const insert = db.prepare('INSERT INTO scan (waybill) VALUES (?)');
  db.transaction(() => {
    for (let i = 0; i < 500; i++) insert.run(`SF${i}`);
  })();
  for (let i = 0; i < 100; i++) {
    if (db.prepare('SELECT twice(COUNT(*)) AS n FROM scan').get().n !== 1000) throw new Error('wrong answer');
    if (i % 20 === 0) collect();
  }
  db.close();
}

for (let i = 0; i < 5; i++) {
  work();
  collect();
}
process.stdout.write('sqlite works\n');
