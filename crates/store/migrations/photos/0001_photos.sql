-- The photos of this phone: a file of its own (docs/adr/0010), of the same strength as the one with the texts.

-- What is known of a photo. What its writer says of the people on it waits here until the record that shows it is saved; then
-- it is a record, too. An epoch stands where the server of that epoch said that it holds the part.
CREATE TABLE photo (
  digest       BLOB    NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
  size         INTEGER NOT NULL CHECK (size > 0),
  own          INTEGER NOT NULL CHECK (own IN (0, 1)),
  added_at     INTEGER NOT NULL,
  taken_at     INTEGER,
  lat          INTEGER,
  lon          INTEGER,
  people       TEXT,
  space        TEXT,
  record       BLOB    CHECK (length(record) = 16),
  thumbnail_at INTEGER,
  picture_at   INTEGER,
  CHECK ((space IS NULL) = (record IS NULL)),
  CHECK ((lat IS NULL) = (lon IS NULL))
) STRICT;

-- The bytes apart, so that a list of photos reads none of them. Part 1 is the thumbnail, part 2 the picture.
CREATE TABLE content (
  digest BLOB    NOT NULL REFERENCES photo (digest) ON DELETE CASCADE,
  part   INTEGER NOT NULL CHECK (part IN (1, 2)),
  bytes  BLOB    NOT NULL,
  PRIMARY KEY (digest, part)
) STRICT;
