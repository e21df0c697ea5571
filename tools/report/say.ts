/** What a tool tells the person waiting: on stderr, so that stdout belongs to the app. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

const mebibytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(1)} MB`;

/** A terminal sees one line that moves; a log gets a line at each tenth. */
export function progressOf(label: string): (received: number, total: number | null) => void {
  let shownTenth = -1;
  let finished = false;
  return (received, total) => {
    if (finished) return;
    const percent = total === null || total === 0 ? null : Math.floor((received / total) * 100);
    const amount = percent === null ? mebibytes(received) : `${percent}% of ${mebibytes(total ?? 0)}`;
    finished = percent === 100;
    if (process.stderr.isTTY) {
      process.stderr.write(`\r  ${label}: ${amount}   ${finished ? '\n' : ''}`);
      return;
    }
    const tenth = percent === null ? Math.floor(received / (10 * 1024 * 1024)) : Math.floor(percent / 10);
    if (tenth === shownTenth) return;
    shownTenth = tenth;
    say(`  ${label}: ${amount}`);
  };
}

/** Proof of life for work that reports nothing itself, such as a compiler. */
export async function sayWhile<T>(label: string, work: Promise<T>): Promise<T> {
  const started = Date.now();
  const timer = setInterval(() => say(`  ${label}: ${Math.round((Date.now() - started) / 1000)} s`), 10_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
