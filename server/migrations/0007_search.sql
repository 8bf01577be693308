-- What records say, by the words in it, derived from the logs: it can be emptied and made anew at any time. No text is kept here.

-- A record that can be found. Its place orders what is found: the day it tells of, then chance that stays the same.
CREATE TABLE search_record (
  space TEXT NOT NULL,
  record BYTEA NOT NULL,
  kind BIGINT NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (space, record)
) /* STRICT */;

CREATE INDEX search_record_by_place ON search_record (place);

-- Each home has its own index of terms. They hold the same terms and are asked the same questions.

/* SQLITE
-- By place. Terms were cut before; they are letters and digits, so that the tokenizer has nothing to decide.
CREATE VIRTUAL TABLE search_term USING fts5(
  terms, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
SQLITE */

/* POSTGRES
ALTER TABLE search_record ADD COLUMN terms TSVECTOR NOT NULL;

CREATE INDEX search_record_by_term ON search_record USING GIN (terms);
POSTGRES */
