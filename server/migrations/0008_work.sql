-- Long work at offices: imports, columns to be filled, files to be made. A row each, taken up one at a time and begun anew after a
-- restart; what it reads and gives lies as files in the data folder until its end of life.
CREATE TABLE job (
  number BIGINT NOT NULL PRIMARY KEY,
  -- What is done, by code.
  work TEXT NOT NULL,
  division TEXT NOT NULL,
  -- Who asked.
  login TEXT NOT NULL,
  -- How far the work is, by the code of its step, and whether that step waiting, running, done, failed or cancelled.
  step TEXT NOT NULL,
  state TEXT NOT NULL,
  -- What was asked for with the step, and what came of it: JSON.
  asked TEXT NOT NULL,
  outcome TEXT,
  -- Why it failed: JSON.
  refusal TEXT,
  -- The file that was brought, by its digest, with the name that its owner gave it; none once it is no longer needed.
  brought BYTEA,
  brought_name TEXT,
  -- The file that came of it.
  made BYTEA,
  made_name TEXT,
  done BIGINT NOT NULL,
  of_all BIGINT NOT NULL,
  -- 1: it is to stop before its next part.
  stopping BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  -- After this it is forgotten, its files too.
  ends_at BIGINT NOT NULL
) /* STRICT */;

CREATE INDEX job_by_division ON job (division, number);
CREATE INDEX job_by_login ON job (login, number);
CREATE INDEX job_by_state ON job (state, number);

CREATE TABLE job_end (
  one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
  last_number BIGINT NOT NULL
) /* STRICT */;

-- Which heads of an office's own lists are which columns, kept by name: a division's own, for one kind of work.
CREATE TABLE import_mapping (
  division TEXT NOT NULL,
  work TEXT NOT NULL,
  name TEXT NOT NULL,
  -- Heads and the keys of their columns: JSON.
  heads TEXT NOT NULL,
  kept_by TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  PRIMARY KEY (division, work, name)
) /* STRICT */;

-- Other bodies' forms as offices keep them, with words that the console fills in from the records.
CREATE TABLE column_template (
  division TEXT NOT NULL,
  name TEXT NOT NULL,
  -- xlsx or docx.
  form TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  kept_by TEXT NOT NULL,
  kept_at BIGINT NOT NULL,
  PRIMARY KEY (division, name)
) /* STRICT */;

-- Households as offices look through them, derived from the logs: it can be emptied and made anew at any time.
CREATE TABLE household_item (
  space TEXT NOT NULL,
  number TEXT NOT NULL,
  record BYTEA NOT NULL,
  head TEXT NOT NULL,
  grp TEXT NOT NULL,
  persons BIGINT NOT NULL,
  status TEXT,
  -- 0: moved away, or taken off the list.
  is_there BIGINT NOT NULL,
  -- The members' names, and who visits and helps, by id: JSON.
  members TEXT NOT NULL,
  visitors TEXT NOT NULL,
  helpers TEXT NOT NULL,
  -- The day of the last visit; none: never.
  last_visit BIGINT,
  visits BIGINT NOT NULL,
  PRIMARY KEY (space, number)
) /* STRICT */;

-- Which household a visit was to: a number of the list, or a name and a group as they were written; both where they were matched.
CREATE TABLE household_visit (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  number TEXT,
  name TEXT,
  grp TEXT NOT NULL,
  day BIGINT NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;

CREATE INDEX household_visit_by_number ON household_visit (space, number, day);
CREATE INDEX household_visit_by_name ON household_visit (space, name, grp);

-- Households that phones wrote by name and nobody has matched yet.
CREATE TABLE household_unlisted (
  space TEXT NOT NULL,
  name TEXT NOT NULL,
  grp TEXT NOT NULL,
  last_visit BIGINT NOT NULL,
  visits BIGINT NOT NULL,
  PRIMARY KEY (space, name, grp)
) /* STRICT */;

-- What is kept of ID-card numbers: a keyed hash, by which the same one is known again, and the last four characters.
CREATE TABLE household_id_number (
  space TEXT NOT NULL,
  number TEXT NOT NULL,
  name TEXT NOT NULL,
  hash BYTEA NOT NULL,
  last_four TEXT NOT NULL,
  PRIMARY KEY (space, number, name)
) /* STRICT */;

CREATE INDEX household_id_number_by_hash ON household_id_number (hash);
