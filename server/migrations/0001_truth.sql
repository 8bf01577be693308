-- What is true on a server. The text is PostgreSQL; docs/adr/0002-one-sql-two-homes.md says what is replaced for SQLite.
-- Instants are Unix seconds (UTC); days are days since 1970-01-01 (Asia/Shanghai); truth values are 0 and 1.
-- What grows with the work has the space first in its key, so that the schema can be distributed by it.

-- This deployment: one row.
CREATE TABLE deployment (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  id BYTEA NOT NULL,
  root_key BYTEA,
  created_at BIGINT NOT NULL
) /* STRICT */;

-- Epochs, the newest is the current one: a new one begins where acknowledged entries may have been lost.
CREATE TABLE epoch (
  epoch BIGINT NOT NULL PRIMARY KEY,
  device BYTEA NOT NULL,
  public_key BYTEA NOT NULL,
  suite BIGINT NOT NULL,
  certificate BYTEA,
  begun_at BIGINT NOT NULL
) /* STRICT */;

-- Where a space's log ended in a former epoch: a cursor of that epoch counts as the smaller of its number and this one.
CREATE TABLE epoch_end (
  space TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  last_number BIGINT NOT NULL,
  PRIMARY KEY (space, epoch)
) /* STRICT */;

-- A space and its counter. The row is updated in the transaction that appends: that gives gapless numbers and one writer at a time.
CREATE TABLE space (
  space TEXT NOT NULL PRIMARY KEY,
  last_number BIGINT NOT NULL CHECK (last_number >= 0)
) /* STRICT */;

-- The log of a space: accepted entries. An erased entry has no edit, salt and evidence; its hashes stay.
-- An attested entry came back from phones after a loss, under the server's own signature, perhaps without its chain's hashes.
CREATE TABLE entry (
  space TEXT NOT NULL,
  number BIGINT NOT NULL,
  device BYTEA NOT NULL,
  chain_number BIGINT NOT NULL,
  edit_id BYTEA NOT NULL,
  salt BYTEA,
  edit BYTEA,
  kind BIGINT NOT NULL,
  record_id BYTEA NOT NULL,
  author TEXT NOT NULL,
  audience BIGINT NOT NULL,
  owner TEXT,
  prev_hash BYTEA,
  hash BYTEA,
  evidence_hash BYTEA,
  evidence BYTEA,
  evidence_salt BYTEA,
  written_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  attested BIGINT NOT NULL DEFAULT 0,
  erased BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (space, number),
  UNIQUE (space, device, chain_number),
  UNIQUE (space, edit_id),
  CHECK (erased = 1 OR (edit IS NOT NULL AND salt IS NOT NULL)),
  CHECK (attested = 1 OR hash IS NOT NULL)
) /* STRICT */;

CREATE INDEX entry_by_record ON entry (space, record_id, number);

-- Entries of a chain that are not in the log: held (looked at again), rejected (final), repeated (the edit is in the log already).
-- Raw material and all, so that nothing is lost and the whole chain verifies.
CREATE TABLE kept (
  space TEXT NOT NULL,
  device BYTEA NOT NULL,
  chain_number BIGINT NOT NULL,
  edit_id BYTEA NOT NULL,
  salt BYTEA,
  edit BYTEA,
  kind BIGINT,
  record_id BYTEA,
  author TEXT,
  prev_hash BYTEA,
  hash BYTEA NOT NULL,
  evidence_hash BYTEA,
  evidence BYTEA,
  evidence_salt BYTEA,
  written_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'rejected', 'repeated')),
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  erased BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (space, device, chain_number)
) /* STRICT */;

CREATE INDEX kept_by_state ON kept (space, state);
CREATE INDEX kept_by_edit ON kept (space, edit_id);
CREATE INDEX kept_by_record ON kept (space, record_id);

-- How far the server holds a chain without a gap, accepted or kept.
CREATE TABLE chain (
  space TEXT NOT NULL,
  device BYTEA NOT NULL,
  last_number BIGINT NOT NULL,
  last_hash BYTEA NOT NULL,
  PRIMARY KEY (space, device)
) /* STRICT */;

-- Heads that devices signed: what was acknowledged is always signed.
CREATE TABLE head (
  space TEXT NOT NULL,
  device BYTEA NOT NULL,
  number BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  signature BYTEA NOT NULL,
  suite BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (space, device, number)
) /* STRICT */;

-- Seeds of the salts of a block of a chain; an erasure within the block removes its seed.
CREATE TABLE seed (
  space TEXT NOT NULL,
  device BYTEA NOT NULL,
  block BIGINT NOT NULL,
  seed BYTEA NOT NULL,
  PRIMARY KEY (space, device, block)
) /* STRICT */;

-- Frames that begin past what the server holds of their chain, whole, until what is missing has come.
CREATE TABLE waiting_frame (
  space TEXT NOT NULL,
  device BYTEA NOT NULL,
  first_number BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  frame BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (space, device, first_number, digest)
) /* STRICT */;

-- The server's own signatures over entries of former epochs, as phones brought them back after a loss. What a signature covers is there
-- (numbers, devices, edit ids, times), what the entries say is not: it proves the attested entries of the log and gives nothing away.
CREATE TABLE attested_frame (
  space TEXT NOT NULL,
  signature BYTEA NOT NULL,
  epoch BIGINT NOT NULL,
  device BYTEA NOT NULL,
  suite BIGINT NOT NULL,
  entries BYTEA NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (space, signature)
) /* STRICT */;

-- Entries of such frames that have no place in the log yet: a parent is missing, the body, or a version that knows the kind.
CREATE TABLE attested_waiting (
  space TEXT NOT NULL,
  edit_id BYTEA NOT NULL,
  epoch BIGINT NOT NULL,
  number BIGINT NOT NULL,
  device BYTEA NOT NULL,
  chain_number BIGINT NOT NULL,
  salt BYTEA,
  edit BYTEA NOT NULL,
  record_id BYTEA,
  erased BIGINT NOT NULL,
  written_at BIGINT NOT NULL,
  received_at BIGINT NOT NULL,
  PRIMARY KEY (space, edit_id)
) /* STRICT */;

-- Edits erased by law. Never undone; a copy is kept outside the backup and a restore demands it.
CREATE TABLE erasure (
  space TEXT NOT NULL,
  edit_id BYTEA NOT NULL,
  erased_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (space, edit_id)
) /* STRICT */;

-- Installations. One belongs to one person for good.
CREATE TABLE device (
  device BYTEA NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  suite BIGINT NOT NULL,
  public_key BYTEA NOT NULL,
  token_hash BYTEA NOT NULL,
  name TEXT NOT NULL,
  client_version TEXT NOT NULL,
  introduced_by BYTEA,
  enrolled_at BIGINT NOT NULL,
  seen_at BIGINT,
  revoked_at BIGINT,
  revoked_reason TEXT
) /* STRICT */;

CREATE UNIQUE INDEX device_by_token ON device (token_hash);
CREATE INDEX device_by_person ON device (person);

-- One-time codes, by their hash.
CREATE TABLE invitation (
  code_hash BYTEA NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  used_at BIGINT,
  device BYTEA
) /* STRICT */;

CREATE INDEX invitation_by_person ON invitation (person);

-- People as the office's rosters name them.
CREATE TABLE person (
  person TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT,
  imported_at BIGINT NOT NULL
) /* STRICT */;

-- Roles by space, with the days they hold (to_day included; none: still holds).
CREATE TABLE membership (
  space TEXT NOT NULL,
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  reason TEXT,
  PRIMARY KEY (space, person, role, from_day)
) /* STRICT */;

CREATE INDEX membership_by_person ON membership (person);

-- Official divisions, and what became of those that were merged or renamed.
CREATE TABLE division (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  level TEXT NOT NULL,
  parent TEXT
) /* STRICT */;

CREATE INDEX division_by_parent ON division (parent, name);

CREATE TABLE division_successor (
  code TEXT NOT NULL,
  successor TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (code, successor, from_day)
) /* STRICT */;

-- Units, the work groups they form under a lead unit, and the teams that support units station in villages.
CREATE TABLE unit (
  unit TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL
) /* STRICT */;

CREATE TABLE work_group (
  lead_unit TEXT NOT NULL,
  unit TEXT NOT NULL,
  county TEXT NOT NULL,
  PRIMARY KEY (lead_unit, county, unit)
) /* STRICT */;

CREATE TABLE team (
  space TEXT NOT NULL,
  unit TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  PRIMARY KEY (space, unit, from_day)
) /* STRICT */;

-- Policy files as imported; all versions stay, because a past month is computed with the policy of its time.
CREATE TABLE policy (
  version TEXT NOT NULL PRIMARY KEY,
  valid_from BIGINT NOT NULL,
  known_from BIGINT NOT NULL,
  toml TEXT NOT NULL,
  imported_at BIGINT NOT NULL
) /* STRICT */;

-- What a rebuildable table was made for; another fingerprint means: drop, make anew, replay.
CREATE TABLE read_model (
  name TEXT NOT NULL PRIMARY KEY,
  fingerprint BYTEA NOT NULL
) /* STRICT */;
