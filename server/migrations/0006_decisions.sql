-- What one account asked for and another has to agree to, and what was done in an emergency and is looked at afterwards. Rows are
-- only added and decided once.
CREATE TABLE second_wanted (
  id BYTEA NOT NULL PRIMARY KEY,
  division TEXT NOT NULL,
  -- What it is: a stable word; subject and wanted tell of which record, device or day, and what of it.
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  wanted TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_name TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  -- 0 waits for a second person, 1 agreed, 2 refused, 3 done in an emergency and not looked at yet, 4 looked at and right, 5 looked at and wrong.
  state BIGINT NOT NULL,
  decided_by TEXT,
  decided_name TEXT,
  decided_at BIGINT,
  word TEXT
) /* STRICT */;

CREATE INDEX second_wanted_by_division ON second_wanted (division, state, asked_at);
CREATE INDEX second_wanted_by_subject ON second_wanted (what, subject, asked_by);

-- A request for leave or an objection as it waits for a decision; derived from the logs, and made anew at any time.
CREATE TABLE decision_item (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  -- 0 a leave, 1 an objection.
  what BIGINT NOT NULL,
  author TEXT NOT NULL,
  day BIGINT NOT NULL,
  -- Who is to decide: 0 the first secretary, 1 the town, 2 the county, 3 the city.
  level BIGINT NOT NULL,
  -- The last day for it; after it the levels above see it, too.
  due BIGINT NOT NULL,
  -- 1: it is decided as it stands.
  settled BIGINT NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;

-- What became of a hint: 0 nobody has reviewed the diary, 1 it was read and accepted, 2 returned, 3 left in doubt, 4 accepted unread.
CREATE TABLE hint_outcome (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  hint TEXT NOT NULL,
  day BIGINT NOT NULL,
  outcome BIGINT NOT NULL,
  PRIMARY KEY (space, record, hint)
) /* STRICT */;

CREATE INDEX review_item_by_arrival ON review_item (town, arrived_at);
