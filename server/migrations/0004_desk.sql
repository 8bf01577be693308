-- What offices read, derived from the logs outside of the logs' own transactions: it can be emptied and made anew at any time.

-- How far each log was followed, and by which form of what is derived.
CREATE TABLE followed (
  space TEXT NOT NULL PRIMARY KEY,
  number BIGINT NOT NULL,
  form BIGINT NOT NULL
) /* STRICT */;

-- A diary as it waits for offices, by level: 0 not theirs to review, 1 waiting, 2 accepted, 3 accepted unread, 4 returned, 5 flagged.
CREATE TABLE review_item (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  cadre TEXT NOT NULL,
  day BIGINT NOT NULL,
  arrived_at BIGINT NOT NULL,
  heads BYTEA NOT NULL,
  -- How odd it looks: the number of its hints. 0: nothing.
  odd BIGINT NOT NULL,
  -- Which levels read it by chance: 1 the town, 2 the county, 4 the city, added up.
  sampled BIGINT NOT NULL,
  town BIGINT NOT NULL,
  county BIGINT NOT NULL,
  city BIGINT NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;

-- Who has an item open: nobody else reviews it meanwhile.
CREATE TABLE review_lease (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  login TEXT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;

-- A problem as it waits for an answer: 0 untaken, 1 taken, 2 handed over, 3 answered, 4 declined.
CREATE TABLE problem_item (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  author TEXT NOT NULL,
  day BIGINT NOT NULL,
  urgency TEXT,
  category TEXT,
  arrived_at BIGINT NOT NULL,
  state BIGINT NOT NULL,
  -- The office that owes the answer, by its division.
  owing TEXT NOT NULL,
  -- The last day for it.
  due BIGINT NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;

CREATE INDEX problem_item_by_owing ON problem_item (owing, due);

-- Which records show a photo.
CREATE TABLE photo_use (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  digest BYTEA NOT NULL,
  day BIGINT NOT NULL,
  PRIMARY KEY (space, record, digest)
) /* STRICT */;

CREATE INDEX photo_use_by_digest ON photo_use (digest, day);
