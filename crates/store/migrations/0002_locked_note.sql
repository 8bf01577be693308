-- What a person wrote while the phone was locked, until they put it somewhere or let it go. A settled one keeps its id alone, so that
-- its file, if it is found again, is not taken for another note.
CREATE TABLE locked_note (
  note       BLOB    NOT NULL PRIMARY KEY CHECK (length(note) = 16),
  text       TEXT    NOT NULL,
  written_at INTEGER NOT NULL,
  day        INTEGER NOT NULL,
  settled_at INTEGER
) STRICT;
