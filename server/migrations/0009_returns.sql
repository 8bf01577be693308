-- Diaries that were given back, and since when their writer has it on the phone: the days for mending count from there. A word of a
-- level is a return once at most, so a row each.
CREATE TABLE review_return (
  space TEXT NOT NULL,
  review BYTEA NOT NULL,
  diary BYTEA NOT NULL,
  cadre TEXT NOT NULL,
  -- The diary's, whose policy says how many days there are.
  day BIGINT NOT NULL,
  -- The word's place in the log: a phone whose cursor is past it has it.
  number BIGINT NOT NULL,
  arrived_at BIGINT,
  -- 1: the days are over.
  over BIGINT NOT NULL,
  PRIMARY KEY (space, review)
) /* STRICT */;

CREATE INDEX review_return_by_cadre ON review_return (cadre, arrived_at);
CREATE INDEX review_return_by_arrival ON review_return (over, arrived_at);

-- A county reads what chance and oddities give it, the city less still: neither goes through everything there is to find its own.
CREATE INDEX review_item_of_county ON review_item (space, county, odd) WHERE county > 0;
CREATE INDEX review_item_of_city ON review_item (space, city, odd) WHERE city > 0;
