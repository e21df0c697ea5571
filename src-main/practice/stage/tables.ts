/** 送达: what will be reported of a message, and the feed as it was told. Since version 2. */
const DELIVERIES = `
CREATE TABLE planned_deliveries (message_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, due INTEGER NOT NULL) STRICT;
CREATE TABLE delivery_reports (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT, account_id TEXT NOT NULL, report_id TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL, code TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE INDEX delivery_reports_id ON delivery_reports (report_id);
ALTER TABLE ledger ADD COLUMN reason TEXT;
`;

/** The practice world's tables. Money is 厘, times are UTC ms; rows that say what happened are never changed. */
const FIRST = `
CREATE TABLE kept (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
  account_id TEXT PRIMARY KEY, name TEXT NOT NULL,
  balance INTEGER NOT NULL DEFAULT 0 CHECK (balance >= 0),
  suspended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE TABLE users (
  user_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
  roles TEXT NOT NULL, badge TEXT NOT NULL, password_hash TEXT NOT NULL,
  must_change INTEGER NOT NULL, accepted_version TEXT, accepted_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users, device_id TEXT NOT NULL,
  access_hash TEXT NOT NULL UNIQUE, refresh_hash TEXT NOT NULL UNIQUE, former_refresh_hash TEXT,
  expires_at INTEGER NOT NULL, ended INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_former ON sessions (former_refresh_hash);
CREATE TABLE answers (
  scope TEXT NOT NULL, key TEXT NOT NULL, request_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE stores (store_id TEXT PRIMARY KEY, name TEXT NOT NULL, authorised INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE orders (number TEXT PRIMARY KEY, sequence INTEGER NOT NULL UNIQUE, order_number TEXT NOT NULL, parcel TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE interceptions (sequence INTEGER PRIMARY KEY AUTOINCREMENT, number TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE planned_interceptions (number TEXT PRIMARY KEY, reason TEXT NOT NULL, due INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE write_backs (
  write_back_id TEXT PRIMARY KEY, account_id TEXT NOT NULL, request_id TEXT NOT NULL, order_number TEXT NOT NULL,
  original TEXT NOT NULL, replacement TEXT NOT NULL, courier TEXT NOT NULL, converted INTEGER NOT NULL, at INTEGER NOT NULL,
  UNIQUE (account_id, original), UNIQUE (account_id, replacement)
) STRICT, WITHOUT ROWID;
CREATE TABLE write_back_requests (account_id TEXT NOT NULL, request_id TEXT NOT NULL, write_back_id TEXT NOT NULL, PRIMARY KEY (account_id, request_id)) STRICT, WITHOUT ROWID;

CREATE TABLE stations (
  station_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, device_id TEXT NOT NULL, name TEXT NOT NULL,
  epoch INTEGER NOT NULL DEFAULT 0, UNIQUE (account_id, device_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE epochs (
  station_id TEXT NOT NULL REFERENCES stations, epoch INTEGER NOT NULL, reason TEXT NOT NULL, nonce TEXT NOT NULL,
  last_sequence INTEGER NOT NULL DEFAULT 0, last_hash TEXT,
  reported_sequence INTEGER NOT NULL DEFAULT 0, reported_hash TEXT, diverged INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (station_id, epoch)
) STRICT, WITHOUT ROWID;
CREATE TABLE nonces (station_id TEXT NOT NULL, nonce TEXT NOT NULL, PRIMARY KEY (station_id, nonce)) STRICT, WITHOUT ROWID;
CREATE TABLE journal (
  station_id TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (station_id, epoch, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE reviews (
  station_id TEXT NOT NULL, epoch INTEGER NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL, account_id TEXT NOT NULL,
  reason TEXT NOT NULL, body TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (station_id, epoch, sequence, hash, reason)
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
  lease_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, station_id TEXT NOT NULL REFERENCES stations, epoch INTEGER NOT NULL,
  grant_id TEXT NOT NULL, asked INTEGER NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
  captured INTEGER NOT NULL DEFAULT 0 CHECK (captured BETWEEN 0 AND amount),
  state TEXT NOT NULL CHECK (state IN ('open', 'frozen', 'closed')), spend_until INTEGER NOT NULL, price_version INTEGER NOT NULL,
  at INTEGER NOT NULL, UNIQUE (account_id, grant_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE holds (
  station_id TEXT NOT NULL, hold_id TEXT NOT NULL, epoch INTEGER NOT NULL, lease_id TEXT NOT NULL, amount INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'captured', 'void')), PRIMARY KEY (station_id, hold_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE captures (
  capture_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, station_id TEXT NOT NULL, hold_id TEXT NOT NULL, key TEXT NOT NULL,
  amount INTEGER NOT NULL CHECK (amount >= 0), number TEXT NOT NULL, work TEXT NOT NULL, at INTEGER NOT NULL,
  refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND amount), refund_reason TEXT, UNIQUE (station_id, hold_id)
) STRICT;
CREATE INDEX captures_key ON captures (account_id, key);
CREATE TABLE ledger (
  row_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, at INTEGER NOT NULL, kind TEXT NOT NULL,
  amount INTEGER NOT NULL, charged INTEGER NOT NULL, balance INTEGER NOT NULL, number TEXT, work TEXT, station_name TEXT
) STRICT;
CREATE INDEX ledger_account ON ledger (account_id, row_id);
CREATE TABLE top_ups (
  top_up_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, request_id TEXT NOT NULL, amount INTEGER NOT NULL CHECK (amount > 0),
  channel TEXT NOT NULL, state TEXT NOT NULL CHECK (state IN ('pending', 'paid', 'closed', 'expired', 'refunded')),
  secret TEXT NOT NULL, expires_at INTEGER NOT NULL, UNIQUE (account_id, request_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversions (
  kind TEXT NOT NULL CHECK (kind IN ('sync', 'trace')), account_id TEXT NOT NULL, request_id TEXT NOT NULL, original TEXT NOT NULL,
  target TEXT NOT NULL, store_id TEXT NOT NULL, number TEXT NOT NULL UNIQUE, courier TEXT NOT NULL, reference TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (kind, account_id, request_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversions_original ON conversions (account_id, original);
CREATE TABLE messages (message_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, phone TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE bindings (
  binding_id INTEGER PRIMARY KEY, account_id TEXT NOT NULL, x TEXT NOT NULL, a TEXT NOT NULL, b TEXT NOT NULL,
  customer_data TEXT NOT NULL, until INTEGER NOT NULL, unbound INTEGER NOT NULL DEFAULT 0, at INTEGER NOT NULL
) STRICT;
CREATE INDEX bindings_pair ON bindings (a, b);
CREATE TABLE refusals (provider TEXT NOT NULL, code TEXT NOT NULL, times INTEGER NOT NULL, PRIMARY KEY (provider, code)) STRICT, WITHOUT ROWID;
`;

/** What the cloud providers know of their messages and bindings; those without a row here are 云信留客's. Since version 3. */
const CLOUD_TABLES = `
CREATE TABLE cloud_messages (
  message_id INTEGER PRIMARY KEY, provider TEXT NOT NULL, receipt TEXT NOT NULL, out_id TEXT NOT NULL, template_code TEXT NOT NULL
) STRICT;
CREATE TABLE cloud_bindings (binding_id INTEGER PRIMARY KEY, provider TEXT NOT NULL) STRICT;
`;

/** 退订 and 到件: who wants no messages, and which parcel lies where, told to which station. Since version 4. */
const ARRIVALS = `
CREATE TABLE opt_outs (sequence INTEGER PRIMARY KEY AUTOINCREMENT, phone TEXT NOT NULL UNIQUE, at INTEGER NOT NULL) STRICT;
CREATE TABLE arrivals (
  arrival_id TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES accounts, arrival TEXT NOT NULL, due INTEGER NOT NULL,
  station_id TEXT REFERENCES stations, sequence INTEGER UNIQUE, at INTEGER
) STRICT, WITHOUT ROWID;
`;

/** 授权 and 转换规则 of stores. Since version 5. */
const STORES = `
-- Who authorised conversions of a store, and when. Of stores that were authorised from the start nobody is on record.
CREATE TABLE store_authorisations (store_id TEXT PRIMARY KEY REFERENCES stores, at INTEGER NOT NULL, authorised_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE conversion_rules (store_id TEXT NOT NULL, position INTEGER NOT NULL, rule TEXT NOT NULL, PRIMARY KEY (store_id, position)) STRICT, WITHOUT ROWID;
`;

/** What each version added; a world is of the version of the last one it has. */
export const VERSIONS: readonly string[] = [FIRST, DELIVERIES, CLOUD_TABLES, ARRIVALS, STORES];
export const TABLES = VERSIONS.join('');
