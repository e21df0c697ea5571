import { FIRST_MIGRATIONS } from './first-migrations.ts';

/**
 * Numbered, monotonic: migration N brings a database from user_version N-1 to N, in one transaction.
 * Never change one that has been released; add another.
 */
export const MIGRATIONS: readonly string[] = [
  ...FIRST_MIGRATIONS,
  `
  -- 一单多件: how many pieces an order leaves in, NULL for one; expires_at: when the platform cancels it, UTC ms.
  ALTER TABLE parcels ADD COLUMN pieces INTEGER;
  ALTER TABLE parcels ADD COLUMN expires_at INTEGER;
  -- Pieces that have a number of their own.
  CREATE TABLE piece_numbers (number TEXT PRIMARY KEY, parcel TEXT NOT NULL, piece INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX piece_numbers_parcel ON piece_numbers (parcel);
  CREATE INDEX new_numbers_original ON new_numbers (original);
  -- Which piece of how many was scanned. label: the number that stood on it, where it is not the parcel's own: a piece's, or the new one.
  ALTER TABLE scans ADD COLUMN piece INTEGER;
  ALTER TABLE scans ADD COLUMN pieces INTEGER;
  ALTER TABLE scans ADD COLUMN label TEXT;
  `,
  `
  -- The serial scanner that made a scan, by its name; NULL for a keyboard's.
  ALTER TABLE scans ADD COLUMN device TEXT;
  `,
  `
  -- 撤销: a scan that counts no more. taken: the work that was given up with it; kept: what had been sent, or may have been.
  ALTER TABLE scans ADD COLUMN undone_at INTEGER;
  CREATE TABLE undos (
    scan_id INTEGER PRIMARY KEY REFERENCES scans (id), at INTEGER NOT NULL, operator_id TEXT NOT NULL, operator TEXT NOT NULL, taken TEXT NOT NULL, kept TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- People know a parcel by the end of its number: the last four characters find it among millions.
  CREATE INDEX scans_suffix ON scans (substr(number, -4), id) WHERE source = 'desk';
  CREATE INDEX new_numbers_suffix ON new_numbers (substr(number, -4));
  CREATE INDEX parcels_suffix ON parcels (substr(number, -4));
  -- All money of a job, also what was released.
  CREATE INDEX holds_job ON holds (job_id);
  `,
  `
  -- 待查: numbers without an order that were scanned here (scan/unknown-rows.ts). scan_id: the first scan that waits for it.
  CREATE TABLE unknown_numbers (
    number TEXT PRIMARY KEY, scan_id INTEGER NOT NULL REFERENCES scans (id), first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, times INTEGER NOT NULL,
    operator TEXT NOT NULL, station TEXT NOT NULL, stopped INTEGER NOT NULL, state TEXT NOT NULL, ended_at INTEGER
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX unknown_numbers_open ON unknown_numbers (number) WHERE state = 'open';
  `,
  `
  -- 已取下: since when somebody has had what must not leave, and who; NULL holds it on the screen. What is older counts as taken off.
  ALTER TABLE scans ADD COLUMN taken_at INTEGER;
  ALTER TABLE scans ADD COLUMN taken_by TEXT;
  UPDATE scans SET taken_at = at, taken_by = operator WHERE verdict IN ('intercepted', 'unknown');
  `,
  `
  -- What the order says that its parcel weighs, in grams.
  ALTER TABLE parcels ADD COLUMN weight INTEGER;
  -- 称重: what lay on the scale at a scan. expected and off are as they were judged then.
  CREATE TABLE weighings (scan_id INTEGER PRIMARY KEY REFERENCES scans (id), grams INTEGER NOT NULL, expected INTEGER, off INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
  `,
  `
  -- 1 while a scan keeps the desk's screen: nobody has said to have what must not go on as it is (domain/reason.ts).
  ALTER TABLE scans ADD COLUMN holds INTEGER NOT NULL DEFAULT 0;
  UPDATE scans SET holds = 1 WHERE source = 'desk' AND taken_at IS NULL AND undone_at IS NULL AND (verdict = 'intercepted' OR reason ->> '$.stop');
  CREATE INDEX scans_holding ON scans (id) WHERE holds = 1;
  `,
  `
  -- 轨迹: parcels that have left and are asked about until they are fetched. next_at NULL: not any more. wants_phone: their courier answers only with the recipient's phone.
  CREATE TABLE followed (number TEXT PRIMARY KEY, left_at INTEGER NOT NULL, next_at INTEGER, wants_phone INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE INDEX followed_due ON followed (next_at) WHERE next_at IS NOT NULL;
  CREATE INDEX arrivals_number ON arrivals (number) WHERE number IS NOT NULL;
  `,
  `
  -- 追回: a parcel that had passed and must not leave after all, under its scan; reason as at a scan. Open until somebody has it.
  CREATE TABLE recalls (
    scan_id INTEGER PRIMARY KEY REFERENCES scans (id), number TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL, ended_at INTEGER, ended_by TEXT
  ) STRICT;
  CREATE INDEX recalls_open ON recalls (scan_id) WHERE ended_at IS NULL;
  `,
  `
  -- 打印: one row a slip that was asked for. waiting -> handed, on the disk before anything goes to the printer -> done, failed or unknown.
  CREATE TABLE prints (
    id INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, piece INTEGER NOT NULL, turn INTEGER NOT NULL, scan_id INTEGER NOT NULL REFERENCES scans (id),
    reason TEXT NOT NULL, reprint INTEGER NOT NULL, operator_id TEXT NOT NULL, operator TEXT NOT NULL, target TEXT NOT NULL, printer TEXT NOT NULL,
    state TEXT NOT NULL, asked_at INTEGER NOT NULL, handed_at INTEGER, ended_at INTEGER, error TEXT, settled_by TEXT, UNIQUE (number, piece, turn)
  ) STRICT;
  CREATE INDEX prints_open ON prints (state, id) WHERE state IN ('waiting', 'handed', 'unknown');
  CREATE TRIGGER prints_once BEFORE UPDATE OF state ON prints WHEN OLD.state <> 'waiting' AND NEW.state IN ('waiting', 'handed')
  BEGIN SELECT RAISE (ABORT, 'a slip is handed over once'); END;
  `,
  `
  -- 手工录入: 1 where a person typed the number in, and no scanner.
  ALTER TABLE scans ADD COLUMN typed INTEGER NOT NULL DEFAULT 0;
  -- A piece is found by the end of its own number, as its parcel is.
  CREATE INDEX piece_numbers_suffix ON piece_numbers (substr(number, -4));
  `,
  `
  -- Asked before every call of a pickup message: whether it was corrected.
  CREATE INDEX arrivals_corrects ON arrivals (corrects) WHERE corrects IS NOT NULL;
  `,
  `
  -- What is being called is never many and can be counted: two changes of a count for every job, just to say that, cost more than its claim.
  DROP TRIGGER jobs_count_new;
  DROP TRIGGER jobs_count_left;
  DROP TRIGGER jobs_count_came;
  DELETE FROM job_counts WHERE state = 'calling';
  CREATE TRIGGER jobs_count_new AFTER INSERT ON jobs WHEN NEW.state IN ('waiting', 'unknown', 'parked') BEGIN
    INSERT INTO job_counts VALUES (NEW.state, coalesce(NEW.waits, ''), 1, NEW.price) ON CONFLICT DO UPDATE SET n = n + 1, price = price + excluded.price;
  END;
  CREATE TRIGGER jobs_count_left AFTER UPDATE OF state, waits, price ON jobs
  WHEN OLD.state IN ('waiting', 'unknown', 'parked') AND (OLD.state, OLD.waits, OLD.price) IS NOT (NEW.state, NEW.waits, NEW.price) BEGIN
    UPDATE job_counts SET n = n - 1, price = price - OLD.price WHERE state = OLD.state AND waits = coalesce(OLD.waits, '');
  END;
  CREATE TRIGGER jobs_count_came AFTER UPDATE OF state, waits, price ON jobs
  WHEN NEW.state IN ('waiting', 'unknown', 'parked') AND (OLD.state, OLD.waits, OLD.price) IS NOT (NEW.state, NEW.waits, NEW.price) BEGIN
    INSERT INTO job_counts VALUES (NEW.state, coalesce(NEW.waits, ''), 1, NEW.price) ON CONFLICT DO UPDATE SET n = n + 1, price = price + excluded.price;
  END;
  `,
  `
  -- Asked for with every outcome: what is to be asked about when an earlier job has ended, under whichever scan.
  CREATE INDEX jobs_asks ON jobs (depends_on) WHERE state = 'unknown' AND ready_at IS NULL;
  `,
  `
  -- 异常: what a person decided of a job that waited for one, and of which problem. Nobody changes it afterwards.
  CREATE TABLE decisions (
    id INTEGER PRIMARY KEY AUTOINCREMENT, job_id INTEGER NOT NULL REFERENCES jobs (id), action TEXT NOT NULL, operator_id TEXT NOT NULL, operator TEXT NOT NULL,
    at INTEGER NOT NULL, error TEXT NOT NULL, about TEXT
  ) STRICT;
  CREATE INDEX decisions_job ON decisions (job_id);
  CREATE TRIGGER decisions_fixed BEFORE UPDATE ON decisions BEGIN SELECT RAISE (ABORT, 'a decision is never changed'); END;
  CREATE TRIGGER decisions_kept BEFORE DELETE ON decisions BEGIN SELECT RAISE (ABORT, 'a decision is never deleted'); END;
  CREATE TRIGGER decisions_once BEFORE INSERT ON decisions WHEN EXISTS (SELECT 1 FROM decisions WHERE id = NEW.id) BEGIN SELECT RAISE (ABORT, 'a decision is never replaced'); END;
  `,
  `
  -- 1: it was parked when its database was put back, and may have been called since: it is asked about before it is called (ledger/epoch.ts).
  ALTER TABLE jobs ADD COLUMN asks_first INTEGER NOT NULL DEFAULT 0;
  `,
  `
  -- 消息 lists the newest of them, and most jobs send none.
  CREATE INDEX jobs_messages ON jobs (id) WHERE kind IN ('forwarding-sms', 'pickup-sms');
  `,
  `
  -- When a hold was charged or released, UTC ms; NULL for one that is open, or from before this was kept.
  ALTER TABLE holds ADD COLUMN ended_at INTEGER;
  `,
  `
  -- Asked with every claim of an unbind. Bindings are never deleted.
  CREATE INDEX bindings_unbind ON bindings (unbind_job) WHERE unbind_job IS NOT NULL;
  `,
  `
  -- 1: closed by the word of the account API, with no close entry of this station: should the API have it open all the same, it is closed there by one (old-leases.ts).
  ALTER TABLE leases ADD COLUMN written_off INTEGER NOT NULL DEFAULT 0;
  UPDATE leases SET written_off = 1 WHERE state = 'closed' AND lease_id NOT IN (
    SELECT lease_id FROM (SELECT CASE WHEN json_valid(body) AND body ->> '$.kind' = 'close' THEN body ->> '$.leaseId' END AS lease_id FROM journal) WHERE lease_id IS NOT NULL);
  `,
  `
  -- own is 1 while a number is this station's to end, and no longer. Who has such numbers is asked at every start, and bindings are kept for good.
  UPDATE bindings SET own = 0 WHERE own = 1 AND unbind_job IS NOT NULL AND (SELECT state FROM jobs WHERE id = unbind_job) = 'done';
  CREATE INDEX bindings_own ON bindings (provider) WHERE own = 1;
  -- Rows whose work is open, or with a person: gone through at every start, of lists that have ended too.
  CREATE INDEX batch_rows_unended ON batch_rows (job_id) WHERE state IN ('sent', 'parked');
  `,
  `
  -- Asked after each slip: which have failed of late.
  CREATE INDEX prints_failed ON prints (ended_at) WHERE state = 'failed';
  `,
  `
  -- 消息 finds a pickup code, whatever its place.
  CREATE INDEX arrivals_of_code ON arrivals (code);
  `,
  `
  -- Which two a privacy number was to join when it was last called, as bindings.pair has them; NULL where it was not, or before this was kept.
  ALTER TABLE jobs ADD COLUMN pair TEXT;
  `,
  `
  -- 消息 finds a pickup code in capitals or not.
  CREATE INDEX arrivals_any_case ON arrivals (code COLLATE NOCASE);
  `,
];
