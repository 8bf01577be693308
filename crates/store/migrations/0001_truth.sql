-- What is true on this device. The read model follows from it, is generated from the kinds' declarations, and is no part of these.

CREATE TABLE setting (
  name  TEXT NOT NULL PRIMARY KEY,
  value BLOB NOT NULL
) STRICT;

-- The installations that this store has been: the newest writes, the others are kept to prove their chains.
CREATE TABLE device (
  seq         INTEGER PRIMARY KEY,
  device      BLOB    NOT NULL UNIQUE CHECK (length(device) = 16),
  public_key  BLOB    NOT NULL CHECK (length(public_key) = 32),
  sealed_key  BLOB    NOT NULL,
  suite       INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,
  introduced  INTEGER NOT NULL DEFAULT 0 CHECK (introduced IN (0, 1))
) STRICT;

CREATE TABLE enrolment (
  one         INTEGER PRIMARY KEY CHECK (one = 1),
  server      TEXT    NOT NULL,
  deployment  BLOB    NOT NULL CHECK (length(deployment) = 16),
  person      TEXT    NOT NULL,
  person_name TEXT    NOT NULL,
  token       BLOB    NOT NULL,
  enrolled_at INTEGER NOT NULL,
  certificate BLOB    NOT NULL,
  spaces      TEXT    NOT NULL
) STRICT;

-- The server's epochs that this device has met, each with the key that signs in it.
CREATE TABLE epoch (
  epoch         INTEGER PRIMARY KEY,
  server_device BLOB    NOT NULL CHECK (length(server_device) = 16),
  public_key    BLOB    NOT NULL CHECK (length(public_key) = 32),
  suite         INTEGER NOT NULL,
  seen_at       INTEGER NOT NULL
) STRICT;

CREATE TABLE epoch_end (
  epoch  INTEGER NOT NULL,
  space  TEXT    NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (epoch, space)
) STRICT;

-- Every edit once, whichever chains and frames carry it. An erased one keeps its id, parents and record; its body is the
-- edit without key and operations, its salt is gone. One whose parents are missing waits; its record may not be known yet.
CREATE TABLE edit (
  seq     INTEGER PRIMARY KEY,
  edit_id BLOB    NOT NULL UNIQUE CHECK (length(edit_id) = 32),
  space   TEXT    NOT NULL,
  kind    INTEGER NOT NULL,
  record  BLOB,
  salt    BLOB,
  body    BLOB    NOT NULL,
  erased  INTEGER NOT NULL DEFAULT 0 CHECK (erased IN (0, 1)),
  waiting INTEGER NOT NULL DEFAULT 0 CHECK (waiting IN (0, 1)),
  CHECK (erased = 1 OR salt IS NOT NULL),
  CHECK (waiting = 1 OR record IS NOT NULL)
) STRICT;
CREATE INDEX edit_by_record ON edit (record);

CREATE TABLE missing_parent (
  parent  BLOB NOT NULL,
  edit_id BLOB NOT NULL,
  PRIMARY KEY (parent, edit_id)
) STRICT;

-- Own chains: the head of each, and where it begins here (beyond the first number after a purge).
CREATE TABLE chain (
  space       TEXT    NOT NULL,
  device      BLOB    NOT NULL REFERENCES device (device),
  number      INTEGER NOT NULL,
  hash        BLOB,
  base_number INTEGER NOT NULL DEFAULT 0,
  base_hash   BLOB,
  PRIMARY KEY (space, device)
) STRICT;

CREATE TABLE own_entry (
  seq           INTEGER PRIMARY KEY,
  space         TEXT    NOT NULL,
  device        BLOB    NOT NULL REFERENCES device (device),
  number        INTEGER NOT NULL CHECK (number > 0),
  previous      BLOB,
  hash          BLOB    NOT NULL CHECK (length(hash) = 32),
  edit_id       BLOB    NOT NULL REFERENCES edit (edit_id),
  evidence      BLOB,
  evidence_salt BLOB,
  evidence_hash BLOB,
  written_at    INTEGER NOT NULL,
  UNIQUE (space, device, number)
) STRICT;
CREATE INDEX own_entry_by_edit ON own_entry (edit_id);

CREATE TABLE seed (
  space  TEXT    NOT NULL,
  device BLOB    NOT NULL,
  block  INTEGER NOT NULL,
  seed   BLOB    NOT NULL CHECK (length(seed) = 16),
  PRIMARY KEY (space, device, block)
) STRICT;

CREATE TABLE signed_head (
  space     TEXT    NOT NULL,
  device    BLOB    NOT NULL,
  number    INTEGER NOT NULL,
  hash      BLOB    NOT NULL,
  suite     INTEGER NOT NULL,
  signature BLOB    NOT NULL CHECK (length(signature) = 64),
  PRIMARY KEY (space, device, number)
) STRICT;

-- Down frames as they were signed, so that each can be offered back to a restored server.
CREATE TABLE frame (
  frame         INTEGER PRIMARY KEY,
  space         TEXT    NOT NULL,
  audience      INTEGER NOT NULL,
  epoch         INTEGER NOT NULL,
  server_device BLOB    NOT NULL,
  suite         INTEGER NOT NULL,
  signature     BLOB    NOT NULL CHECK (length(signature) = 64)
) STRICT;
CREATE INDEX frame_by_space ON frame (space, audience);

CREATE TABLE delivered (
  seq          INTEGER PRIMARY KEY,
  frame        INTEGER NOT NULL REFERENCES frame (frame),
  position     INTEGER NOT NULL,
  log_number   INTEGER NOT NULL,
  device       BLOB    NOT NULL,
  chain_number INTEGER NOT NULL,
  edit_id      BLOB    NOT NULL REFERENCES edit (edit_id),
  written_at   INTEGER NOT NULL,
  UNIQUE (frame, position)
) STRICT;
CREATE INDEX delivered_by_edit ON delivered (edit_id);

CREATE TABLE cursor (
  space    TEXT    NOT NULL,
  audience INTEGER NOT NULL,
  epoch    INTEGER NOT NULL,
  number   INTEGER NOT NULL,
  PRIMARY KEY (space, audience)
) STRICT;

-- What the server last stated of each chain of this person, and the most it ever stated.
CREATE TABLE stated (
  space       TEXT    NOT NULL,
  device      BLOB    NOT NULL,
  epoch       INTEGER NOT NULL,
  number      INTEGER NOT NULL,
  hash        BLOB,
  most_number INTEGER NOT NULL,
  most_hash   BLOB,
  PRIMARY KEY (space, device)
) STRICT;

CREATE TABLE held (
  space  TEXT    NOT NULL,
  device BLOB    NOT NULL,
  number INTEGER NOT NULL,
  code   TEXT    NOT NULL,
  PRIMARY KEY (space, device, number)
) STRICT;

CREATE TABLE refused (
  space  TEXT    NOT NULL,
  device BLOB    NOT NULL,
  number INTEGER NOT NULL,
  code   TEXT    NOT NULL,
  zh     TEXT    NOT NULL,
  en     TEXT    NOT NULL,
  PRIMARY KEY (space, device, number)
) STRICT;

-- Edits that a verdict names, and edits that an erasure names: both final, both known before the edit itself may come.
CREATE TABLE rejected (
  edit_id BLOB NOT NULL PRIMARY KEY,
  verdict BLOB NOT NULL
) STRICT;

CREATE TABLE erasure (
  edit_id BLOB NOT NULL PRIMARY KEY,
  erasure BLOB NOT NULL
) STRICT;

CREATE TABLE draft (
  draft    BLOB    NOT NULL PRIMARY KEY,
  space    TEXT    NOT NULL,
  kind     INTEGER NOT NULL,
  record   BLOB,
  content  BLOB    NOT NULL,
  saved_at INTEGER NOT NULL
) STRICT;
