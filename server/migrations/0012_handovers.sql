-- Households that go from one cadre to another on a day to come; gone once that is done, or called off.
CREATE TABLE handover (
  id BYTEA NOT NULL PRIMARY KEY,
  village TEXT NOT NULL,
  -- In what the households are the giver's, by code.
  part TEXT NOT NULL,
  giver TEXT NOT NULL,
  taker TEXT NOT NULL,
  -- The households' numbers, as JSON.
  numbers TEXT NOT NULL,
  day BIGINT NOT NULL,
  login TEXT NOT NULL,
  at BIGINT NOT NULL
) /* STRICT */;

CREATE INDEX handover_by_giver ON handover (village, giver);
CREATE INDEX handover_by_day ON handover (day, id);
