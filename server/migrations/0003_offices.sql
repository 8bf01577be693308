-- Who works at an office: accounts, what they may do where, their sessions, and what they saw or changed. Plain tables: none of it concerns a phone.
CREATE TABLE account (
  login TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  -- argon2id, as a PHC string.
  password TEXT NOT NULL,
  -- 1: the password was given by somebody else and must be changed at the first sign-in.
  given BIGINT NOT NULL,
  -- The secret of the second factor, sealed to the server's key; none: a password is enough.
  totp BYTEA,
  -- The time step of the last one-time code that was taken: each is good once.
  totp_step BIGINT,
  created_at BIGINT NOT NULL,
  closed_at BIGINT
) /* STRICT */;

-- One-time codes for who lost the second factor, by their hash.
CREATE TABLE account_recovery (
  login TEXT NOT NULL,
  code_hash BYTEA NOT NULL,
  used_at BIGINT,
  PRIMARY KEY (login, code_hash)
) /* STRICT */;

-- What an account may do where, with the days it holds (to_day included; none: still holds). A deputy's names whom it stands in for.
CREATE TABLE account_role (
  login TEXT NOT NULL,
  role TEXT NOT NULL,
  division TEXT NOT NULL,
  from_day BIGINT NOT NULL,
  to_day BIGINT,
  deputy_for TEXT,
  PRIMARY KEY (login, role, division, from_day)
) /* STRICT */;

-- Sign-ins that failed in a row, by the name that was typed, whether or not there is such an account.
CREATE TABLE sign_in_failure (
  login TEXT NOT NULL PRIMARY KEY,
  failures BIGINT NOT NULL,
  last_at BIGINT NOT NULL,
  locked_until BIGINT NOT NULL
) /* STRICT */;

-- Signed-in browsers, by the hash of what their cookie says.
CREATE TABLE session (
  token_hash BYTEA NOT NULL PRIMARY KEY,
  login TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  address TEXT NOT NULL,
  agent TEXT NOT NULL
) /* STRICT */;

CREATE INDEX session_by_login ON session (login);

-- What accounts saw and changed, only ever added to. One writer at a time takes the next number from audit_end.
CREATE TABLE audit (
  number BIGINT NOT NULL PRIMARY KEY,
  at BIGINT NOT NULL,
  day BIGINT NOT NULL,
  login TEXT NOT NULL,
  action TEXT NOT NULL,
  division TEXT,
  subject TEXT,
  detail TEXT
) /* STRICT */;

CREATE INDEX audit_by_login ON audit (login, number);
CREATE INDEX audit_by_division ON audit (division, number);

CREATE TABLE audit_end (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  last_number BIGINT NOT NULL
) /* STRICT */;

-- A day's end: the server's signature over everything up to its last number and over the seal before.
CREATE TABLE audit_seal (
  day BIGINT NOT NULL PRIMARY KEY,
  last_number BIGINT NOT NULL,
  digest BYTEA NOT NULL,
  epoch BIGINT NOT NULL,
  signature BYTEA NOT NULL
) /* STRICT */;
