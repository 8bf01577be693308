-- What a person wrote while the phone was locked, until they put it somewhere or let it go. A settled one keeps its id, so that
-- and what it said as a digest, so that its file, if it is found again, is not taken for another note.
CREATE TABLE locked_note (
  note       BLOB    NOT NULL PRIMARY KEY CHECK (length(note) = 16),
  text       TEXT    NOT NULL,
  digest     BLOB    NOT NULL CHECK (length(digest) = 32),
  written_at INTEGER NOT NULL,
  day        INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
