/** The tables of scan, work and money, of lists and of messages, as they were first released: the beginning of MIGRATIONS. Never changed. */
export const FIRST_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  -- 包裹: what the order feed told. recipient_phone is the plain number; only masks leave the main process.
  CREATE TABLE parcels (
    number TEXT PRIMARY KEY, courier TEXT NOT NULL, platform TEXT NOT NULL, store_id TEXT NOT NULL, store_name TEXT NOT NULL,
    order_number TEXT NOT NULL, target_kind TEXT, target TEXT, privacy INTEGER NOT NULL,
    recipient_name TEXT NOT NULL, recipient_phone TEXT NOT NULL, recipient_region TEXT NOT NULL,
    items TEXT NOT NULL, refund INTEGER NOT NULL, hold INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  -- 拦截, kept apart: it can arrive before its parcel.
  CREATE TABLE interceptions (number TEXT PRIMARY KEY, reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE scans (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, text TEXT NOT NULL, number TEXT NOT NULL, suffix TEXT,
    verdict TEXT NOT NULL, reason TEXT NOT NULL, operator_id TEXT NOT NULL, operator TEXT NOT NULL, station TEXT NOT NULL,
    cost INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX scans_number ON scans (number, id);
  CREATE INDEX scans_at ON scans (at);
  CREATE TABLE day_counts (
    day TEXT NOT NULL, operator_id TEXT NOT NULL, verdict TEXT NOT NULL, scans INTEGER NOT NULL, PRIMARY KEY (day, operator_id, verdict)
  ) STRICT, WITHOUT ROWID;

  -- 任务. ready_at is when a waiting job may be called or an unknown one asked about; NULL waits for an event (see waits).
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, scan_id INTEGER NOT NULL REFERENCES scans (id), key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL, number TEXT NOT NULL, courier TEXT NOT NULL, platform TEXT NOT NULL, operator TEXT NOT NULL,
    depends_on INTEGER REFERENCES jobs (id), task TEXT NOT NULL,
    state TEXT NOT NULL, waits TEXT, ready_at INTEGER, attempts INTEGER NOT NULL DEFAULT 0, claim TEXT,
    price INTEGER NOT NULL, charged INTEGER NOT NULL DEFAULT 0, result TEXT, error TEXT, about TEXT,
    created_at INTEGER NOT NULL, ended_at INTEGER
  ) STRICT;
  CREATE INDEX jobs_scan ON jobs (scan_id);
  CREATE INDEX jobs_ready ON jobs (kind, ready_at, id) WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL;
  CREATE INDEX jobs_event ON jobs (waits, id) WHERE state = 'waiting' AND waits IS NOT NULL;
  CREATE INDEX jobs_depends ON jobs (depends_on) WHERE depends_on IS NOT NULL AND state = 'waiting';
  CREATE INDEX jobs_open ON jobs (state, id) WHERE state IN ('waiting', 'calling', 'unknown', 'parked');
  CREATE INDEX jobs_done ON jobs (ended_at) WHERE state = 'done';
  -- The attempt and its key are committed before the call: after a crash, one without an outcome is unknown.
  CREATE TABLE attempts (
    job_id INTEGER NOT NULL REFERENCES jobs (id), attempt INTEGER NOT NULL, purpose TEXT NOT NULL, claim TEXT NOT NULL,
    started_at INTEGER NOT NULL, ended_at INTEGER, outcome TEXT, about TEXT, PRIMARY KEY (job_id, attempt)
  ) STRICT, WITHOUT ROWID;

  -- 额度. amount = left + held + captured - refunded back; a lease is never enlarged.
  CREATE TABLE grants (grant_id TEXT PRIMARY KEY, epoch INTEGER NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL, asked_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE leases (
    lease_id TEXT PRIMARY KEY, grant_id TEXT NOT NULL UNIQUE, epoch INTEGER NOT NULL, amount INTEGER NOT NULL,
    held INTEGER NOT NULL DEFAULT 0, captured INTEGER NOT NULL DEFAULT 0, spend_until INTEGER NOT NULL, price_version INTEGER NOT NULL,
    state TEXT NOT NULL, CHECK (held >= 0 AND captured >= 0 AND held + captured <= amount)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX leases_open ON leases (spend_until) WHERE state = 'open';
  CREATE TABLE holds (
    hold_id TEXT PRIMARY KEY, job_id INTEGER NOT NULL REFERENCES jobs (id), lease_id TEXT NOT NULL REFERENCES leases (lease_id),
    amount INTEGER NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX holds_open ON holds (job_id) WHERE state IN ('open', 'captured');
  CREATE INDEX holds_lease ON holds (lease_id) WHERE state = 'open';
  CREATE INDEX holds_at ON holds (at);
  -- 流水: append-only, one gap-free sequence an epoch, each entry chained to the one before.
  CREATE TABLE journal (
    epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (epoch, sequence)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER journal_fixed BEFORE UPDATE ON journal BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
  CREATE TRIGGER journal_kept BEFORE DELETE ON journal BEGIN SELECT RAISE (ABORT, 'the journal is append-only'); END;
  `,
  `
  -- lane 0: a packer has just scanned it. 1: it was put off, or came in a batch; the desk goes first.
  ALTER TABLE jobs ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;
  UPDATE jobs SET lane = 1 WHERE state = 'unknown' OR (state = 'waiting' AND waits IS NOT NULL AND waits <> 'depends');
  DROP INDEX jobs_ready;
  CREATE INDEX jobs_ready ON jobs (kind, lane, ready_at, id) WHERE state IN ('waiting', 'unknown') AND ready_at IS NOT NULL;
  -- Who was called. What is known of a provider beyond this is a secret or in its limits.
  CREATE TABLE providers (id INTEGER PRIMARY KEY, service TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, endpoint TEXT NOT NULL, settings TEXT NOT NULL, UNIQUE (service, kind, name)) STRICT;
  ALTER TABLE attempts ADD COLUMN provider INTEGER REFERENCES providers (id);
  -- What a day has cost is asked for every few seconds: from the index alone.
  DROP INDEX holds_at;
  CREATE INDEX holds_at ON holds (at, amount) WHERE state IN ('open', 'captured');
  -- A bound value in the condition of a partial index makes SQLite plan the statement anew at every call.
  DROP INDEX jobs_depends;
  CREATE INDEX jobs_depends ON jobs (depends_on) WHERE state = 'waiting';
  CREATE INDEX attempts_open ON attempts (job_id) WHERE ended_at IS NULL;

  -- Open jobs by what they are and wait for: counting a hundred thousand of them takes longer than a scan may.
  CREATE TABLE job_counts (state TEXT NOT NULL, waits TEXT NOT NULL, n INTEGER NOT NULL, price INTEGER NOT NULL, PRIMARY KEY (state, waits)) STRICT, WITHOUT ROWID;
  INSERT INTO job_counts SELECT state, coalesce(waits, ''), count(*), sum(price) FROM jobs WHERE state IN ('waiting', 'calling', 'unknown', 'parked') GROUP BY state, waits;
  CREATE TRIGGER jobs_count_new AFTER INSERT ON jobs WHEN NEW.state IN ('waiting', 'calling', 'unknown', 'parked') BEGIN
    INSERT INTO job_counts VALUES (NEW.state, coalesce(NEW.waits, ''), 1, NEW.price) ON CONFLICT DO UPDATE SET n = n + 1, price = price + excluded.price;
  END;
  CREATE TRIGGER jobs_count_left AFTER UPDATE OF state, waits, price ON jobs
  WHEN OLD.state IN ('waiting', 'calling', 'unknown', 'parked') AND (OLD.state, OLD.waits, OLD.price) IS NOT (NEW.state, NEW.waits, NEW.price) BEGIN
    UPDATE job_counts SET n = n - 1, price = price - OLD.price WHERE state = OLD.state AND waits = coalesce(OLD.waits, '');
  END;
  CREATE TRIGGER jobs_count_came AFTER UPDATE OF state, waits, price ON jobs
  WHEN NEW.state IN ('waiting', 'calling', 'unknown', 'parked') AND (OLD.state, OLD.waits, OLD.price) IS NOT (NEW.state, NEW.waits, NEW.price) BEGIN
    INSERT INTO job_counts VALUES (NEW.state, coalesce(NEW.waits, ''), 1, NEW.price) ON CONFLICT DO UPDATE SET n = n + 1, price = price + excluded.price;
  END;
  `,
  `
  -- 送达报告, in the order of the feed. The first report of a key decides. became NULL: waits for its job's outcome, for the
  -- price list, or for the API's word on the capture. One report told twice is one row; the opposite under the same id is another.
  CREATE TABLE delivery_reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, report_id TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL,
    at INTEGER NOT NULL, became TEXT, UNIQUE (report_id, key, state)
  ) STRICT;
  CREATE INDEX delivery_reports_key ON delivery_reports (key, id);
  CREATE INDEX delivery_reports_open ON delivery_reports (id) WHERE became IS NULL;
  -- 退回, once a captured hold. names is the hold of the capture that was given back there: another one where a restored
  -- database had charged the work before.
  CREATE TABLE refunds (
    hold_id TEXT PRIMARY KEY REFERENCES holds (hold_id), names TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount >= 0),
    reason TEXT NOT NULL, at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE jobs ADD COLUMN delivery TEXT;
  ALTER TABLE jobs ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND charged);
  ALTER TABLE leases ADD COLUMN refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured);
  -- The hold whose capture the API counts for this one, as its answer said; NULL until it has the capture.
  ALTER TABLE holds ADD COLUMN standing TEXT;
  UPDATE holds SET standing = hold_id WHERE state = 'captured' AND hold_id IN (
    SELECT body ->> '$.holdId' FROM journal
    WHERE body ->> '$.kind' = 'capture' AND sequence <= (SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'journal.acked.' || epoch)
  );
  `,
  `
  -- A scan of a batch sets work in motion, but no parcel has passed the desk yet.
  ALTER TABLE scans ADD COLUMN source TEXT NOT NULL DEFAULT 'desk';
  CREATE INDEX scans_desk ON scans (id) WHERE source = 'desk';

  -- 批量. A list is put down row by row as a preview; one change of state makes it a batch, or nothing of it stays.
  CREATE TABLE batches (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, at INTEGER NOT NULL, operator_id TEXT NOT NULL, operator TEXT NOT NULL, station TEXT NOT NULL,
    state TEXT NOT NULL, headings TEXT NOT NULL, total INTEGER NOT NULL DEFAULT 0, bad INTEGER NOT NULL DEFAULT 0, started_at INTEGER, ended_at INTEGER
  ) STRICT;
  -- state: waiting to be scanned; sent: its job is open; then how it ended. why says more of a row that was skipped.
  CREATE TABLE batch_rows (
    batch_id INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL, number TEXT NOT NULL, courier TEXT, target TEXT,
    state TEXT NOT NULL DEFAULT 'waiting', why TEXT, job_id INTEGER REFERENCES jobs (id), PRIMARY KEY (batch_id, line)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX batch_rows_state ON batch_rows (batch_id, state, line);
  CREATE INDEX batch_rows_job ON batch_rows (job_id) WHERE job_id IS NOT NULL;
  CREATE TABLE batch_bad (
    batch_id INTEGER NOT NULL REFERENCES batches (id), line INTEGER NOT NULL, value TEXT NOT NULL, reason TEXT NOT NULL, first INTEGER, PRIMARY KEY (batch_id, line)
  ) STRICT, WITHOUT ROWID;

  -- What the account API says of each store: who authorised conversions, and the rules, as JSON in their order.
  CREATE TABLE store_terms (store_id TEXT PRIMARY KEY, name TEXT NOT NULL, platform TEXT, authorised_at INTEGER, authorised_by TEXT, rules TEXT NOT NULL) STRICT, WITHOUT ROWID;
  -- New numbers and the parcel each belongs to: one number never serves two live orders.
  CREATE TABLE new_numbers (number TEXT PRIMARY KEY, original TEXT NOT NULL) STRICT, WITHOUT ROWID;
  INSERT OR IGNORE INTO new_numbers SELECT json_extract(result, '$.number'), number FROM jobs WHERE state = 'done' AND kind IN ('sync', 'trace');
  -- Numbers that the feed has told of two live orders, and the order that had it first.
  CREATE TABLE doubled_numbers (number TEXT PRIMARY KEY, order_number TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  `
  -- A phone is sealed on arrival (AES-256-GCM under a key of its own); recipient_phone is empty from here on. kept_since: from when
  -- its retention counts; over_at: from when no message can follow any more. UTC ms.
  ALTER TABLE parcels ADD COLUMN phone_sealed BLOB;
  ALTER TABLE parcels ADD COLUMN phone_mask TEXT NOT NULL DEFAULT '****';
  ALTER TABLE parcels ADD COLUMN phone_print TEXT;
  ALTER TABLE parcels ADD COLUMN phone_slot INTEGER;
  ALTER TABLE parcels ADD COLUMN kept_since INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE parcels ADD COLUMN over_at INTEGER;
  ALTER TABLE parcels ADD COLUMN erased_at INTEGER;
  CREATE INDEX parcels_kept ON parcels (kept_since) WHERE phone_sealed IS NOT NULL AND over_at IS NULL;
  CREATE INDEX parcels_over ON parcels (over_at) WHERE phone_sealed IS NOT NULL AND over_at IS NOT NULL;
  -- Rows of one size, overwritten in place and never deleted: see phone-rows.ts. Nothing may refer to it, or an update would move a row.
  CREATE TABLE phone_keys (slot INTEGER PRIMARY KEY, wrapped BLOB NOT NULL, free INTEGER NOT NULL) STRICT;
  CREATE INDEX phone_keys_free ON phone_keys (free) WHERE free = 1;

  -- 隐私号绑定. pair: the two phones it joins at its provider, as a keyed fingerprint. It is live until its end, or until its unbind is done.
  CREATE TABLE bindings (
    id INTEGER PRIMARY KEY, pair TEXT NOT NULL, provider INTEGER NOT NULL REFERENCES providers (id), x TEXT NOT NULL, reference TEXT NOT NULL,
    until INTEGER NOT NULL, own INTEGER NOT NULL, unbind_job INTEGER REFERENCES jobs (id)
  ) STRICT;
  CREATE INDEX bindings_pair ON bindings (pair, until);
  CREATE INDEX bindings_live ON bindings (until) WHERE unbind_job IS NULL;
  -- Which parcels carry it: it ends when the last of them needs it no more.
  CREATE TABLE binding_uses (job_id INTEGER PRIMARY KEY REFERENCES jobs (id), binding_id INTEGER NOT NULL REFERENCES bindings (id), number TEXT NOT NULL) STRICT;
  CREATE INDEX binding_uses_binding ON binding_uses (binding_id);
  CREATE INDEX binding_uses_number ON binding_uses (number);
  `,
  `
  -- 消息: what a job says, as it was last rendered. recipient is a keyed fingerprint, mask what may be shown. rule: what keeps it, until when.
  CREATE TABLE messages (
    job_id INTEGER PRIMARY KEY REFERENCES jobs (id), template TEXT NOT NULL, type TEXT NOT NULL, signature TEXT NOT NULL, filled TEXT NOT NULL, text TEXT NOT NULL,
    segments INTEGER NOT NULL, recipient TEXT NOT NULL, mask TEXT NOT NULL, at INTEGER NOT NULL, rule TEXT, until INTEGER
  ) STRICT;
  CREATE INDEX messages_recipient ON messages (recipient);
  CREATE INDEX messages_at ON messages (at);
  CREATE TABLE opt_outs (recipient TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- The six fields of a complaint's answer, as they were when the message was sent. Nobody changes them afterwards.
  CREATE TABLE sent_messages (
    job_id INTEGER PRIMARY KEY REFERENCES jobs (id), sms_id TEXT NOT NULL, sent_at INTEGER NOT NULL, text TEXT NOT NULL, planned INTEGER NOT NULL,
    audience TEXT NOT NULL, effect TEXT NOT NULL, template TEXT NOT NULL, recipient TEXT NOT NULL, mask TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER sent_messages_fixed BEFORE UPDATE ON sent_messages BEGIN SELECT RAISE (ABORT, 'a sent message is never changed'); END;
  CREATE TRIGGER sent_messages_kept BEFORE DELETE ON sent_messages BEGIN SELECT RAISE (ABORT, 'a sent message is never deleted'); END;
  -- INSERT OR REPLACE deletes without the trigger above.
  CREATE TRIGGER sent_messages_once BEFORE INSERT ON sent_messages WHEN EXISTS (SELECT 1 FROM sent_messages WHERE job_id = NEW.job_id)
  BEGIN SELECT RAISE (ABORT, 'a sent message is never replaced'); END;

  -- 到件: what the arrivals feed told or a person entered. Its row in scans, of the source arrival, makes it a step of the same sentence.
  CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY AUTOINCREMENT, arrival_id TEXT UNIQUE, code TEXT NOT NULL, place TEXT NOT NULL, template TEXT NOT NULL,
    phone_sealed BLOB, phone_mask TEXT NOT NULL, phone_print TEXT, phone_slot INTEGER,
    number TEXT, corrects INTEGER REFERENCES arrivals (id), job_id INTEGER UNIQUE REFERENCES jobs (id), problem TEXT, at INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX arrivals_sealed ON arrivals (at) WHERE phone_sealed IS NOT NULL;
  CREATE INDEX arrivals_code ON arrivals (place, code, at);
  `,
];
