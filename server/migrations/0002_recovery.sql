-- The newest recovery code of each device, as the phone sealed it: only the key file opens it. The hash is that of the enrolment that
-- goes with it, once it was disclosed.
CREATE TABLE recovery_code (
  device BYTEA NOT NULL PRIMARY KEY,
  serial BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  deposited_at BIGINT NOT NULL,
  enrolment_hash BYTEA
) /* STRICT */;

CREATE INDEX recovery_code_by_enrolment ON recovery_code (enrolment_hash);

-- When a code was shown to somebody who dictates it.
CREATE TABLE recovery_disclosure (
  device BYTEA NOT NULL,
  serial BIGINT NOT NULL,
  nth BIGINT NOT NULL,
  disclosed_at BIGINT NOT NULL,
  PRIMARY KEY (device, serial, nth)
) /* STRICT */;
